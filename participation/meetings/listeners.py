"""What meetings do when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.pages import settings
from participation.meetings.queries import is_registered
from participation.meetings.registration_actions import forget_attendance, forget_registrations


def forget_person(session: Session, *, person: Person, now: datetime, **_also: object) -> None:
    """An account was deleted: its registrations go and others move up; that somebody was there stays without a name."""
    if is_registered(session, person):
        forget_registrations(session, settings(), person, now)
    forget_attendance(session, person)
