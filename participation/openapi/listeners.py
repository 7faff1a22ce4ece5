"""What this room does when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.openapi.actions import forget_tokens


def forget_person(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted: its tokens are no more."""
    forget_tokens(session, person)
