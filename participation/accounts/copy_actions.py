"""The life of a copy of one's data: asked for, made by the worker, fetched by its person, deleted after seven days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from participation.accounts.copy_models import OwnCopy
from participation.accounts.mails import mail_note
from participation.accounts.models import Person
from participation.kit import audit
from participation.kit.jobs import enqueue_after_commit
from participation.kit.upserts import insert_or
from participation.kit.work import WorkState, forget_files, touch
from participation.settings import Settings

MAKE_COPY = "own copy"
"""The job that makes it."""
LASTS = timedelta(days=7)
REMEMBERED = timedelta(days=30)
_UNFINISHED = (WorkState.REQUESTED, WorkState.RUNNING)


def request_copy(session: Session, person: Person, now: datetime) -> OwnCopy:
    """Ask for a copy of everything that is kept about oneself. Asked twice, it is the same unfinished copy."""
    values = {"person_id": person.id, "requested_at": now, "touched_at": now, "state": WorkState.REQUESTED}
    counted = {"attempts": 0, "done": 0, "total": 0, "size": 0}
    number = session.scalar(insert_or(session, OwnCopy).values(**values, **counted).on_conflict_do_nothing().returning(OwnCopy.id))
    copy = session.scalars(select(OwnCopy).where(OwnCopy.person_id == person.id, OwnCopy.state.in_(_UNFINISHED))).one()
    if number is not None:
        audit.append(session, at=now, actor=person, action="account.copy_requested", subject=person)
    enqueue_after_commit(session, MAKE_COPY, copy_id=copy.id)
    return copy


def newest_copy(session: Session, person_id: int) -> OwnCopy | None:
    """The copy that a person asked for last, if one is still remembered."""
    return session.scalars(select(OwnCopy).where(OwnCopy.person_id == person_id).order_by(OwnCopy.id.desc()).limit(1)).one_or_none()


def finish_copy(session: Session, copy_id: int, attempt: int, stored_name: str, size: int, settings: Settings, now: datetime) -> bool:
    """Hand a copy over and tell its person by mail. False where it is no longer wanted, or another worker took over: then it is thrown away."""
    values = {"state": WorkState.READY, "stored_name": stored_name, "size": size, "expires_at": now + LASTS, "touched_at": now}
    if not touch(session, OwnCopy, copy_id, attempt, **values):
        return False
    person = session.scalars(select(Person).join(OwnCopy, OwnCopy.person_id == Person.id).where(OwnCopy.id == copy_id)).one()
    audit.append(session, at=now, actor=None, action="account.copy_made", subject=person)
    if person.email:
        mail_note(session, settings, person.email, person.language, "copy", now)
    return True


def expire_copies(session: Session, now: datetime) -> Sequence[str]:
    """Forget copies past their days; returns the names of the files to delete. The caller commits."""
    names = forget_files(session, OwnCopy, now)
    session.execute(delete(OwnCopy).where(OwnCopy.requested_at < now - REMEMBERED, OwnCopy.state.in_((WorkState.GONE, WorkState.FAILED))))
    return names


def forget_copies(session: Session, person: Person, now: datetime) -> None:
    """The account goes: what lies ready is over now, which the sweep deletes, and nothing more is made."""
    own = OwnCopy.person_id == person.id
    session.execute(update(OwnCopy).where(own, OwnCopy.state == WorkState.READY).values(expires_at=now))
    session.execute(update(OwnCopy).where(own, OwnCopy.state.in_(_UNFINISHED)).values(state=WorkState.GONE))
