"""What those who registered are told later: another time or place, a cancelled meeting, and reminders; in steps, each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.mail import Mail, queue_mails
from participation.meetings.mails import address_of, news_mail, reminder_mail
from participation.meetings.models import Meeting
from participation.meetings.queries import A_DAY, COMING, SOME_HOURS
from participation.meetings.registration_models import MeetingNews, Registration, RegistrationState
from participation.settings import Settings

PEOPLE_AT_ONCE = 200

Write = Callable[[Consultation, Meeting, Registration, str], Mail]


def waiting_news(session: Session) -> list[int]:
    """What is still to be told, the oldest first."""
    return list(session.scalars(select(MeetingNews.id).where(MeetingNews.done_at.is_(None)).order_by(MeetingNews.id).limit(50)))


def tell_next(session: Session, settings: Settings, number: int, now: datetime, most: int = PEOPLE_AT_ONCE) -> bool:
    """Put the mails to the next people into the outbox, with the mark behind the last of them. False where all have theirs.

    Another worker that is a moment faster finds the mark moved, and a mail has a key of its own: nobody gets it twice.
    """
    news = session.get(MeetingNews, number, populate_existing=True)
    if news is None or news.done_at is not None:
        return False
    before, kind = news.after_id, news.kind
    wanted = (Registration.meeting_id == news.meeting_id, Registration.id > before, Registration.turn.is_not(None))
    ids = session.scalars(select(Registration.id).where(*wanted).order_by(Registration.id).limit(most)).all()
    values: dict[str, Any] = {"after_id": ids[-1]} if ids else {"done_at": now}
    same = (MeetingNews.id == number, MeetingNews.after_id == before, MeetingNews.done_at.is_(None))
    if session.execute(update(MeetingNews).where(*same).values(**values).returning(MeetingNews.id)).scalar_one_or_none() is None:
        return False
    queue_mails(session, _written(session, ids, lambda one, two, three, to: news_mail(settings, one, two, three, to, kind, number)), now)
    if not ids:
        audit.append(session, at=now, actor=None, action="meeting.people_told", subject=("meeting", news.meeting_id), data={"what": str(kind)})
    return bool(ids)


def remind_next(session: Session, settings: Settings, now: datetime, most: int = PEOPLE_AT_ONCE) -> int:
    """Remind the next people who have places: the day before, and two hours before. Returns how many; none are left at 0."""
    told = 0
    for soon, mark, begins, ends in (
        (False, "reminded_day_at", now + SOME_HOURS, now + A_DAY),
        (True, "reminded_hours_at", now, now + SOME_HOURS),
    ):
        ids = _claimed(session, mark, begins, ends, now, most)
        written = _written(session, ids, lambda one, two, three, to, soon=soon: reminder_mail(settings, one, two, three, to, soon=soon))  # type: ignore[misc]  # its own value of the loop
        queue_mails(session, written, now)
        told += len(ids)
    return told


def _claimed(session: Session, mark: str, begins: datetime, ends: datetime, now: datetime, most: int) -> Sequence[int]:
    """Registrations that are due, marked in the same statement: another worker does not find them again."""
    column = getattr(Registration, mark)
    due = select(Meeting.id).where(Meeting.stage.in_(COMING), Meeting.starts_at > begins, Meeting.starts_at <= ends)
    wanted = select(Registration.id).where(Registration.meeting_id.in_(due), Registration.state == RegistrationState.PLACED, column.is_(None))
    claim = update(Registration).where(Registration.id.in_(wanted.order_by(Registration.id).limit(most)), column.is_(None)).values({mark: now})
    return sorted(session.scalars(claim.returning(Registration.id).execution_options(synchronize_session=False)))


def _written(session: Session, ids: Sequence[int], write: Write) -> list[Mail]:
    statement = (
        select(Registration, Meeting, Consultation, Person)
        .join(Meeting, Meeting.id == Registration.meeting_id)
        .join(Consultation, Consultation.id == Meeting.consultation_id)
        .outerjoin(Person, Person.id == Registration.person_id)
        .where(Registration.id.in_(ids))
        .order_by(Registration.id)
    )
    found = []
    for registration, meeting, consultation, person in session.execute(statement) if ids else ():
        to = address_of(registration, person)
        if to is not None:
            found.append(write(consultation, meeting, registration, to))
    return found
