"""Every route of budgets and its outcome for each role."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.budgets.execution_actions import add_step
from participation.budgets.queries import projects_of
from participation.budgets.valuation_actions import ask_offices
from participation.kit import clock
from participation.votes.trackers import tracker_of
from tests.budgets.builders import a_budget_draft, a_project, a_public_budget, an_open_budget, cast, closed, counted
from tests.builders import a_resident, an_administrator
from tests.followups.builders import an_office, in_days
from tests.house.routes import Row, World
from tests.proposals.builders import a_proposal

DUE = "2026-10-30"


def furnish(session: Session, world: World) -> None:
    """In the world's voting consultation: a draft, a public budget with an asked office, one that is open, closed, counted."""
    now, administrator = clock.now(), an_administrator(session)
    office = world.valuing_office = an_office(session, "Amt für Bürgerhaushalt", world.office)
    world.budget_draft = a_budget_draft(session, world.voting, title="Entwurf")
    a_project(session, world.budget_draft, "Zum Entfernen")
    world.budget = a_public_budget(session, world.voting, title="Öffentlich")
    world.project = a_project(session, world.budget, "Noch zu prüfen")
    (world.valuation,) = ask_offices(session, administrator, world.voting, world.budget, [world.project], [office], in_days(10), now)
    world.removable = a_project(session, world.budget, "Zum Entfernen")
    world.budget_ready = a_public_budget(session, world.voting, title="Vor der Eröffnung")
    world.budget_early = a_public_budget(session, world.consultation, title="Vor der Abstimmung")
    world.taken = a_proposal(session, world.consultation, a_resident(session), "Ein Brunnen")
    world.budget_open = an_open_budget(session, world.voting, title="Eröffnet")
    over = an_open_budget(session, world.voting, title="Geschlossen")
    cast(session, over.pots[0].vote, (1,))
    world.budget_over = closed(session, over)
    done = an_open_budget(session, world.voting, title="Ausgezählt")
    key = cast(session, done.pots[0].vote, (1,)).cast_key
    world.budget_counted = counted(session, done)
    world.budget_vote = world.budget_counted.pots[0].vote
    world.own_tracker = tracker_of(world.budget_vote.id, key)
    world.winner = next(one for one in projects_of(session, world.budget_counted) if one.position == 1)
    world.step = add_step(session, administrator, world.voting, world.budget_counted, world.winner, "Ausschreibung", in_days(30), now)


def at(path: str, budget: str = "budget") -> Callable[[World], str]:
    return lambda w: f"/beteiligungen/{w.voting.slug}/buergerhaushalt/{getattr(w, budget).id}{path}"


def of_project(path: str = "", project: str = "project", budget: str = "budget") -> Callable[[World], str]:
    return lambda w: f"{at('/projekte/', budget)(w)}{getattr(w, project).id}{path}"


def take(w: World) -> str:
    return f"/beteiligungen/{w.consultation.slug}/buergerhaushalt/{w.budget_early.id}/projekte/aus-vorschlaegen"


def listed(path: str = "") -> Callable[[World], str]:
    return lambda w: f"/beteiligungen/{w.voting.slug}/buergerhaushalt{path}"


def of_result(path: str) -> Callable[[World], str]:
    return lambda w: f"/beteiligungen/{w.voting.slug}/abstimmungen/{w.budget_vote.id}{path}"


