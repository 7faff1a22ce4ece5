"""What the city made of it ("#Gemacht"): measures of the example, one done, one late, one at work on the map, one given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.demo.papers import paper
from participation.demo.people import Cast
from participation.demo.picture import stadthalle as drawing
from participation.demo.places import Whereabouts
from participation.followups.models import Office
from participation.kit import clock
from participation.measures.actions import MeasureText, Stand, make_measure, set_status, today
from participation.measures.content_actions import add_document, add_picture, enter_spending
from participation.measures.milestone_actions import finish_milestone, move_milestone, plan_milestone
from participation.measures.models import Measure, MeasureStatus, Milestone, Origin
from participation.measures.origins import offered
from participation.measures.rules import Asking
from participation.proposals.models import Proposal, Status

LIMIT = 10 * 1024 * 1024
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Story:
    """Who makes the measures, where, and until when the town's story runs."""

    session: Session
    cast: Cast
    today: datetime

    def asking(self, consultation: Consultation) -> Asking:
        return Asking(self.cast["admin"], consultation)

    def make(
        self, days: int, consultation: Consultation, office: Office, text: MeasureText, origin: tuple[Origin, int] | None, status: MeasureStatus
    ) -> Measure:
        with clock.frozen(self.today - days * _DAY) as now:
            return make_measure(self.session, self.asking(consultation), text, office, Stand(status, today(now)), origin, now)

    def plan(self, days: int, consultation: Consultation, measure: Measure, title: str, on: int) -> Milestone:
        """A milestone, planned `days` ago for `on` days from today."""
        with clock.frozen(self.today - days * _DAY) as now:
            return plan_milestone(self.session, self.asking(consultation), measure, title, today(self.today + on * _DAY), now)

    def finish(self, days: int, consultation: Consultation, measure: Measure, milestone: Milestone) -> None:
        with clock.frozen(self.today - days * _DAY) as now:
            finish_milestone(self.session, self.asking(consultation), measure, milestone, today(now), now)

    def spend(self, days: int, consultation: Consultation, measure: Measure, purpose: str, euros: int) -> None:
        with clock.frozen(self.today - days * _DAY) as now:
            enter_spending(self.session, self.asking(consultation), measure, today(now), purpose, euros * 100, now)

    def lay_down(self, days: int, consultation: Consultation, measure: Measure, title: str, files: Path) -> None:
        """The council's paper."""
        with clock.frozen(self.today - days * _DAY) as now:
            content = paper(title, ["Der Stadtrat stimmt der Vergabe des Auftrags zu.", "Die Kosten stehen im Haushalt der Stadt."], now)
            add_document(self.session, self.asking(consultation), measure, BytesIO(content), title, files, LIMIT, now)

    def stand(self, days: int, consultation: Consultation, measure: Measure, status: MeasureStatus, reason: str = "") -> None:
        with clock.frozen(self.today - days * _DAY) as now:
            set_status(self.session, self.asking(consultation), measure, Stand(status, today(now), reason), now)


def tell_measures(
    session: Session,
    cast: Cast,
    stadthalle: Consultation,
    earlier: Consultation,
    offices: Sequence[Office],
    whereabouts: Whereabouts,
    files: Path,
    now: datetime,
) -> None:
    """Make them, after all else was played: a measure comes from what people proposed, voted for and recommended."""
    story, (planning, roads, buildings, social, green) = _Story(session, cast, now), offices
    _done(story, earlier, green, files)
    _late(story, stadthalle, roads, whereabouts)
    _begun(story, stadthalle, planning, whereabouts)
    _stopped(story, stadthalle, social)
    _own(story, earlier, buildings)


def _proposal(session: Session, consultation: Consultation, *statuses: Status) -> Proposal | None:
    """The most supported proposal with one of these answers; the first status that there is counts."""
    for status in statuses:
        asked = select(Proposal).where(Proposal.consultation_id == consultation.id, Proposal.stage == "published", Proposal.status == status)
        found = session.scalars(asked.order_by(Proposal.support_count.desc(), Proposal.id).limit(1)).one_or_none()
        if found is not None:
            return found
    return None


