"""What became of the projects that won: how far they are, what was spent, milestones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.budgets.models import Budget, Progress, Project, ProjectStep
from participation.budgets.queries import steps_of
from participation.budgets.rules import may_track
from participation.budgets.winners import has_won
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.money import MOST_CENTS
from participation.kit.rules import demand

MOST_STEPS = 40


@dataclass(frozen=True)
class Report:
    """How far a project is; `spent` in cents so far."""

    progress: str
    note: str = ""
    spent: int | None = None


def report_progress(
    session: Session, actor: Person, consultation: Consultation, budget: Budget, project: Project, report: Report, now: datetime
) -> Project:
    """Say how far a project is that won. Raises Invalid."""
    demand(may_track(actor, consultation, budget, has_won(session, project)))
    if report.progress not in set(Progress):
        raise Invalid(_("Bitte wählen Sie, wie weit das Projekt ist."), "progress")
    if report.progress == Progress.STOPPED and not report.note.strip():
        raise Invalid(_("Bitte begründen Sie, warum das Projekt nicht gebaut wird."), "note")
    if report.spent is not None and not 0 <= report.spent <= MOST_CENTS:
        raise Invalid(_("Dieser Betrag ist zu groß. Bitte prüfen Sie die Nullen."), "spent")
    project.progress, project.progress_note, project.spent = Progress(report.progress), report.note, report.spent
    project.progressed_at = now
    session.flush()
    data = {"progress": report.progress, "spent": report.spent}
    audit.append(session, at=now, actor=actor, action="project.progressed", subject=("project", project.id), data=data)
    return project


def add_step(
    session: Session, actor: Person, consultation: Consultation, budget: Budget, project: Project, title: str, due_on: date | None, now: datetime
) -> ProjectStep:
    """Plan a milestone. Raises Invalid."""
    demand(may_track(actor, consultation, budget, has_won(session, project)))
    if not title:
        raise Invalid(_("Bitte sagen Sie, was bis dahin geschehen soll."), "title")
    if due_on is None:
        raise Invalid(_("Bitte nennen Sie einen Tag."), "due_on")
    if len(steps_of(session, project)) >= MOST_STEPS:
        raise Invalid(_("Mehr als %(number)s Schritte sind nicht möglich.", number=MOST_STEPS), "title")
    step = ProjectStep(project_id=project.id, title=title, due_on=due_on)
    session.add(step)
    session.flush()
    audit.append(session, at=now, actor=actor, action="step.planned", subject=("project", project.id), data={"step": step.id})
    return step


def finish_step(
    session: Session, actor: Person, consultation: Consultation, budget: Budget, project: Project, step: ProjectStep, today: date, now: datetime
) -> None:
    """A milestone is reached; pressed again it is open once more."""
    demand(may_track(actor, consultation, budget, has_won(session, project)))
    step.done_on = None if step.done_on else today
    session.flush()
    audit.append(
        session,
        at=now,
        actor=actor,
        action="step.finished" if step.done_on else "step.reopened",
        subject=("project", project.id),
        data={"step": step.id},
    )


def drop_step(
    session: Session, actor: Person, consultation: Consultation, budget: Budget, project: Project, step: ProjectStep, now: datetime
) -> None:
    """A milestone is taken out of the plan."""
    demand(may_track(actor, consultation, budget, has_won(session, project)))
    number = step.id
    session.delete(step)
    session.flush()
    audit.append(session, at=now, actor=actor, action="step.dropped", subject=("project", project.id), data={"step": number})
