"""The example's two participatory budgets: one for the neighbourhood, counted and being built, and one for young people that is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from participation.budgets.actions import BudgetDraft, close_budget, count_budget, draft_budget, open_budget, publish_budget
from participation.budgets.execution_actions import Report, add_step, finish_step, report_progress
from participation.budgets.models import Budget, Pot, Project
from participation.budgets.project_actions import Decision, ProjectText, add_project, decide_project, take_proposals
from participation.budgets.queries import budget_of, candidates, projects_of, proposals_by_ids, valuations_of
from participation.budgets.valuation_actions import ask_offices, give_valuation
from participation.budgets.winners import winners_of
from participation.consultations.models import Consultation
from participation.demo.events import Diary
from participation.demo.people import Cast
from participation.demo.places import Whereabouts
from participation.followups.models import Office
from participation.votes.budget import Form
from participation.votes.casting import cast_ballot
from participation.votes.marks import Marks
from participation.votes.trackers import new_cast_key
from participation.votes.urn import DirectUrn

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Idea:
    """A project: what it costs in euros (0: not feasible, for the reason), where it lies, how many in a hundred want it."""

    title: str
    summary: str
    euros: int
    district: str
    category: str
    liked: int
    reason: str = ""


IDEAS = (
    Idea("Bänke am Flussweg", "Sechs Bänke mit Lehne, alle hundert Meter eine.", 7_200, "Altstadt", "Quartier", 46),
    Idea("Trinkbrunnen am Marktplatz", "Kostenloses Wasser, auch für Hunde.", 11_500, "Altstadt", "Quartier", 51),
    Idea("Öffentlicher Bücherschrank", "Bücher bringen, Bücher mitnehmen, vor der Stadthalle.", 2_900, "Bahnhofsviertel", "Nutzung", 38),
    Idea("Überdachte Fahrradständer", "Zwanzig Plätze vor der Stadthalle, mit Licht.", 18_400, "Bahnhofsviertel", "Verkehr", 35),
    Idea("Zebrastreifen an der Schule", "Ein sicherer Weg zur Grundschule.", 9_800, "Nordend", "Verkehr", 33),
    Idea("Boulebahn unter den Linden", "Zwei Bahnen mit Sitzplätzen.", 6_400, "Altstadt", "Nutzung", 24),
    Idea("Nachbarschaftsgarten", "Hochbeete, Wasseranschluss und ein Geräteschuppen.", 14_300, "Wiesengrund", "Quartier", 29),
    Idea("Spielstraße am Samstag", "Absperrung, Schilder und eine Kiste mit Spielgeräten.", 3_600, "Nordend", "Verkehr", 27),
    Idea("Schatten für den Spielplatz", "Drei große Bäume und ein Sonnensegel.", 12_800, "Mühlenau", "Quartier", 43),
    Idea("Licht am Radweg", "Leuchten, die angehen, wenn jemand kommt.", 24_000, "Steinbach", "Verkehr", 31),
    Idea("Offene Werkstatt", "Werkzeug und ein Raum, jeden Mittwoch.", 8_900, "Bahnhofsviertel", "Nutzung", 22),
    Idea("Bühne im Stadtpark", "Ein kleines Podium mit Stromanschluss.", 19_500, "Südhang", "Nutzung", 26),
    Idea("Rampe am Bürgerhaus", "Ohne Stufe hinein, auch mit Rollator.", 13_600, "Oberdorf", "Gebäude", 40),
    Idea("Wildblumen statt Rasen", "Zehn Flächen an den Straßen, mit Saatgut und Pflege für drei Jahre.", 4_500, "Wiesengrund", "Quartier", 34),
    Idea("Tischtennis am Jugendhaus", "Zwei Platten aus Beton.", 5_200, "Steinbach", "Nutzung", 19),
    Idea("Reparaturcafé einrichten", "Tische, Werkzeug, eine Kaffeemaschine.", 3_100, "Südhang", "Nutzung", 25),
    Idea("Hörschleife im Ratssaal", "Wer schlecht hört, versteht die Sitzungen.", 7_900, "Altstadt", "Gebäude", 23),
    Idea("Wegweiser durch die Altstadt", "Neue Schilder, auch in Leichter Sprache.", 6_800, "Altstadt", "Verkehr", 17),
    Idea("Grillplatz an der Aue", "Zwei feste Grills und Abfallbehälter.", 5_700, "Mühlenau", "Nutzung", 21),
    Idea("Seilbahn über den Fluss", "Zur Schule in zwei Minuten.", 0, "Oberdorf", "Verkehr", 0, "Allein die Planung kostet mehr als der ganze Betrag."),
    Idea("Freibad am Güterschuppen", "Baden mitten in der Stadt.", 0, "Bahnhofsviertel", "Nutzung", 0, "Das Grundstück gehört nicht der Stadt."),
    Idea("Nachtbus am Wochenende", "Freitag und Samstag bis drei Uhr.", 0, "Nordend", "Verkehr", 0, "Das sind laufende Kosten. Aus diesem Betrag wird nur einmal etwas bezahlt."),
)  # fmt: skip
"""Nineteen that stand on the ballot, three that do not; three more are made of proposals."""

YOUNG = (
    Idea("Basketballkorb am Bahnhof", "Ein Korb und ein neuer Belag.", 6_500, "Bahnhofsviertel", "Nutzung", 52),
    Idea("Kino im Park", "Vier Abende im Sommer.", 4_800, "Südhang", "Nutzung", 47),
    Idea("Mädchentreff am Freitag", "Ein Raum, eine Fachkraft, ein Jahr lang.", 7_400, "Nordend", "Beteiligung", 33),
    Idea("Graffitiwand", "Eine Mauer, auf der man sprühen darf.", 1_900, "Bahnhofsviertel", "Quartier", 41),
    Idea("Proberaum mit Technik", "Schlagzeug, Verstärker, Schallschutz.", 8_200, "Steinbach", "Nutzung", 30),
    Idea("Hängematten an der Aue", "Zehn Stück, zwischen den Pappeln.", 2_300, "Mühlenau", "Quartier", 36),
)
MUEHLENAU = (
    Idea("Wasserspiel am Bach", "Eine Pumpe und flache Rinnen.", 3_900, "Mühlenau", "Quartier", 50),
    Idea("Feste Tore auf der Wiese", "Zwei Tore, die stehen bleiben.", 2_400, "Mühlenau", "Nutzung", 44),
    Idea("Kletterfelsen", "Ein Fels mit Fallschutz.", 4_600, "Mühlenau", "Nutzung", 39),
)


@dataclass
class Story:
    """One budget as it is told: who acts where, and what is known of it once it exists."""

    session: Session
    cast: Cast
    consultation: Consultation
    whereabouts: Whereabouts
    random: Random
    number: int = 0
    pots: list[Pot] = field(default_factory=list)  # with their votes, once there are ballots

    @property
    def budget(self) -> Budget:
        """The budget as it stands."""
        return budget_of(self.session, self.consultation, self.number)

    def draft(self, draft: BudgetDraft, pots: Sequence[Sequence[Idea]], now: datetime) -> None:
        """Prepare it with its projects, and show it to everyone."""
        moderator = self.cast["moderator"]
        budget = draft_budget(self.session, moderator, self.consultation, draft, now)
        self.number = budget.id
        for pot, ideas in zip(budget.pots, pots, strict=True):
            for idea in ideas:
                add_project(self.session, moderator, self.consultation, budget, self._text(idea, pot.id), now)
        publish_budget(self.session, moderator, self.consultation, budget, now)

    def _text(self, idea: Idea, pot_id: int) -> ProjectText:
        place = self.whereabouts.place(self.session, idea.district)
        categories = {category.name: category.id for category in self.consultation.categories}
        districts = {district.name: district.id for district in self.cast.districts}
        body = f"{idea.summary}\n\nDer Platz dafür ist da. Die Pflege übernimmt der Bauhof."
        return ProjectText(
            idea.title, pot_id, idea.summary, body, None, districts[idea.district], categories.get(idea.category), place.id if place else None
        )

    def take_three(self, now: datetime) -> None:
        """Three of the best supported proposals become projects, and are found feasible."""
        budget = self.budget
        found = proposals_by_ids(self.session, budget, [one.id for one in candidates(self.session, budget)[:3]])
        made = take_proposals(self.session, self.cast["moderator"], self.consultation, budget, found, budget.pots[0].id, now)
        for project, euros in zip(made, (16_200, 8_400, 27_500), strict=False):
            decide_project(self.session, self.cast["moderator"], self.consultation, budget, project, Decision(True, "", euros * 100), now)

    def ask(self, offices: Sequence[Office], now: datetime) -> None:
        """Two offices are asked about every project."""
        budget = self.budget
        projects = [project for project in projects_of(self.session, budget) if project.feasibility == "asked"]
        due_on = (now + 10 * DAY).date()
        for index, project in enumerate(projects):
            ask_offices(self.session, self.cast["moderator"], self.consultation, budget, [project], [offices[index % 2]], due_on, now)

    def value(self, ideas: Sequence[Idea], now: datetime) -> None:
        """The offices say what they found, and the moderator decides the same."""
        budget, moderator, known = self.budget, self.cast["moderator"], {idea.title: idea for idea in ideas}
        for project in projects_of(self.session, budget):
            idea = known.get(project.title)
            if idea is None:
                continue
            found = Decision(bool(idea.euros), idea.reason, idea.euros * 100 or None)
            for valuation in valuations_of(self.session, project):
                give_valuation(self.session, self.cast["office"], self.consultation, budget, valuation, {valuation.office_id}, found, now)
            decide_project(self.session, moderator, self.consultation, budget, project, found, now)

    def vote(self, person: object, liked: Sequence[Sequence[int]], most: int, now: datetime) -> None:
        """Somebody casts a ballot on every pot that is theirs."""
        if not self.pots:
            self.pots = list(self.budget.pots)
        for pot, shares in zip(self.pots, liked, strict=True):
            if pot.vote is None or (pot.district_id is not None and person.district_id != pot.district_id):  # type: ignore[attr-defined]  # a person
                continue
            marks = self._marks(
                pot.vote.costs, shares, most, pot.amount if pot.vote.budget_terms and pot.vote.budget_terms.form == Form.KNAPSACK else 0
            )
            cast_ballot(self.session, person, self.consultation, pot.vote, marks, new_cast_key(), DirectUrn(self.session, lambda: now), now)  # type: ignore[arg-type]  # as above

    def _marks(self, costs: Sequence[int], shares: Sequence[int], most: int, limit: int) -> Marks:
        """Projects that this person likes, in a random order until there are enough, or the money is gone."""
        wanted = [place for place in range(1, len(costs) + 1) if self.random.random() * 100 < (shares[place - 1] if place <= len(shares) else 30)]
        self.random.shuffle(wanted)
        chosen: list[int] = []
        for place in wanted[:most]:
            if not limit or sum(costs[one - 1] for one in (*chosen, place)) <= limit:
                chosen.append(place)
        return tuple(sorted(chosen))

    def build(self, now: datetime) -> None:
        """The first winners are planned, built, done."""
        budget, moderator = self.budget, self.cast["moderator"]
        won = winners_of(budget.pots)
        projects = [project for project in projects_of(self.session, budget) if project.position in won[project.pot_id]]
        for project, report, steps in zip(projects, self._reports(projects), self._plans(now), strict=False):
            report_progress(self.session, moderator, self.consultation, budget, project, report, now)
            for title, due_on, done in steps:
                step = add_step(self.session, moderator, self.consultation, budget, project, title, due_on.date(), now)
                if done:
                    finish_step(self.session, moderator, self.consultation, budget, project, step, due_on.date(), now)

    @staticmethod
    def _reports(projects: Sequence[Project]) -> list[Report]:
        costs = [project.cost or 0 for project in projects]
        return [
            Report("done", "Steht seit letzter Woche.", costs[0] - 38_000),
            Report("building", "Das Fundament liegt.", costs[1] // 2),
            Report("planned", "Wir holen Angebote ein.", 0),
        ]

    @staticmethod
    def _plans(now: datetime) -> list[list[tuple[str, datetime, bool]]]:
        return [
            [("Auftrag vergeben", now - 8 * DAY, True), ("Aufgestellt", now - DAY, True)],
            [("Auftrag vergeben", now - 5 * DAY, True), ("Fertig", now + 30 * DAY, False)],
            [("Drei Angebote liegen vor", now + 20 * DAY, False)],
        ]


def note_budgets(
    session: Session,
    cast: Cast,
    consultation: Consultation,
    whereabouts: Whereabouts,
    offices: Sequence[Office],
    voters: int,
    today: datetime,
    diary: Diary,
) -> None:
    """Note both budgets; the first is counted by equal shares, the second is a basket, with a pot of its own for one district."""
    _note_counted(Story(session, cast, consultation, whereabouts, Random(1976)), offices, voters, today, diary)  # noqa: S311  # an example
    _note_open(Story(session, cast, consultation, whereabouts, Random(1977)), voters // 6, today, diary)  # noqa: S311  # as above


def _note_counted(story: Story, offices: Sequence[Office], voters: int, today: datetime, diary: Diary) -> None:
    opens, closes = today - 30 * DAY + timedelta(hours=2), today - 23 * DAY - timedelta(hours=1)
    draft = BudgetDraft(
        title="Bürgerhaushalt Quartier",
        question="Welche Projekte rund um die Stadthalle soll die Stadt bezahlen?",
        introduction="Der Rat hat **90.000 Euro** für kleine Verbesserungen freigegeben. Was damit geschieht, entscheiden Sie.",
        amounts={0: 90_000_00},
        opens_at=opens,
        closes_at=closes,
    )
    moderator, session, consultation = story.cast["moderator"], story.session, story.consultation
    diary.note(today - 48 * DAY, lambda now: story.draft(draft, [IDEAS], now))
    diary.note(today - 47 * DAY, lambda now: story.ask(offices, now))
    diary.note(today - 40 * DAY, lambda now: story.value(IDEAS, now))
    diary.note(today - 33 * DAY, story.take_three)
    diary.note(opens - timedelta(minutes=10), lambda now: open_budget(session, moderator, consultation, story.budget, now))
    liked = [[idea.liked for idea in IDEAS if idea.euros]]
    for person in story.random.sample(list(story.cast.residents), voters):
        at = opens + (closes - opens) * story.random.random()
        diary.note(at, lambda now, who=person: story.vote(who, liked, 9, now))  # type: ignore[misc]  # bound in the loop
    diary.note(closes + timedelta(hours=1), lambda now: close_budget(session, moderator, consultation, story.budget, now))
    diary.note(closes + timedelta(hours=2), lambda now: count_budget(session, moderator, consultation, story.budget, now))
    diary.note(today - 6 * DAY, story.build)


def _note_open(story: Story, voters: int, today: datetime, diary: Diary) -> None:
    opens, closes = today - 3 * DAY + timedelta(hours=2), today + 17 * DAY
    district = next(district for district in story.cast.districts if district.name == "Mühlenau")
    draft = BudgetDraft(
        title="Budget für junge Leute",
        question="Was soll die Stadt für junge Leute bezahlen?",
        introduction="Der Jugendrat hat diese Projekte gesammelt. Die Mühlenau entscheidet zusätzlich über einen eigenen Betrag.",
        amounts={0: 15_000_00, district.id: 6_500_00},
        rule="greedy",
        form=Form.KNAPSACK,
        opens_at=opens,
        closes_at=closes,
    )
    moderator, session, consultation = story.cast["moderator"], story.session, story.consultation
    diary.note(today - 12 * DAY, lambda now: story.draft(draft, [YOUNG, MUEHLENAU], now))
    diary.note(today - 8 * DAY, lambda now: story.value((*YOUNG, *MUEHLENAU), now))
    diary.note(opens - timedelta(minutes=10), lambda now: open_budget(session, moderator, consultation, story.budget, now))
    liked = [[idea.liked for idea in YOUNG], [idea.liked for idea in MUEHLENAU]]
    for person in story.random.sample(list(story.cast.residents), voters):
        at = opens + (today - opens) * story.random.random()
        diary.note(at, lambda now, who=person: story.vote(who, liked, 6, now))  # type: ignore[misc]  # bound in the loop
