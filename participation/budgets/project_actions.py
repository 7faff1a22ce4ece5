"""Projects of a budget: written by hand, taken from proposals, changed, decided upon, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.budgets.models import Budget, Feasibility, Project
from participation.budgets.queries import lock_budget, next_number, projects_of, valuations_of
from participation.budgets.rules import may_change_budget
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.money import MOST_CENTS
from participation.kit.prose import excerpt, to_html
from participation.kit.rules import demand
from participation.proposals.models import Proposal

MOST_IN_A_BUDGET = 500
LONGEST_SUMMARY = 300


@dataclass(frozen=True)
class ProjectText:
    """A project as it is typed; `cost` in cents, as far as it is known."""

    title: str
    pot_id: int
    summary: str = ""
    body: str = ""
    cost: int | None = None
    district_id: int | None = None
    category_id: int | None = None
    place_id: int | None = None


@dataclass(frozen=True)
class Decision:
    """What the city found about a project: `reason` is for everyone."""

    feasible: bool
    reason: str = ""
    cost: int | None = None


def add_project(session: Session, actor: Person, consultation: Consultation, budget: Budget, text: ProjectText, now: datetime) -> Project:
    """Write a project by hand. Raises Invalid, naming the field."""
    budget = lock_budget(session, budget)
    demand(may_change_budget(actor, consultation, budget))
    project = _new(session, budget)
    _take(session, consultation, budget, project, text)
    session.add(project)
    session.flush()
    audit.append(session, at=now, actor=actor, action="project.added", subject=("project", project.id), data={"budget": budget.id})
    return project


def _new(session: Session, budget: Budget) -> Project:
    number = next_number(session, budget)
    if len(projects_of(session, budget)) >= MOST_IN_A_BUDGET:
        raise Invalid(_("Mehr als %(number)s Projekte sind in einem Bürgerhaushalt nicht möglich.", number=MOST_IN_A_BUDGET))
    return Project(budget_id=budget.id, number=number, feasibility=Feasibility.ASKED, reason="")


def _take(session: Session, consultation: Consultation, budget: Budget, project: Project, text: ProjectText) -> None:
    if not text.title:
        raise Invalid(_("Bitte geben Sie dem Projekt einen Namen."), "title")
    if text.pot_id not in {pot.id for pot in budget.pots}:
        raise Invalid(_("Diesen Topf gibt es nicht."), "pot_id")
    if any(other.title == text.title and other.pot_id == text.pot_id and other.id != project.id for other in projects_of(session, budget)):
        raise Invalid(_("Zwei Projekte in einem Topf heißen gleich. Bitte geben Sie ihnen verschiedene Namen."), "title")
    if text.category_id is not None and text.category_id not in {category.id for category in consultation.categories}:
        raise Invalid(_("Dieses Thema gibt es nicht."), "category_id")
    if project.feasibility == Feasibility.FEASIBLE and text.cost is None:
        raise Invalid(_("Ein machbares Projekt braucht einen Betrag."), "cost")
    project.cost = _cost(text.cost)
    project.title, project.pot_id = text.title, text.pot_id
    project.summary, project.body, project.body_html = text.summary, text.body, to_html(text.body)
    project.district_id, project.category_id, project.place_id = text.district_id, text.category_id, text.place_id


def _cost(cents: int | None) -> int | None:
    if cents is not None and not 0 < cents <= MOST_CENTS:
        raise Invalid(_("Die Kosten müssen größer als null sein."), "cost")
    return cents


def take_proposals(
    session: Session, actor: Person, consultation: Consultation, budget: Budget, proposals: Sequence[Proposal], pot_id: int, now: datetime
) -> list[Project]:
    """Make projects of proposals, each once, with text, topic, district and place. Raises Invalid."""
    budget = lock_budget(session, budget)
    demand(may_change_budget(actor, consultation, budget))
    if not proposals:
        raise Invalid(_("Bitte wählen Sie mindestens einen Vorschlag."), "proposals")
    taken = {project.proposal_id for project in projects_of(session, budget)}
    made = []
    for proposal in proposals:
        if proposal.id in taken:
            continue
        project = _new(session, budget)
        project.proposal_id = proposal.id
        text = ProjectText(
            title=proposal.title,
            pot_id=pot_id,
            summary=excerpt(proposal.body_html, LONGEST_SUMMARY - 60),
            body=proposal.body,
            district_id=proposal.district_id,
            category_id=proposal.category_id,
            place_id=proposal.place_id,
        )
        _take(session, consultation, budget, project, text)
        session.add(project)
        session.flush()
        made.append(project)
        data = {"budget": budget.id, "proposal": proposal.id}
        audit.append(session, at=now, actor=actor, action="project.added", subject=("project", project.id), data=data)
    return made


def edit_project(
    session: Session, actor: Person, consultation: Consultation, budget: Budget, project: Project, text: ProjectText, now: datetime
) -> Project:
    """Change a project before the budget opens. Raises Invalid, naming the field."""
    budget = lock_budget(session, budget)
    demand(may_change_budget(actor, consultation, budget))
    _take(session, consultation, budget, project, text)
    session.flush()
    audit.append(session, at=now, actor=actor, action="project.edited", subject=("project", project.id))
    return project


def remove_project(session: Session, actor: Person, consultation: Consultation, budget: Budget, project: Project, now: datetime) -> None:
    """Take away a project that no office has been asked about. Raises Invalid where one was: then it is decided upon, with a reason."""
    budget = lock_budget(session, budget)
    demand(may_change_budget(actor, consultation, budget))
    if valuations_of(session, project):
        raise Invalid(_("Zu diesem Projekt wurde schon ein Amt gefragt. Entscheiden Sie stattdessen, ob es machbar ist, mit Begründung."))
    session.delete(project)
    session.flush()
    audit.append(session, at=now, actor=actor, action="project.removed", subject=("project", project.id), data={"budget": budget.id})


def decide_project(
    session: Session, actor: Person, consultation: Consultation, budget: Budget, project: Project, decision: Decision, now: datetime
) -> Project:
    """Say for the city whether a project is feasible, with its cost, or why not. Until the opening it can be decided anew."""
    budget = lock_budget(session, budget)
    demand(may_change_budget(actor, consultation, budget))
    if decision.feasible and decision.cost is None:
        raise Invalid(_("Ein machbares Projekt braucht einen Betrag."), "cost")
    if not decision.feasible and not decision.reason.strip():
        raise Invalid(_("Bitte begründen Sie, warum das Projekt nicht machbar ist. Die Begründung ist öffentlich."), "reason")
    project.cost = _cost(decision.cost)
    project.reason = decision.reason
    project.feasibility = Feasibility.FEASIBLE if decision.feasible else Feasibility.INFEASIBLE
    session.flush()
    data = {"feasible": decision.feasible, "cost": decision.cost}
    audit.append(session, at=now, actor=actor, action="project.decided", subject=("project", project.id), data=data)
    return project
