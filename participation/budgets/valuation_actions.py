"""What offices are asked about projects, and what they say."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import NoticeKind, Person
from participation.accounts.notices import tell
from participation.budgets.models import Budget, Project, Valuation
from participation.budgets.project_actions import Decision
from participation.budgets.queries import lock_budget
from participation.budgets.rules import may_ask_offices, may_be_asked, may_end_valuation, may_value
from participation.consultations.models import Consultation
from participation.followups.models import Office
from participation.followups.telling import people_of
from participation.followups.texts import check_deadline
from participation.kit import audit
from participation.kit.dates import say_date
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.money import MOST_CENTS
from participation.kit.rules import demand


def ask_offices(
    session: Session,
    actor: Person,
    consultation: Consultation,
    budget: Budget,
    projects: Sequence[Project],
    offices: Sequence[Office],
    due_on: date | None,
    now: datetime,
) -> list[Valuation]:
    """Ask offices about projects, by a day; who is asked already is not asked again. Their people are told. Returns the new questions."""
    budget = lock_budget(session, budget)
    demand(may_ask_offices(actor, consultation, budget))
    if not offices:
        raise Invalid(_("Bitte wählen Sie mindestens ein Amt."), "offices")
    for office in offices:
        demand(may_be_asked(office))
    due_on = check_deadline(due_on, now)
    waiting = select(Valuation.project_id, Valuation.office_id).where(Valuation.given_at.is_(None), Valuation.ended_at.is_(None))
    asked = {(row[0], row[1]) for row in session.execute(waiting.where(Valuation.project_id.in_([project.id for project in projects])))}
    made = []
    for project in projects:
        for office in offices:
            if (project.id, office.id) in asked:
                continue
            valuation = Valuation(
                project_id=project.id, office_id=office.id, due_on=due_on, asked_by_id=actor.id, asked_at=now, project=project, office=office
            )
            session.add(valuation)
            session.flush()
            made.append(valuation)
            data = {"office": office.id, "due_on": due_on.isoformat()}
            audit.append(session, at=now, actor=actor, action="project.asked", subject=("project", project.id), data=data)
            _tell(session, consultation, budget, project, office, due_on, actor, now)
    return made


def _tell(
    session: Session, consultation: Consultation, budget: Budget, project: Project, office: Office, due_on: date, actor: Person, now: datetime
) -> None:
    day = say_date(datetime(due_on.year, due_on.month, due_on.day, 12, tzinfo=now.tzinfo))
    title = lazy("%(office)s prüft das Projekt „%(title)s“, bis %(day)s.", office=office.name, title=project.title, day=day)
    url = project_path(consultation, budget, project)
    tell(session, people_of(session, office.id), kind=NoticeKind.WORK, title=title, url=url, now=now, except_for=actor)


def project_path(consultation: Consultation, budget: Budget, project: Project) -> str:
    """Where a project stands."""
    return f"/beteiligungen/{consultation.slug}/buergerhaushalt/{budget.id}/projekte/{project.id}"


def give_valuation(
    session: Session,
    actor: Person,
    consultation: Consultation,
    budget: Budget,
    valuation: Valuation,
    works_for: Collection[int],
    found: Decision,
    now: datetime,
) -> Valuation:
    """An office says whether a project is feasible and what it costs, or why it is not. It decides nothing: the city does, from this."""
    budget = lock_budget(session, budget)
    session.refresh(valuation, with_for_update={"of": type(valuation)})
    demand(may_value(actor, consultation, valuation, budget, works_for))
    if found.feasible and found.cost is None:
        raise Invalid(_("Bitte schätzen Sie die Kosten."), "cost")
    if found.cost is not None and not 0 < found.cost <= MOST_CENTS:
        raise Invalid(_("Die Kosten müssen größer als null sein."), "cost")
    if not found.feasible and not found.reason.strip():
        raise Invalid(_("Bitte begründen Sie, warum das Projekt nicht machbar ist."), "reason")
    valuation.feasible, valuation.reason, valuation.cost = found.feasible, found.reason, found.cost
    valuation.given_by_id, valuation.given_at = actor.id, now
    session.flush()
    data = {"office": valuation.office_id, "feasible": found.feasible, "cost": found.cost}
    audit.append(session, at=now, actor=actor, action="project.valued", subject=("project", valuation.project_id), data=data)
    return valuation


def end_valuation(session: Session, actor: Person, consultation: Consultation, budget: Budget, valuation: Valuation, now: datetime) -> None:
    """Take back a question that nobody has answered."""
    session.refresh(valuation, with_for_update={"of": type(valuation)})
    demand(may_end_valuation(actor, consultation, valuation, budget))
    valuation.ended_at = now
    session.flush()
    audit.append(session, at=now, actor=actor, action="project.unasked", subject=("project", valuation.project_id))
