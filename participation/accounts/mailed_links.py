"""Links that were mailed: given with a hashed token, used once, ended with what they could open."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from participation.accounts.models import MailedLink, Person, Purpose
from participation.accounts.queries import links_sent_since
from participation.kit.codes import hash_token, new_token
from participation.kit.errors import Gone
from participation.kit.language import gettext as _

LASTS = {
    Purpose.SIGN_UP: timedelta(hours=48),
    Purpose.CONFIRM_EMAIL: timedelta(hours=48),
    Purpose.CHANGE_EMAIL: timedelta(hours=24),
    Purpose.SIGN_IN: timedelta(minutes=30),
    Purpose.RESET_PASSWORD: timedelta(hours=1),
    Purpose.DELETE_ACCOUNT: timedelta(hours=1),
    Purpose.GUEST: timedelta(hours=24),
}
"""How long each link can be used."""

MOST_AN_HOUR = 5
"""Links of one purpose to one address within an hour; those sent before still work, so nobody is locked out."""

KEPT = timedelta(days=7)
"""How long a used or expired link is remembered, to say that it was used instead of that it never was."""


def give_link(
    session: Session,
    purpose: Purpose,
    email: str,
    now: datetime,
    *,
    person: Person | None = None,
    public_name: str = "",
    password_hash: str | None = None,
    language: str = "de",
    next_url: str = "/",
    consultation_id: int | None = None,
) -> str | None:
    """Make a link and return its token, or None where enough went to this address within the hour."""
    if links_sent_since(session, email, purpose, now - timedelta(hours=1)) >= MOST_AN_HOUR:
        return None
    token = new_token()
    session.add(
        MailedLink(
            token_hash=hash_token(token),
            purpose=purpose,
            email=email,
            person_id=person.id if person else None,
            consultation_id=consultation_id,
            public_name=public_name,
            password_hash=password_hash,
            language=language,
            next_url=next_url[:500],
            created_at=now,
            expires_at=now + LASTS[purpose],
        )
    )
    session.flush()
    return token


def use_link(session: Session, link: MailedLink, now: datetime) -> None:
    """Mark a link as used, of two at the same moment only one. What it carried is forgotten. Raises Gone for the other."""
    statement = update(MailedLink).where(MailedLink.id == link.id, MailedLink.used_at.is_(None))
    done = session.execute(statement.values(used_at=now, password_hash=None, public_name=""), execution_options={"synchronize_session": False})
    if done.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's cursor result
        raise Gone(_("Dieser Link wurde schon benutzt. Er gilt nur einmal. Bitte fordern Sie einen neuen an, wenn Sie noch einen brauchen."))


def end_links(session: Session, person_id: int, now: datetime) -> None:
    """End all links of a person that are still open, e.g. with a new password."""
    statement = update(MailedLink).where(MailedLink.person_id == person_id, MailedLink.used_at.is_(None), MailedLink.expires_at > now)
    session.execute(statement.values(expires_at=now), execution_options={"synchronize_session": False})


def forget_links(session: Session, person_id: int, email: str | None) -> None:
    """Delete every trace of a person's links, those to the address included."""
    whose = MailedLink.person_id == person_id
    session.execute(delete(MailedLink).where(or_(whose, MailedLink.email == email) if email else whose))


def sweep_links(session: Session, now: datetime) -> int:
    """Delete links that were used or ran out a week ago. Returns how many."""
    return session.execute(delete(MailedLink).where(MailedLink.expires_at < now - KEPT)).rowcount  # type: ignore[attr-defined, no-any-return]  # a DELETE's cursor result
