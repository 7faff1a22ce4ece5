"""What concerns do when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.concerns.retention import forget_sender, remove_texts_of


def forget_person(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted: its concerns stay without a sender."""
    forget_sender(session, person)


def remove_texts(session: Session, *, person: Person, now: datetime, **_also: object) -> None:
    """An account goes and its texts with it."""
    remove_texts_of(session, person, now)