def _done(story: _Story, consultation: Consultation, office: Office, files: Path) -> None:
    """From a proposal to the day of opening, with everything that a measure can have."""
    proposal = _proposal(story.session, consultation, Status.DONE, Status.ACCEPTED, Status.ANSWERED, Status.NEW)
    title, origin = (proposal.title, (Origin.PROPOSAL, proposal.id)) if proposal is not None else ("Bänke am Fluss", None)
    text = MeasureText(title, "Die Stadt setzt den Vorschlag um. Geplant wurde mit den Menschen, die dort wohnen.", budget=4_200_000)
    measure = story.make(130, consultation, office, text, origin, MeasureStatus.PLANNED)
    steps = [
        story.plan(130, consultation, measure, name, on)
        for name, on in (("Entwurf besprochen", -100), ("Auftrag vergeben", -70), ("Gebaut", -30), ("Eröffnet", -12))
    ]
    story.finish(101, consultation, measure, steps[0])
    story.stand(72, consultation, measure, MeasureStatus.WORK)
    story.finish(70, consultation, measure, steps[1])
    story.lay_down(70, consultation, measure, f"Vorlage: {title}", files)
    story.spend(60, consultation, measure, "Planung", 3_800)
    with clock.frozen(story.today - 35 * _DAY) as now:
        why = "Die Lieferung kam zwei Wochen später."
        move_milestone(story.session, story.asking(consultation), measure, steps[2], today(story.today - 16 * _DAY), why, now)
    story.finish(16, consultation, measure, steps[2])
    story.spend(14, consultation, measure, "Bauarbeiten, Schlussrechnung", 36_450)
    story.finish(11, consultation, measure, steps[3])
    story.stand(11, consultation, measure, MeasureStatus.DONE)
    with clock.frozen(story.today - 10 * _DAY) as now:
        words = "Die Stadthalle am Fluss, gezeichnet: ein flacher Bau mit großen Fenstern."
        add_picture(story.session, story.asking(consultation), measure, drawing(), words, "Stadt Auenstedt", files, LIMIT, now)


def _late(story: _Story, consultation: Consultation, office: Office, whereabouts: Whereabouts) -> None:
    """A milestone whose day has passed: nobody has to say so."""
    proposal = _proposal(story.session, consultation, Status.ACCEPTED, Status.PARTLY, Status.ANSWERED, Status.NEW)
    place = proposal.place_id if proposal is not None else None
    title, origin = (proposal.title, (Origin.PROPOSAL, proposal.id)) if proposal is not None else ("Ein sicherer Weg zur Halle", None)
    text = MeasureText(
        title, "Das Tiefbauamt plant und baut. Die Straße bleibt dabei offen.", place_id=place or _place(story, whereabouts), budget=8_500_000
    )
    measure = story.make(40, consultation, office, text, origin, MeasureStatus.PLANNED)
    first = story.plan(40, consultation, measure, "Vermessung", -20)
    story.plan(40, consultation, measure, "Ausschreibung veröffentlicht", -6)
    story.plan(40, consultation, measure, "Baubeginn", 60)
    story.finish(19, consultation, measure, first)
    story.stand(18, consultation, measure, MeasureStatus.WORK)
    story.spend(15, consultation, measure, "Vermessung", 2_150)


def _begun(story: _Story, consultation: Consultation, office: Office, whereabouts: Whereabouts) -> None:
    """From a recommendation or a vote, with a place on the map."""
    source = next((one for one in offered(story.session, consultation) if one.node[0] != Origin.PROPOSAL), None)
    origin = source.node if source is not None else None
    end = today(story.today + 200 * _DAY)
    text = MeasureText(
        "Beschluss des Stadtrats vorbereiten", "Das Amt für Stadtplanung schreibt die Vorlage.", place_id=_place(story, whereabouts), until=end
    )
    measure = story.make(9, consultation, office, text, origin, MeasureStatus.PLANNED)
    story.plan(9, consultation, measure, "Vorlage im Stadtrat", 45)


def _stopped(story: _Story, consultation: Consultation, office: Office) -> None:
    text = MeasureText("Möbel für den Jugendraum", "Gebrauchte Möbel aus dem Rathaus sollten in den Jugendraum.", budget=150_000)
    measure = story.make(45, consultation, office, text, None, MeasureStatus.PLANNED)
    story.stand(25, consultation, measure, MeasureStatus.STOPPED, "Die Jugendlichen wollten die Möbel nicht. Das Geld bleibt für die Werkstatt.")


def _own(story: _Story, consultation: Consultation, office: Office) -> None:
    """What the town did of its own accord."""
    text = MeasureText("WLAN in allen städtischen Häusern", "In Rathaus, Bücherei und Bürgerhäusern gibt es freies WLAN.", budget=2_000_000)
    measure = story.make(120, consultation, office, text, None, MeasureStatus.WORK)
    step = story.plan(120, consultation, measure, "Letztes Haus angeschlossen", -80)
    story.finish(82, consultation, measure, step)
    story.spend(80, consultation, measure, "Geräte und Anschluss", 17_900)
    story.stand(80, consultation, measure, MeasureStatus.DONE)


def _place(story: _Story, whereabouts: Whereabouts) -> int | None:
    for _attempt in range(12):
        place = whereabouts.place(story.session, "Altstadt")
        if place is not None:
            return place.id
    return None
