"""What discussions do when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.discussions.counting_actions import mark_grown
from participation.discussions.following_actions import forget_reading
from participation.discussions.removal_actions import remove_contributions_of


def note_grown(session: Session, *, contribution_id: int, url: str, **_also: object) -> None:
    """A proposal grew from a contribution: it leads there. The first one stays where there are several."""
    mark_grown(session, contribution_id, url)


def forget_reader(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted: what the person followed and read is forgotten; what was written stays."""
    forget_reading(session, person)


def remove_texts(session: Session, *, person: Person, now: datetime, **_also: object) -> None:
    """An account goes and its texts with it."""
    remove_contributions_of(session, person, now)
