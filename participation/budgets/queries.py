"""Reads about budgets: each returns what a page needs in a constant number of statements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.accounts.models import District
from participation.budgets.models import Budget, Feasibility, Pot, Project, ProjectStep, Valuation
from participation.consultations.models import Consultation
from participation.kit.errors import NotFound
from participation.proposals.models import Proposal, ProposalStage, Status
from participation.votes.channel_models import Step, StepRequest
from participation.votes.models import Vote

MOST_SHOWN = 200

_POTS = selectinload(Budget.pots)
_BUDGETS = (
    select(Budget)
    .where(Budget.consultation_id == bindparam("consultation"))
    .options(_POTS.joinedload(Pot.district), _POTS.joinedload(Pot.vote))
    .order_by(Budget.id.desc())
    .limit(50)
)
_BUDGET = (
    select(Budget)
    .where(Budget.id == bindparam("budget"), Budget.consultation_id == bindparam("consultation"))
    .options(_POTS.joinedload(Pot.district), _POTS.joinedload(Pot.vote).selectinload(Vote.options))
)


def budgets_of(session: Session, consultation: Consultation) -> Sequence[Budget]:
    """The consultation's budgets with pots and their votes, the latest first; two statements."""
    return session.scalars(_BUDGETS, {"consultation": consultation.id}).all()


def budget_of(session: Session, consultation: Consultation, budget_id: int) -> Budget:
    """One budget of this consultation with pots, their districts and votes; three statements. Raises NotFound."""
    budget = session.scalars(_BUDGET, {"budget": budget_id, "consultation": consultation.id}).one_or_none()
    if budget is None:
        raise NotFound
    return budget


def lock_budget(session: Session, budget: Budget) -> Budget:
    """The budget held against other writers until the transaction ends, as it stands now."""
    session.execute(select(Budget.id).where(Budget.id == budget.id).with_for_update())
    statement = select(Budget).where(Budget.id == budget.id).options(_POTS.joinedload(Pot.district), _POTS.joinedload(Pot.vote))
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def votes_of(budget: Budget) -> list[Vote]:
    """The votes of an opened budget, in the order of its pots."""
    return [pot.vote for pot in budget.pots if pot.vote is not None]


_PARTS = (joinedload(Project.district), joinedload(Project.category), joinedload(Project.place))
_PROJECTS = select(Project).where(Project.budget_id == bindparam("budget")).options(*_PARTS).order_by(Project.number).limit(MOST_SHOWN * 5)


def projects_of(session: Session, budget: Budget) -> Sequence[Project]:
    """The budget's projects with district, category and place, by number; one statement."""
    return session.scalars(_PROJECTS, {"budget": budget.id}).all()


def project_of(session: Session, budget: Budget, project_id: int) -> Project:
    """One project of this budget. Raises NotFound."""
    statement = select(Project).where(Project.id == project_id, Project.budget_id == budget.id).options(*_PARTS)
    project = session.scalars(statement).one_or_none()
    if project is None:
        raise NotFound
    return project


def on_ballot(session: Session, pot_ids: Collection[int]) -> dict[tuple[int, int], Project]:
    """The projects of some pots by (pot, position on the ballot), with their places; one statement."""
    statement = select(Project).where(Project.pot_id.in_(pot_ids), Project.position.is_not(None)).options(*_PARTS)
    return {(project.pot_id, project.position or 0): project for project in session.scalars(statement)}


def pot_of_vote(session: Session, vote_id: int) -> Pot | None:
    """The pot that a vote is about, with its budget; None for other votes."""
    statement = select(Pot).where(Pot.vote_id == vote_id).options(joinedload(Pot.budget), joinedload(Pot.district))
    return session.scalars(statement).one_or_none()


