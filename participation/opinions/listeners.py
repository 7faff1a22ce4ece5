"""What opinion maps do when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.opinions.actions import forget_answers_of, forget_statements_of


def forget_person(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted: what it answered goes. Statements stay, under the emptied name."""
    forget_answers_of(session, person)


def remove_texts(session: Session, *, person: Person, now: datetime, **_also: object) -> None:
    """An account goes and its texts with it, as far as they are nobody else's."""
    forget_statements_of(session, person, now)
