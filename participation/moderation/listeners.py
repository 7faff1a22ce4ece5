"""What the moderation does when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.moderation.actions import empty_notices_of, settle_removed
from participation.moderation.crowd_actions import forget_member


def settle(session: Session, *, kind: str, number: int, now: datetime, **_also: object) -> None:
    """Somebody took a text of their own away."""
    settle_removed(session, kind, number, now)


def forget_person(session: Session, *, person: Person, now: datetime, **_also: object) -> None:
    """An account was deleted: its name is gone, and so is what was to be decided about it."""
    settle_removed(session, "person", person.id, now)
    forget_member(session, person)


def remove_texts(session: Session, *, person: Person, now: datetime, **_also: object) -> None:
    """Somebody leaves and wants the own texts removed: what was told in notices goes; that there was a notice, and about what, stays."""
    empty_notices_of(session, person)
