"""Budgets for the tests' world, made through the same actions as a click."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.budgets.actions import BudgetDraft, count_budget, draft_budget, open_budget, publish_budget
from participation.budgets.models import Budget, Pot, Project
from participation.budgets.project_actions import Decision, ProjectText, add_project, decide_project
from participation.budgets.queries import budget_of
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_id
from participation.kit import clock
from participation.votes.actions import close_vote
from participation.votes.casting import Receipt, cast_ballot
from participation.votes.marks import Marks
from participation.votes.models import Vote
from participation.votes.trackers import new_cast_key
from participation.votes.urn import DirectUrn
from tests.builders import a_resident, an_administrator
from tests.votes.builders import AFTER, CLOSES, OPENS, a_voting_consultation

EURO = 100
PROJECTS = (("Bänke am Fluss", 8_000), ("Trinkbrunnen", 12_000), ("Bücherschrank", 3_000), ("Fahrradstation", 20_000), ("Bühne im Park", 15_000))
AMOUNT = 30_000 * EURO


def a_budget_draft(session: Session, consultation: Consultation, by: Person | None = None, **changes: object) -> Budget:
    """A budget that only staff see."""
    values: dict[str, object] = {
        "title": "Bürgerhaushalt 2027",
        "question": "Welche Projekte soll die Stadt bezahlen?",
        "introduction": "Es geht um **30.000 Euro**.",
        "amounts": {0: AMOUNT},
        "opens_at": OPENS,
        "closes_at": CLOSES,
    }
    actor = by or an_administrator(session)
    return draft_budget(session, actor, consultation, BudgetDraft(**{**values, **changes}), clock.now())  # type: ignore[arg-type]  # names checked by the dataclass


def a_project(session: Session, budget: Budget, title: str, euros: int = 0, *, pot: int = 0, decided: bool = True, **changes: object) -> Project:
    """A project of a pot, feasible where it has a cost."""
    consultation, actor = consultation_by_id(session, budget.consultation_id), an_administrator(session)
    text = ProjectText(title, budget.pots[pot].id, **changes)  # type: ignore[arg-type]  # as above
    project = add_project(session, actor, consultation, budget, text, clock.now())
    if euros and decided:
        decide_project(session, actor, consultation, budget, project, Decision(True, "Passt.", euros * EURO), clock.now())
    return project


def a_public_budget(
    session: Session, consultation: Consultation | None = None, projects: Sequence[tuple[str, int]] = PROJECTS, **changes: object
) -> Budget:
    """A published budget whose projects are all feasible."""
    consultation = consultation or a_voting_consultation(session)
    budget = a_budget_draft(session, consultation, **changes)
    for title, euros in projects:
        a_project(session, budget, title, euros)
    return publish_budget(session, an_administrator(session), consultation, budget, clock.now())


def an_open_budget(
    session: Session, consultation: Consultation | None = None, projects: Sequence[tuple[str, int]] = PROJECTS, **changes: object
) -> Budget:
    """A budget whose votes take ballots at the tests' noon."""
    budget = a_public_budget(session, consultation, projects, **changes)
    open_budget(session, an_administrator(session), consultation_by_id(session, budget.consultation_id), budget, OPENS)
    return fresh(session, budget)


def fresh(session: Session, budget: Budget) -> Budget:
    """The budget as a page reads it."""
    for thing in list(session.identity_map.values()):
        if isinstance(thing, (Budget, Pot, Project, Vote)):
            session.expire(thing)
    return budget_of(session, consultation_by_id(session, budget.consultation_id), budget.id)


def vote_on(budget: Budget, pot: int = 0) -> Vote:
    """The vote on one of its pots."""
    vote = budget.pots[pot].vote
    assert vote is not None
    return vote


def cast(session: Session, vote: Vote, marks: Marks, voter: Person | None = None, key: str = "") -> Receipt:
    """One ballot, by a new resident unless one is named."""
    now = clock.now()
    consultation = consultation_by_id(session, vote.consultation_id)
    return cast_ballot(session, voter or a_resident(session), consultation, vote, marks, key or new_cast_key(), DirectUrn(session, lambda: now), now)


def closed(session: Session, budget: Budget) -> Budget:
    """All its votes closed by the platform after their time."""
    for pot in budget.pots:
        if pot.vote is not None:
            close_vote(session, None, consultation_by_id(session, budget.consultation_id), pot.vote, AFTER)
    return fresh(session, budget)


def counted(session: Session, budget: Budget) -> Budget:
    """The budget closed and counted."""
    budget = closed(session, budget)
    count_budget(session, an_administrator(session), consultation_by_id(session, budget.consultation_id), budget, AFTER)
    return fresh(session, budget)
