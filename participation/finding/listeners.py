"""How saved searches react to what happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.finding.actions import forget_searches


def forget_person(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted."""
    forget_searches(session, person)
