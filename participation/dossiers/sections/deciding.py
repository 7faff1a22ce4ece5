"""What was decided: votes with their tallies, budgets, the citizens' council's recommendations, and the measures that came of it."""

from __future__ import annotations

from participation.assemblies.queries import handover_of, newest_report, steps_of
from participation.assemblies.report_words import drawn_words, vote_words
from participation.assemblies.rules import OPEN
from participation.assemblies.showing import fates_of
from participation.budgets.models import Budget
from participation.budgets.queries import budgets_of, on_ballot
from participation.budgets.queries import votes_of as votes_of_budget
from participation.budgets.rules import visible as visible_budgets
from participation.budgets.winners import winners_of
from participation.councils.queries import council_of
from participation.dossiers.blocks import Block, Cell, bars, heading, link, listing, paragraph, table
from participation.dossiers.sections.asked import Asked
from participation.kit.dates import say_date
from participation.kit.language import gettext as _
from participation.kit.money import say_euros
from participation.kit.pages import format_number, format_percent
from participation.measures.actions import today
from participation.measures.filters import Filters
from participation.measures.listing import page_of
from participation.measures.words import badge
from participation.proposals.models import STATUS_NAMES, Status
from participation.votes.budget_results import view_budget
from participation.votes.models import Vote
from participation.votes.queries import votes_of
from participation.votes.results import as_text, headline, view_result
from participation.votes.rules import may_see_result

MOST_ROUNDS, MOST_MEASURES = 6, 100


def votes(asked: Asked) -> list[Block]:
    """Each counted vote: what came out, by how many, with its rounds and quorums."""
    found: list[Block] = []
    for vote in votes_of(asked.session, asked.consultation):
        if may_see_result(None, asked.consultation, vote):
            found += _vote(asked, vote)
    return found


def _vote(asked: Asked, vote: Vote) -> list[Block]:
    blocks = [heading(vote.title), paragraph(vote.question), paragraph(headline(vote))]
    view = view_budget(vote) if vote.budget is not None else view_result(vote)
    most = max([float(bar.value) for bar in view.bars], default=0.0) or 1.0
    shown: list[tuple[Cell, str, float]] = [
        (f"{bar.label} ({bar.note})" if bar.note else bar.label, as_text(bar.value), float(bar.value) / most) for bar in view.bars
    ]
    if shown:
        blocks.append(bars(_("Auszählung: %(title)s", title=vote.title), [_("Auswahl"), _("Stimmen")], shown))
    facts = [[_("Stimmzettel"), format_number(view.cast)], [_("Stimmberechtigt"), format_number(view.roll) if view.roll else "–"]]
    facts.append([_("Beteiligung"), format_percent(view.turnout)])
    facts.append([_("Leere Stimmzettel"), format_number(view.blank)])
    blocks.append(table(_("Beteiligung: %(title)s", title=vote.title), [_("Angabe"), _("Zahl")], facts, numeric=(1,)))
    rounds = getattr(view, "rounds", [])[:MOST_ROUNDS]
    if rounds:
        rows: list[list[Cell]] = [
            [cell.name, *(_round_cell(one.tallies[place].votes) for one in rounds)] for place, cell in enumerate(rounds[0].tallies)
        ]
        blocks.append(
            table(_("Runden: %(title)s", title=vote.title), [_("Auswahl"), *(one.title for one in rounds)], rows, range(1, len(rounds) + 1))
        )
    if vote.council_note:
        blocks.append(paragraph(_("Beschluss des Stadtrats: %(text)s", text=vote.council_note)))
    return [*blocks, listing([link(_("Ergebnis zum Nachzählen"), asked.at(f"abstimmungen/{vote.id}/ergebnis"))])]


def _round_cell(votes: object) -> str:
    return "–" if votes is None else str(votes)


def budgets(asked: Asked) -> list[Block]:
    """Counted budgets: what is paid for."""
    shown = visible_budgets(None, asked.consultation, budgets_of(asked.session, asked.consultation))
    counted = [budget for budget in shown if budget.is_open and all(vote.is_counted for vote in votes_of_budget(budget))]
    if not counted:
        return []
    won = winners_of(pot for budget in counted for pot in budget.pots)
    projects = on_ballot(asked.session, list(won))
    found: list[Block] = []
    for budget in counted:
        rows: list[list[Cell]] = [
            _project(asked, budget, projects[pot.id, place]) for pot in budget.pots for place in sorted(won[pot.id]) if (pot.id, place) in projects
        ]
        found.append(table(_("Was gebaut wird: %(title)s", title=budget.title), [_("Projekt"), _("Kosten")], rows, numeric=(1,)))
    return found


def _project(asked: Asked, budget: Budget, project: object) -> list[Cell]:
    title, number, cost = (getattr(project, name) for name in ("title", "id", "cost"))
    return [link(title, asked.at(f"buergerhaushalt/{budget.id}/projekte/{number}")), say_euros(cost) if cost else "–"]


def council(asked: Asked) -> list[Block]:
    """The citizens' council: how it was drawn, what it recommends, what the town made of it."""
    found = council_of(asked.session, asked.consultation)
    if found is None or found.stage not in OPEN:
        return []
    report = newest_report(asked.session, found.id)
    if report is None:
        return []
    fates = fates_of(report, handover_of(asked.session, found.id), steps_of(asked.session, found.id), asked.now)
    became = {fate.said["id"]: str(STATUS_NAMES[Status(fate.status)]) for fate in fates}
    at = asked.at("buergerrat/gutachten")
    rows: list[list[Cell]] = [
        [
            link(f"{said['number']}. {said['title']}", f"{at}#empfehlung-{said['id']}"),
            vote_words(said["vote"]),
            became.get(said["id"], "–"),
        ]
        for said in report.said["recommendations"]
    ]
    blocks = [heading(found.title), *(paragraph(line) for line in drawn_words(report.said)[:2])]
    if rows:
        blocks.append(table(_("Empfehlungen des Bürgerrats"), [_("Empfehlung"), _("Abstimmung im Bürgerrat"), _("Antwort der Stadt")], rows))
    return [*blocks, listing([link(_("Bürgergutachten"), at)])]


def measures(asked: Asked) -> list[Block]:
    """What the city does about it."""
    page = page_of(asked.session, Filters(consultation=asked.consultation.slug), 1, today(asked.now), MOST_MEASURES)
    if not page.items:
        return []
    rows: list[list[Cell]] = [
        [
            link(row.title, asked.at(f"massnahmen/{row.id}")),
            badge(row.status)[0],
            row.office,
            say_date(row.until) if row.until else "–",
            _("%(done)s von %(all)s", done=row.done, all=row.steps) if row.steps else "–",
        ]
        for row in page.items
    ]
    return [table(_("Maßnahmen"), [_("Maßnahme"), _("Stand"), _("Amt"), _("Geplantes Ende"), _("Schritte")], rows)]