STAFF = "sign-in 403 403 200 403 403 200"
STAFF_DOES = "sign-in 403 403 303 403 403 303"
DRAFT = "404 404 404 200 403 404 200"
DRAFT_DONE = "404 404 404 303 403 404 303"
VALUING = "sign-in 403 403 200 200 403 200"
VALUES = "sign-in 403 403 303 303 403 303"
REFUSED = "sign-in 403 403 403 403 403 403"
NEW = {
    "title": "Neuer Bürgerhaushalt",
    "question": "Wofür?",
    "amount_0": "50.000",
    "rule": "greedy",
    "form": "approval",
    "secrecy": "secret",
    "opens_at": "2026-10-20T08:00",
    "closes_at": "2026-10-25T18:00",
}
TABLE: dict[str, Row] = {
    "budgets.index GET": Row(listed(), "200"),
    "budgets.detail GET": Row(at(""), "200"),
    "budgets.project GET": Row(of_project(), "200"),
    "budgets_staff.new GET": Row(listed("/neu"), STAFF),
    "budgets_staff.new POST": Row(listed("/neu"), STAFF_DOES, lambda w: NEW),
    "budgets_staff.edit GET": Row(at("/bearbeiten", "budget_draft"), DRAFT),
    "budgets_staff.edit POST": Row(at("/bearbeiten", "budget_draft"), DRAFT_DONE, lambda w: NEW),
    "budgets_staff.preview GET": Row(at("/stimmzettel"), STAFF),
    "budgets_staff.publishing GET": Row(at("/veroeffentlichen", "budget_draft"), DRAFT),
    "budgets_staff.publish_now POST": Row(at("/veroeffentlichen", "budget_draft"), DRAFT_DONE),
    "budgets_staff.opening GET": Row(at("/eroeffnen"), STAFF),
    "budgets_staff.open_now POST": Row(at("/eroeffnen", "budget_ready"), STAFF_DOES),
    "budgets_staff.closing GET": Row(at("/schliessen", "budget_open"), REFUSED),
    "budgets_staff.close_now POST": Row(at("/schliessen", "budget_open"), REFUSED),
    "budgets_staff.counting GET": Row(at("/auszaehlen", "budget_over"), STAFF),
    "budgets_staff.count_now POST": Row(at("/auszaehlen", "budget_over"), STAFF_DOES),
    "budget_projects.add GET": Row(at("/projekte/neu"), STAFF),
    "budget_projects.add POST": Row(
        at("/projekte/neu"), STAFF_DOES, lambda w: {"title": "Ein neues Projekt", "pot_id": str(w.budget.pots[0].id), "cost": "4.000"}
    ),
    "budget_projects.take GET": Row(take, STAFF),
    "budget_projects.take POST": Row(take, STAFF_DOES, lambda w: {"pot_id": str(w.budget_early.pots[0].id), "proposals": [str(w.taken.id)]}),
    "budget_projects.edit GET": Row(of_project("/bearbeiten"), STAFF),
    "budget_projects.edit POST": Row(of_project("/bearbeiten"), STAFF_DOES, lambda w: {"title": "Anders", "pot_id": str(w.budget.pots[0].id)}),
    "budget_projects.removing GET": Row(of_project("/entfernen", "removable"), STAFF),
    "budget_projects.remove POST": Row(of_project("/entfernen", "removable"), STAFF_DOES),
    "budget_projects.decide GET": Row(of_project("/entscheiden"), STAFF),
    "budget_projects.decide POST": Row(of_project("/entscheiden"), STAFF_DOES, lambda w: {"feasible": "nein", "reason": "Kein Platz."}),
    "budget_valuations.waiting GET": Row(lambda w: "/verwaltung/projektpruefungen", "sign-in 403 200 200 200 403 200"),
    "budget_valuations.ask GET": Row(at("/pruefung"), STAFF),
    "budget_valuations.ask POST": Row(
        at("/pruefung"), STAFF_DOES, lambda w: {"projects": [str(w.removable.id)], "offices": [str(w.valuing_office.id)], "due_on": DUE}
    ),
    "budget_valuations.give GET": Row(lambda w: of_project(f"/pruefung/{w.valuation.id}")(w), VALUING),
    "budget_valuations.give POST": Row(
        lambda w: of_project(f"/pruefung/{w.valuation.id}")(w), VALUES, lambda w: {"feasible": "ja", "cost": "9.000", "reason": ""}
    ),
    "budget_valuations.end POST": Row(lambda w: of_project(f"/pruefung/{w.valuation.id}/beenden")(w), STAFF_DOES),
    "budget_execution.progress GET": Row(of_project("/umsetzung", "winner", "budget_counted"), VALUING),
    "budget_execution.progress POST": Row(
        of_project("/umsetzung", "winner", "budget_counted"), VALUES, lambda w: {"progress": "building", "spent": "500", "note": "Es geht los."}
    ),
    "budget_execution.plan POST": Row(
        of_project("/schritte", "winner", "budget_counted"), VALUES, lambda w: {"title": "Eröffnung", "due_on": "2027-05-01"}
    ),
    "budget_execution.finish POST": Row(lambda w: of_project(f"/schritte/{w.step.id}/erledigt", "winner", "budget_counted")(w), VALUES),
    "budget_execution.drop POST": Row(lambda w: of_project(f"/schritte/{w.step.id}/entfernen", "winner", "budget_counted")(w), VALUES),
    "vote_results.part GET": Row(of_result("/mein-teil"), "200"),
    "vote_results.show_part POST": Row(of_result("/mein-teil"), "200", lambda w: {"tracker": w.own_tracker}),
    "vote_results.project_table GET": Row(of_result("/projekte.csv"), "200"),
}
