"""What this room does when something happens elsewhere; connected in `app.py`."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.newsletters.actions import forget_follower


def forget_person(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted: it follows nothing any more."""
    forget_follower(session, person)