def next_number(session: Session, budget: Budget) -> int:
    """The number of the budget's next project."""
    return (session.scalar(select(func.max(Project.number)).where(Project.budget_id == budget.id)) or 0) + 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal that could become a project."""

    id: int
    reference: str | None
    title: str
    status: str
    support_count: int
    district_id: int | None


def candidates(session: Session, budget: Budget) -> list[Candidate]:
    """Published proposals that are not projects of this budget yet: accepted ones first, then by supports."""
    taken = select(Project.proposal_id).where(Project.budget_id == budget.id, Project.proposal_id.is_not(None))
    accepted = Proposal.status.in_((Status.ACCEPTED, Status.PARTLY))
    statement = (
        select(Proposal.id, Proposal.reference, Proposal.title, Proposal.status, Proposal.support_count, Proposal.district_id)
        .where(Proposal.consultation_id == budget.consultation_id, Proposal.stage == ProposalStage.PUBLISHED, Proposal.id.not_in(taken))
        .where(Proposal.status != Status.REJECTED)
        .order_by(accepted.desc(), Proposal.support_count.desc(), Proposal.id)
        .limit(MOST_SHOWN)
    )
    return [Candidate(*row) for row in session.execute(statement)]


def proposals_by_ids(session: Session, budget: Budget, ids: Collection[int]) -> Sequence[Proposal]:
    """Published proposals of the budget's consultation among these numbers, in the order of their numbers."""
    statement = select(Proposal).where(
        Proposal.id.in_(ids), Proposal.consultation_id == budget.consultation_id, Proposal.stage == ProposalStage.PUBLISHED
    )
    return session.scalars(statement.order_by(Proposal.id)).all()


def valuations_of(session: Session, project: Project) -> Sequence[Valuation]:
    """What offices were asked about a project, the latest first."""
    statement = select(Valuation).where(Valuation.project_id == project.id, Valuation.ended_at.is_(None)).options(joinedload(Valuation.office))
    return session.scalars(statement.order_by(Valuation.id.desc()).limit(50)).all()


def valuation_of(session: Session, project: Project, valuation_id: int) -> Valuation:
    """One question to an office about this project. Raises NotFound."""
    statement = select(Valuation).where(Valuation.id == valuation_id, Valuation.project_id == project.id).options(joinedload(Valuation.office))
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def waiting_at(session: Session, office_ids: Collection[int]) -> list[tuple[Valuation, Project, str]]:
    """What waits at some offices: (question, project, slug of the consultation), the most urgent first; one statement."""
    statement = (
        select(Valuation, Project, Consultation.slug)
        .join(Project, Project.id == Valuation.project_id)
        .join(Budget, Budget.id == Project.budget_id)
        .join(Consultation, Consultation.id == Budget.consultation_id)
        .where(Valuation.office_id.in_(office_ids), Valuation.given_at.is_(None), Valuation.ended_at.is_(None), Budget.opened_at.is_(None))
        .options(joinedload(Valuation.office))
        .order_by(Valuation.due_on, Valuation.id)
        .limit(MOST_SHOWN)
    )
    return [(valuation, project, slug) for valuation, project, slug in session.execute(statement)]


def waiting_in(session: Session, budget: Budget) -> dict[int, int]:
    """How many questions wait for each of the budget's projects; one statement."""
    statement = (
        select(Valuation.project_id, func.count())
        .join(Project, Project.id == Valuation.project_id)
        .where(Project.budget_id == budget.id, Valuation.given_at.is_(None), Valuation.ended_at.is_(None))
        .group_by(Valuation.project_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def steps_of(session: Session, project: Project) -> Sequence[ProjectStep]:
    """A project's milestones by date."""
    return session.scalars(select(ProjectStep).where(ProjectStep.project_id == project.id).order_by(ProjectStep.due_on, ProjectStep.id)).all()


def step_of(session: Session, project: Project, step_id: int) -> ProjectStep:
    """One milestone of this project. Raises NotFound."""
    step = session.scalars(select(ProjectStep).where(ProjectStep.id == step_id, ProjectStep.project_id == project.id)).one_or_none()
    if step is None:
        raise NotFound
    return step


def district_exists(session: Session, district_id: int) -> bool:
    """Whether there is such a district."""
    return session.get(District, district_id) is not None


def feasible(projects: Sequence[Project], pot: Pot) -> list[Project]:
    """The projects that stand on a pot's ballot, in its order."""
    return [project for project in projects if project.pot_id == pot.id and project.feasibility == Feasibility.FEASIBLE]


def waits_for_second(session: Session, budget: Budget) -> bool:
    """Whether a step that takes two was asked for and not confirmed: the opening, or the close of a vote."""
    if budget.asked_by_id is not None:
        return True
    votes = [pot.vote_id for pot in budget.pots if pot.vote_id is not None]
    asked = select(StepRequest.vote_id).where(StepRequest.vote_id.in_(votes), StepRequest.step == Step.CLOSE).limit(1)
    return bool(votes) and session.scalar(asked) is not None
