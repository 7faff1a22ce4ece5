"""Preparing a budget, checking its projects, opening, counting, and what is built afterwards: who may, when, and what is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import District, Notice
from participation.budgets.actions import BudgetDraft, count_budget, edit_budget, open_budget, publish_budget
from participation.budgets.execution_actions import Report, add_step, finish_step, report_progress
from participation.budgets.models import Budget, Project
from participation.budgets.project_actions import Decision, ProjectText, add_project, decide_project, edit_project, remove_project, take_proposals
from participation.budgets.queries import projects_of, steps_of, valuations_of
from participation.budgets.rules import may_change_budget, may_count_all, may_run_budget, may_see_budget, may_track
from participation.budgets.valuation_actions import ask_offices, give_valuation
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_id
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Invalid, Refused
from tests.budgets.builders import EURO, PROJECTS, a_budget_draft, a_project, a_public_budget, an_open_budget, cast, closed, counted, fresh, vote_on
from tests.builders import a_consultation, a_person, a_resident, an_administrator
from tests.followups.builders import an_office, an_officer, in_days
from tests.proposals.builders import a_proposal
from tests.votes.builders import AFTER, OPENS, a_voting_consultation


def of(session: Session, budget: Budget) -> Consultation:
    return consultation_by_id(session, budget.consultation_id)


def one(session: Session, budget: Budget, title: str) -> Project:
    return next(project for project in projects_of(session, budget) if project.title == title)


def test_it_works_from_a_proposal_to_the_milestone(session: Session) -> None:
    consultation, administrator, officer = a_consultation(session), an_administrator(session), an_officer(session)
    office = an_office(session, "Gartenamt", officer)
    budget = a_budget_draft(session, consultation)
    proposal = a_proposal(session, consultation, title="Bänke am Fluss")
    (project,) = take_proposals(session, administrator, consultation, budget, [proposal], budget.pots[0].id, clock.now())
    assert (project.title, project.body, project.proposal_id) == ("Bänke am Fluss", proposal.body, proposal.id)
    assert take_proposals(session, administrator, consultation, budget, [proposal], budget.pots[0].id, clock.now()) == [], "once"
    (asked,) = ask_offices(session, administrator, consultation, budget, [project], [office], in_days(10), clock.now())
    assert session.scalars(select(Notice.url).where(Notice.person_id == officer.id)).all() == [
        f"/beteiligungen/{consultation.slug}/buergerhaushalt/{budget.id}/projekte/{project.id}"
    ]
    give_valuation(session, officer, consultation, budget, asked, {office.id}, Decision(True, "", 8_000 * EURO), clock.now())
    assert project.feasibility == "asked", "an office finds, the city decides"
    decide_project(session, administrator, consultation, budget, project, Decision(True, "", 8_000 * EURO), clock.now())
    assert (project.feasibility, project.cost) == ("feasible", 800_000)
    logged = set(session.scalars(select(AuditEntry.action)))
    assert {"budget.drafted", "project.added", "project.asked", "project.valued", "project.decided"} <= logged


def test_only_feasible_projects_stand_on_the_ballot(session: Session) -> None:
    consultation, administrator = a_voting_consultation(session), an_administrator(session)
    budget = a_public_budget(session, consultation)
    rejected = a_project(session, budget, "Seilbahn")
    with pytest.raises(Refused, match="machbar"):
        open_budget(session, administrator, consultation, budget, OPENS)
    decide_project(session, administrator, consultation, budget, rejected, Decision(False, "Zu teuer."), clock.now())
    budget = fresh(session, open_budget(session, administrator, consultation, budget, OPENS))
    assert [option.title for option in vote_on(budget).options] == [title for title, _euros in PROJECTS]
    assert one(session, budget, "Seilbahn").position is None


@pytest.mark.parametrize(
    ("decision", "field"),
    [(Decision(True, "", None), "cost"), (Decision(False, "  "), "reason"), (Decision(True, "", 0), "cost"), (Decision(True, "", -5), "cost")],
)
def test_a_decision_says_what_it_costs_or_why_not(session: Session, decision: Decision, field: str) -> None:
    budget = a_budget_draft(session, a_voting_consultation(session))
    project = a_project(session, budget, "Bänke")
    with pytest.raises(Invalid) as refused:
        decide_project(session, an_administrator(session), of(session, budget), budget, project, decision, clock.now())
    assert refused.value.field == field


def test_an_office_speaks_for_itself_alone_and_in_time(session: Session) -> None:
    consultation, administrator, officer, stranger = (
        a_voting_consultation(session),
        an_administrator(session),
        an_officer(session),
        an_officer(session),
    )
    office = an_office(session, "", officer)
    budget = a_public_budget(session, consultation)
    project = one(session, budget, "Trinkbrunnen")
    (asked,) = ask_offices(session, administrator, consultation, budget, [project], [office], in_days(5), clock.now())
    assert ask_offices(session, administrator, consultation, budget, [project], [office], in_days(5), clock.now()) == [], "asked once at a time"
    yes = Decision(True, "", 100)
    with pytest.raises(Refused, match="anderen Amt"):
        give_valuation(session, stranger, consultation, budget, asked, set(), yes, clock.now())
    with pytest.raises(Refused):
        give_valuation(session, a_resident(session), consultation, budget, asked, {office.id}, yes, clock.now())
    give_valuation(session, officer, consultation, budget, asked, {office.id}, yes, clock.now())
    with pytest.raises(Refused, match="erledigt"):
        give_valuation(session, officer, consultation, budget, asked, {office.id}, yes, clock.now())
    with pytest.raises(Invalid, match="schon ein Amt gefragt"):
        remove_project(session, administrator, consultation, budget, project, clock.now())
    assert [found.cost for found in valuations_of(session, project)] == [100]


def test_an_opened_budget_refuses_every_change(session: Session) -> None:
    budget, administrator = an_open_budget(session), an_administrator(session)
    consultation, project, now = of(session, budget), one(session, budget, "Trinkbrunnen"), clock.now()
    for change in (
        lambda: add_project(session, administrator, consultation, budget, ProjectText("Neu", budget.pots[0].id), now),
        lambda: edit_project(session, administrator, consultation, budget, project, ProjectText("Neu", budget.pots[0].id, cost=1), now),
        lambda: remove_project(session, administrator, consultation, budget, project, now),
        lambda: decide_project(session, administrator, consultation, budget, project, Decision(False, "Doch nicht."), now),
        lambda: publish_budget(session, administrator, consultation, budget, now),
        lambda: open_budget(session, administrator, consultation, budget, now),
    ):
        with pytest.raises(Refused, match="festgeschrieben"):
            change()


def test_a_draft_is_hidden_and_a_pot_with_projects_stays(session: Session) -> None:
    consultation = a_voting_consultation(session)
    budget = a_budget_draft(session, consultation)
    expected = {"resident": False, "office": True, "administrator": True, "nobody": False}
    people = {"resident": a_resident(session), "office": an_officer(session), "administrator": an_administrator(session), "nobody": None}
    assert {name: bool(may_see_budget(person, consultation, budget)) for name, person in people.items()} == expected
    a_project(session, budget, "Bänke")
    district = District(name="Nordend", position=1)
    session.add(district)
    session.flush()
    moved = BudgetDraft(budget.title, budget.question, amounts={district.id: 100})
    with pytest.raises(Invalid, match="liegen schon Projekte"):
        edit_budget(session, an_administrator(session), consultation, budget, moved, clock.now())


def test_who_may_do_what_when(session: Session) -> None:
    """A decision table: rule × role × how far the budget is."""
    consultation = a_voting_consultation(session)
    moderator = a_person(session, moderates=consultation)
    roles = {
        "nobody": None,
        "resident": a_resident(session),
        "office": an_officer(session),
        "moderator": moderator,
        "admin": an_administrator(session),
    }
    early, running = a_public_budget(session, consultation), an_open_budget(session, consultation)
    over = closed(session, an_open_budget(session, consultation))
    stands = {"early": early, "running": fresh(session, running), "over": over}
    rules = {
        "run": lambda who, budget: may_run_budget(who, consultation, budget),
        "change": lambda who, budget: may_change_budget(who, consultation, budget),
        "count": lambda who, budget: may_count_all(who, consultation, budget, [pot.vote for pot in budget.pots if pot.vote]),
        "track": lambda who, budget: may_track(who, consultation, budget, False),
    }
    found = {
        (name, stand): [role for role, who in roles.items() if rule(who, budget)] for name, rule in rules.items() for stand, budget in stands.items()
    }
    run = ["moderator", "admin"]
    assert found == {
        ("run", "early"): run, ("run", "running"): run, ("run", "over"): run,
        ("change", "early"): run, ("change", "running"): [], ("change", "over"): [],
        ("count", "early"): [], ("count", "running"): [], ("count", "over"): run,
        ("track", "early"): [], ("track", "running"): [], ("track", "over"): [],
    }  # fmt: skip


def test_the_winners_are_followed_to_their_end(session: Session) -> None:
    budget = an_open_budget(session, rule="greedy")
    for marks in ((1,), (1,), (2,)):
        cast(session, vote_on(budget), marks)
    budget, officer = counted(session, budget), an_officer(session)
    consultation, winner, loser = of(session, budget), one(session, budget, "Bänke am Fluss"), one(session, budget, "Fahrradstation")
    report_progress(session, officer, consultation, budget, winner, Report("building", "Es geht los.", 500_00), AFTER)
    step = add_step(session, officer, consultation, budget, winner, "Ausschreibung", in_days(20), AFTER)
    finish_step(session, officer, consultation, budget, winner, step, in_days(2), AFTER)
    assert [(found.title, found.done_on) for found in steps_of(session, winner)] == [("Ausschreibung", in_days(2))]
    with pytest.raises(Refused, match="Geld bekommen"):
        report_progress(session, officer, consultation, budget, loser, Report("building"), AFTER)
    with pytest.raises(Invalid) as refused:
        report_progress(session, officer, consultation, budget, winner, Report("stopped", " "), AFTER)
    assert refused.value.field == "note"
    with pytest.raises(Refused, match="nur einmal"):
        count_budget(session, an_administrator(session), consultation, budget, AFTER)
