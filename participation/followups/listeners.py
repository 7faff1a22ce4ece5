"""What follow-ups do when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.followups.matter_actions import end_removed as end_removed_matter
from participation.followups.matter_actions import settle
from participation.followups.models import NoteMention, OfficeMember


def forget_member(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted: nobody works for an office under it any more. What was said for the city stays."""
    session.execute(delete(OfficeMember).where(OfficeMember.person_id == person.id))
    session.execute(delete(NoteMention).where(NoteMention.person_id == person.id))


def settle_matter(session: Session, *, kind: str, number: int, now: datetime, **_also: object) -> None:
    """A question or recommendation got its answer where it stands."""
    settle(session, kind, number, now)


def end_removed(session: Session, *, kind: str, number: int, now: datetime, **_also: object) -> None:
    """A question was deleted by whoever asked it."""
    end_removed_matter(session, kind, number, now)
