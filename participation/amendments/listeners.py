"""What suggested changes do when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.amendments.models import KIND, Amendment
from participation.amendments.removal_actions import remove_amendments_of


def note_contributions(session: Session, *, subject_kind: str, subject_id: int, count: int, **_also: object) -> None:
    """The discussion of something has `count` visible contributions now: the list of suggested changes shows it."""
    if subject_kind == KIND:
        statement = update(Amendment).where(Amendment.id == subject_id).values(contribution_count=count)
        session.execute(statement.execution_options(synchronize_session=False))


def remove_texts(session: Session, *, person: Person, now: datetime, **_also: object) -> None:
    """An account goes and its texts with it."""
    remove_amendments_of(session, person, now)
