"""Reminders of deadlines: once before, once after; found and sent by the platform's own clockwork."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.followups import telling
from participation.followups.models import AT_THE_OFFICE, Assignment, Office
from participation.followups.things import IS_PUBLIC, TITLE, with_things, work_path
from participation.kit.dates import city_zone

BEFORE = timedelta(days=3)
"""How long before its deadline an office is reminded."""
AT_A_TIME = 200


def remind_due(session: Session, now: datetime) -> int:
    """Remind offices of deadlines within three days, and offices and askers of those that passed. Each once; returns how many."""
    today = now.astimezone(city_zone()).date()
    late = _claimed(session, Assignment.due_on < today, "reminded_after_at", now)
    for row in late:
        _remind(session, row, [row.assigned_by_id], now, late=True)
    coming = _claimed(session, Assignment.due_on.between(today, today + BEFORE), "reminded_before_at", now)
    for row in coming:
        # an office that was asked only now needs no reminder on the same day
        if row.assigned_at.astimezone(city_zone()).date() < today:
            _remind(session, row, [], now, late=False)
    return len(late) + len(coming)


def _claimed(session: Session, when: Any, mark: str, now: datetime) -> list[Row[Any]]:
    """Tasks that are due for a reminder, marked as reminded in the same statement: another worker does not find them again."""
    column = getattr(Assignment, mark)
    wanted = select(Assignment.id).select_from(with_things(Assignment)).where(Assignment.state.in_(AT_THE_OFFICE), column.is_(None), when, IS_PUBLIC)
    claim = update(Assignment).where(Assignment.id.in_(wanted.order_by(Assignment.id).limit(AT_A_TIME)), column.is_(None)).values({mark: now})
    ids = sorted(session.scalars(claim.returning(Assignment.id).execution_options(synchronize_session=False)))
    statement = (
        select(
            Assignment.office_id,
            Assignment.proposal_id,
            Assignment.matter_id,
            Assignment.due_on,
            Assignment.assigned_at,
            Assignment.assigned_by_id,
            Office.name.label("office"),
            TITLE,
            Consultation.slug,
        )
        .select_from(with_things(Assignment).join(Office.__table__, Office.id == Assignment.office_id))
        .where(Assignment.id.in_(ids))
        .order_by(Assignment.id)
    )
    return list(session.execute(statement))


def _remind(session: Session, row: Row[Any], also: list[int], now: datetime, *, late: bool) -> None:
    people = [*telling.people_of(session, row.office_id), *also]
    telling.remind(session, people, row.office, row.title, work_path(row.slug, row.proposal_id, row.matter_id), row.due_on, now, late=late)


def days_left(due_on: date, now: datetime) -> int:
    """Whole days until a deadline in the city's time; negative once it passed."""
    return (due_on - now.astimezone(city_zone()).date()).days
