"""What follow-ups do when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.followups.models import OfficeMember


def forget_member(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted: nobody works for an office under it any more. What was said for the city stays."""
    session.execute(delete(OfficeMember).where(OfficeMember.person_id == person.id))
