"""Milestones are planned, reached, moved with a reason, or given up with one; what was planned before stays in the history."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand_of
from participation.measures.actions import checked_day, checked_line, checked_reason, write_event
from participation.measures.models import Measure, Milestone, What
from participation.measures.rules import Asking, may_change_milestone, may_plan, may_reopen_milestone
from participation.measures.telling import tell_milestone

MOST_MILESTONES = 60


def plan_milestone(session: Session, asking: Asking, measure: Measure, title: str, planned_on: date | None, now: datetime) -> Milestone:
    """Plan a step for a day. Raises Invalid naming `title` or `planned_on`."""
    person = demand_of(asking.person, may_plan(asking, measure))
    line = checked_line(title, "title", _("Bitte sagen Sie, was bis dahin geschehen soll."))
    day = checked_day(planned_on, "planned_on", now)
    number = session.scalar(select(func.count(Milestone.id)).where(Milestone.measure_id == measure.id)) or 0
    if number >= MOST_MILESTONES:
        raise Invalid(_("Mehr als %(number)s Meilensteine sind nicht möglich.", number=MOST_MILESTONES), "title")
    milestone = Milestone(measure_id=measure.id, title=line, planned_on=day)
    session.add(milestone)
    session.flush()
    write_event(session, measure, person, What.PLANNED, now, milestone_id=milestone.id, to_day=day)
    audit.append(session, at=now, actor=person, action="milestone.planned", subject=milestone, data={"measure": measure.id})
    return milestone


def finish_milestone(session: Session, asking: Asking, measure: Measure, milestone: Milestone, done_on: date | None, now: datetime) -> None:
    """A step is reached, on a day that is not to come; all who took part are told. Raises Invalid naming `done_on`."""
    person = demand_of(asking.person, may_change_milestone(asking, measure, milestone))
    milestone.done_on = checked_day(done_on, "done_on", now, past=True)
    event = write_event(session, measure, person, What.DONE, now, day=milestone.done_on, milestone_id=milestone.id, from_day=milestone.planned_on)
    audit.append(session, at=now, actor=person, action="milestone.finished", subject=milestone, data={"measure": measure.id})
    tell_milestone(session, asking.consultation, measure, milestone, event, now)


def reopen_milestone(session: Session, asking: Asking, measure: Measure, milestone: Milestone, now: datetime) -> None:
    """A step is not reached after all; that it was said to be stays in the history."""
    person = demand_of(asking.person, may_reopen_milestone(asking, measure, milestone))
    write_event(session, measure, person, What.REOPENED, now, milestone_id=milestone.id, from_day=milestone.done_on)
    milestone.done_on = None
    audit.append(session, at=now, actor=person, action="milestone.reopened", subject=milestone, data={"measure": measure.id})


def move_milestone(session: Session, asking: Asking, measure: Measure, milestone: Milestone, to: date | None, reason: str, now: datetime) -> None:
    """Plan a step for another day, and say why. Raises Invalid naming `planned_on` or `reason`, Conflict for the same day."""
    person = demand_of(asking.person, may_change_milestone(asking, measure, milestone))
    day, why = checked_day(to, "planned_on", now), _needed(reason, _("Bitte sagen Sie, warum sich der Termin ändert. Die Begründung ist öffentlich."))
    if day == milestone.planned_on:
        raise Conflict(_("Für diesen Tag ist der Meilenstein schon geplant."))
    write_event(session, measure, person, What.MOVED, now, milestone_id=milestone.id, from_day=milestone.planned_on, to_day=day, reason=why)
    milestone.planned_on = day
    audit.append(session, at=now, actor=person, action="milestone.moved", subject=milestone, data={"measure": measure.id})


def drop_milestone(session: Session, asking: Asking, measure: Measure, milestone: Milestone, reason: str, now: datetime) -> None:
    """Give a step up, and say why; it no longer counts for the progress. Raises Invalid naming `reason`."""
    person = demand_of(asking.person, may_change_milestone(asking, measure, milestone))
    why = _needed(reason, _("Bitte sagen Sie, warum der Meilenstein entfällt. Die Begründung ist öffentlich."))
    milestone.dropped_at = now
    write_event(session, measure, person, What.DROPPED, now, milestone_id=milestone.id, from_day=milestone.planned_on, reason=why)
    audit.append(session, at=now, actor=person, action="milestone.dropped", subject=milestone, data={"measure": measure.id})


def _needed(reason: str, missing: str) -> str:
    why = checked_reason(reason, "reason")
    if not why:
        raise Invalid(missing, "reason")
    return why
