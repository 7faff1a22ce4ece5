"""Signed-in browsers: begin, find, touch and end them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person, WebSession
from participation.accounts.queries import web_session_of
from participation.accounts.tickets import end_tickets
from participation.settings import Settings

TOUCH_EVERY = timedelta(minutes=5)

GUESTS_DAY = timedelta(hours=24)
"""After so long a guest confirms the address again, however busy the browser was."""


RECENTLY = timedelta(minutes=15)
"""For so long nobody is asked again who it is before ways into the account are changed."""


def begin_session(session: Session, person: Person, browser: str, now: datetime, *, second_step: bool = False) -> tuple[str, WebSession]:
    """Begin a signed-in session. Returns the token for the cookie and its row; only the token's hash is stored."""
    token = secrets.token_urlsafe(32)
    row = WebSession(token_hash=hashlib.sha256(token.encode()).digest(), person_id=person.id, created_at=now, last_seen_at=now, browser=browser[:60])
    row.second_step_at = now if second_step else None
    session.add(row)
    session.flush()
    return token, row


def living_session(session: Session, token: str, settings: Settings, now: datetime) -> WebSession | None:
    """The session of a token unless it rested too long: 30 minutes for staff, 12 hours for residents, by setting; a guest's is over after a day.

    Where a second sign is required, a session of staff that was begun without one is none.
    """
    row = web_session_of(session, token)
    if row is None or row.person.deleted_at is not None:
        return None
    person = row.person
    if person.is_guest and now - row.created_at >= GUESTS_DAY:
        return None
    strict = person.is_staff or bool(person.mandates)
    if strict and settings.second_factor_required and row.second_step_at is None:
        return None
    rest = timedelta(minutes=settings.session_minutes_staff) if strict else timedelta(hours=settings.session_hours_residents)
    return row if now - row.last_seen_at <= rest else None


def shown_recently(row: WebSession, now: datetime, *, second_step: bool = False) -> bool:
    """Whether the person of a browser signed in, or showed again who it is, a moment ago; with `second_step`: by a second sign."""
    if second_step:
        return row.second_step_at is not None and now - row.second_step_at <= RECENTLY
    return now - max(row.created_at, row.confirmed_at or row.created_at) <= RECENTLY


def touch(session: Session, web_session_id: int, now: datetime) -> None:
    """Note that the browser was seen; the one write that reading a page may cause, at most every five minutes."""
    session.execute(update(WebSession).where(WebSession.id == web_session_id).values(last_seen_at=now))


def end_session(session: Session, web_session_id: int) -> None:
    """Sign this browser out."""
    session.execute(delete(WebSession).where(WebSession.id == web_session_id))


def end_own_session(session: Session, person_id: int, web_session_id: int) -> None:
    """Sign one of a person's browsers out; somebody else's stays."""
    session.execute(delete(WebSession).where(WebSession.id == web_session_id, WebSession.person_id == person_id))


def end_all_sessions(session: Session, person_id: int, but: int | None = None) -> int:
    """Sign the person out everywhere, if wanted but for the present browser; what is half done on the way in ends too. Returns how many ended."""
    end_tickets(session, person_id)
    statement = delete(WebSession).where(WebSession.person_id == person_id)
    if but is not None:
        statement = statement.where(WebSession.id != but)
    return session.execute(statement).rowcount  # type: ignore[attr-defined, no-any-return]  # a DELETE's cursor result


def longest_rest(settings: Settings) -> timedelta:
    """After so long without a sign nobody's session is worth anything."""
    return max(timedelta(hours=settings.session_hours_residents), timedelta(minutes=settings.session_minutes_staff))


def sweep_sessions(session: Session, settings: Settings, now: datetime) -> int:
    """Delete sessions that rested longer than anyone's may. Returns how many."""
    return session.execute(delete(WebSession).where(WebSession.last_seen_at < now - longest_rest(settings))).rowcount  # type: ignore[attr-defined, no-any-return]  # a DELETE's cursor result
