"""What is forgotten when: needs on the day after a meeting, registrations, names and questions thirty days after it; how many came stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from participation.kit.dates import city_zone
from participation.kit.privacy import Due
from participation.meetings.live_models import WallLike, WallQuestion
from participation.meetings.models import Attendee, Meeting
from participation.meetings.registration_models import Registration, RegistrationState

NEEDS_KEPT, NAMES_KEPT, UNCONFIRMED_KEPT = timedelta(days=1), timedelta(days=30), timedelta(days=2)
"""After the end of the meeting; of what was not confirmed, after it was asked for."""
_NAMED = or_(
    Attendee.person_id.is_not(None),
    Attendee.name != "",
    Attendee.token_hash.is_not(None),
    Attendee.checked_in_by_id.is_not(None),
    Attendee.registration_id.is_not(None),
)


def forget_unconfirmed(session: Session, now: datetime) -> int:
    """Delete registrations whose link was not followed within two days."""
    old = (Registration.state == RegistrationState.ASKED, Registration.asked_at <= now - UNCONFIRMED_KEPT)
    return _rows(session.execute(delete(Registration).where(*old)))


def registrations_due(session: Session, now: datetime) -> Iterable[Due]:
    """When needs and when registrations go, meeting by meeting."""
    told = func.count(Registration.needs)
    statement = (
        select(Meeting.id, Meeting.title, Meeting.ends_at, func.count(Registration.id), told)
        .join(Registration, Registration.meeting_id == Meeting.id)
        .group_by(Meeting.id, Meeting.title, Meeting.ends_at)
        .order_by(Meeting.ends_at)
    )
    for number, title, ends_at, registered, needs in session.execute(statement):
        if needs:
            yield Due(f"needs of those who registered for meeting {number}, {title}", needs, _day(ends_at + NEEDS_KEPT))
        yield Due(f"registrations for meeting {number}, {title}", registered, _day(ends_at + NAMES_KEPT))


def sweep_registrations(session: Session, now: datetime) -> int:
    """Empty needs whose meeting was yesterday, delete registrations thirty days after theirs; a door's rows keep their count."""
    over = select(Meeting.id).where(Meeting.ends_at <= now - NEEDS_KEPT)
    emptied = update(Registration).where(Registration.meeting_id.in_(over), Registration.needs.is_not(None)).values(needs=None)
    rows = _rows(session.execute(emptied, execution_options={"synchronize_session": False}))
    long_over = select(Meeting.id).where(Meeting.ends_at <= now - NAMES_KEPT)
    session.execute(
        update(Attendee).where(Attendee.meeting_id.in_(long_over)).values(registration_id=None, seat=None),
        execution_options={"synchronize_session": False},
    )
    gone = delete(Registration).where(Registration.meeting_id.in_(long_over))
    rows += _rows(session.execute(gone, execution_options={"synchronize_session": False}))
    return rows + forget_unconfirmed(session, now)


def attendees_due(session: Session, now: datetime) -> Iterable[Due]:
    """When the names of those who were there go, meeting by meeting."""
    statement = (
        select(Meeting.id, Meeting.title, Meeting.ends_at, func.count(Attendee.id))
        .join(Attendee, Attendee.meeting_id == Meeting.id)
        .where(_NAMED)
        .group_by(Meeting.id, Meeting.title, Meeting.ends_at)
        .order_by(Meeting.ends_at)
    )
    return [
        Due(f"names at meeting {number}, {title}", rows, _day(ends_at + NAMES_KEPT)) for number, title, ends_at, rows in session.execute(statement)
    ]


def sweep_attendees(session: Session, now: datetime) -> int:
    """Take names, accounts and phones from those who were there; the rows stay, so that it can be counted how many came."""
    long_over = select(Meeting.id).where(Meeting.ends_at <= now - NAMES_KEPT)
    emptied = (
        update(Attendee)
        .where(Attendee.meeting_id.in_(long_over), _NAMED)
        .values(person_id=None, name="", token_hash=None, checked_in_by_id=None, registration_id=None, seat=None, hand_key=None)
    )
    return _rows(session.execute(emptied, execution_options={"synchronize_session": False}))


def questions_due(session: Session, now: datetime) -> Iterable[Due]:
    """When the questions go, meeting by meeting."""
    statement = (
        select(Meeting.id, Meeting.title, Meeting.ends_at, func.count(WallQuestion.id))
        .join(WallQuestion, WallQuestion.meeting_id == Meeting.id)
        .group_by(Meeting.id, Meeting.title, Meeting.ends_at)
        .order_by(Meeting.ends_at)
    )
    return [
        Due(f"questions at meeting {number}, {title}", rows, _day(ends_at + NAMES_KEPT))
        for number, title, ends_at, rows in session.execute(statement)
    ]


def sweep_questions(session: Session, now: datetime) -> int:
    """Delete the questions of meetings that were thirty days ago, and who wanted them answered."""
    over = select(Meeting.id).where(Meeting.ends_at <= now - NAMES_KEPT)
    asked = select(WallQuestion.id).where(WallQuestion.meeting_id.in_(over))
    session.execute(delete(WallLike).where(WallLike.question_id.in_(asked)), execution_options={"synchronize_session": False})
    gone = session.execute(delete(WallQuestion).where(WallQuestion.meeting_id.in_(over)), execution_options={"synchronize_session": False})
    return _rows(gone)


def _day(moment: datetime) -> Any:
    return moment.astimezone(city_zone()).date()


def _rows(result: Any) -> int:
    return int(result.rowcount)
