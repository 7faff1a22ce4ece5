"""Reads about people, their sessions, links and codes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import HOLDS_NOW, CodeBatch, District, MailedLink, Mandate, Person, Purpose, Role, VerificationCode, WebSession
from participation.accounts.pseudonym_models import Pseudonym
from participation.accounts.signals import name_wanted
from participation.kit.codes import hash_token
from participation.kit.errors import Gone, NotFound
from participation.kit.language import gettext as _
from participation.kit.pagination import Page, offset
from participation.kit.text import name_key

MOST_SESSIONS = 100
_STAFF_AND_COUNCIL = (Role.OFFICE, Role.COUNCIL, Role.ADMINISTRATOR)


# built once: every request of a signed-in person asks it
_WEB_SESSION = (
    select(WebSession)
    .where(WebSession.token_hash == bindparam("token_hash"))
    .options(joinedload(WebSession.person).joinedload(Person.mandates), joinedload(WebSession.person).joinedload(Person.district))
)


def web_session_of(session: Session, token: str) -> WebSession | None:
    """The signed-in browser of a token with its person and the person's mandates, in one statement."""
    return session.execute(_WEB_SESSION, {"token_hash": hashlib.sha256(token.encode()).digest()}).unique().scalar_one_or_none()


def web_session_by_id(session: Session, web_session_id: int) -> WebSession | None:
    """A signed-in browser, read anew."""
    return session.get(WebSession, web_session_id)


def web_sessions_of(session: Session, person_id: int) -> Sequence[WebSession]:
    """A person's signed-in browsers, the one seen last first."""
    statement = select(WebSession).where(WebSession.person_id == person_id).order_by(WebSession.last_seen_at.desc(), WebSession.id.desc())
    return session.scalars(statement.limit(MOST_SESSIONS)).all()


def districts(session: Session) -> Sequence[District]:
    """All districts in the city's order."""
    return session.scalars(select(District).order_by(District.position, District.name)).all()


_BY_EMAIL = select(Person).where(Person.email == bindparam("email"))


def person_by_email(session: Session, email: str) -> Person | None:
    """Whoever has this address, folded as `addresses.fold_address` does."""
    return session.scalars(_BY_EMAIL, {"email": email}).one_or_none()


def public_person(session: Session, public_id: str) -> Person:
    """The person of a public page. Raises NotFound where there is none or the account was deleted."""
    person = session.scalars(select(Person).where(Person.public_id == public_id, Person.deleted_at.is_(None))).one_or_none()
    if person is None:
        raise NotFound
    return person


def person_by_id(session: Session, person_id: int) -> Person:
    """A person with mandates and district, for the administration. Raises NotFound."""
    statement = select(Person).where(Person.id == person_id).options(joinedload(Person.mandates), joinedload(Person.district))
    person = session.execute(statement).unique().scalar_one_or_none()
    if person is None:
        raise NotFound
    return person


def is_anothers(session: Session, key: str) -> bool:
    """Whether a room above knows this name as that of somebody who is no person, such as an organisation that the city has checked."""
    return any(known for _receiver, known in name_wanted.send(session, key=key))


def name_is_taken(session: Session, name: str, but: int | None = None) -> bool:
    """Whether somebody else has this name or one that looks like it, as an account, in a consultation, or without being a person."""
    key = name_key(name)
    account = select(Person.id).where(Person.public_name_key == key, *([Person.id != but] if but is not None else []))
    pseudonym = select(Pseudonym.id).where(Pseudonym.name_key == key)  # also the person's own: it would link the two
    return bool(session.scalar(select(or_(account.exists(), pseudonym.exists())))) or is_anothers(session, key)


def administrators(session: Session, *, hold: bool = False) -> int:
    """How many administrators there are; `hold` their rows until the transaction ends, so that two cannot remove each other."""
    statement = select(Person.id).where(Person.role == Role.ADMINISTRATOR, Person.deleted_at.is_(None)).order_by(Person.id)
    return len(session.scalars(statement.with_for_update() if hold else statement).all())


def people_found(session: Session, wanted: str, number: int, size: int) -> Page[Any]:
    """People for the administration: those of an exact address or name; without a search word staff, council and moderators.

    Rows have id, public_name, real_name, position, role, email_confirmed_at, verified_at, verified_until, blocked_at, created_at.
    """
    if wanted:
        condition = or_(Person.email == wanted.strip().lower(), Person.public_name_key == name_key(wanted), Person.public_name == wanted)
    else:
        condition = or_(Person.role.in_(_STAFF_AND_COUNCIL), Person.id.in_(select(Mandate.person_id).where(HOLDS_NOW)))
    found = (condition, Person.deleted_at.is_(None))
    total = session.scalar(select(func.count()).select_from(Person).where(*found)) or 0
    statement = (
        select(
            Person.id,
            Person.public_name,
            Person.real_name,
            Person.position,
            Person.role,
            Person.email_confirmed_at,
            Person.verified_at,
            Person.verified_until,
            Person.blocked_at,
            Person.created_at,
        )
        .where(*found)
        .order_by(Person.role, Person.public_name, Person.id)
        .limit(size)
        .offset(offset(number, size))
    )
    return Page(session.execute(statement).all(), number, size, total)


def mailed_link(session: Session, token: str, purposes: Collection[Purpose], now: datetime) -> MailedLink:
    """A living link for one of these purposes with its person.

    Raises NotFound for a token that was never given or is meant for something else, Gone where it was used or ran out.
    """
    statement = (
        select(MailedLink).where(MailedLink.token_hash == hash_token(token)).options(joinedload(MailedLink.person).joinedload(Person.mandates))
    )
    link = session.execute(statement).unique().scalar_one_or_none()
    if link is None or link.purpose not in purposes:
        raise NotFound(_("Diesen Link gibt es nicht. Bitte kopieren Sie ihn ganz aus der E-Mail oder fordern Sie einen neuen an."))
    if link.used_at is not None:
        raise Gone(_("Dieser Link wurde schon benutzt. Er gilt nur einmal. Bitte fordern Sie einen neuen an, wenn Sie noch einen brauchen."))
    if link.expires_at <= now or (link.person is not None and link.person.deleted_at is not None):
        raise Gone(_("Dieser Link ist abgelaufen. Bitte fordern Sie einen neuen an."))
    return link


def links_sent_since(session: Session, email: str, purpose: Purpose, since: datetime) -> int:
    """How many links of a purpose went to an address since a moment."""
    statement = select(func.count()).select_from(MailedLink)
    return session.scalar(statement.where(MailedLink.email == email, MailedLink.purpose == purpose, MailedLink.created_at > since)) or 0


_CODE = (
    select(VerificationCode)
    .where(VerificationCode.code_hash == bindparam("hash"))
    .options(joinedload(VerificationCode.batch, innerjoin=True))
    .with_for_update()
)


def code_of(session: Session, code_hash: bytes) -> VerificationCode | None:
    """The code of a keyed hash with its batch; where the database can, its row is held until the transaction ends."""
    return session.execute(_CODE, {"hash": code_hash}).scalar_one_or_none()


def code_batches(session: Session, number: int, size: int) -> Page[Any]:
    """Batches of codes, the newest first. Rows have id, label, number, district, created_at, expires_at, voided_at, used."""
    used = select(func.count(VerificationCode.id)).where(VerificationCode.batch_id == CodeBatch.id, VerificationCode.used_on.is_not(None))
    statement = (
        select(
            CodeBatch.id,
            CodeBatch.label,
            CodeBatch.number,
            District.name.label("district"),
            CodeBatch.created_at,
            CodeBatch.expires_at,
            CodeBatch.voided_at,
            used.scalar_subquery().label("used"),
        )
        .outerjoin(District, District.id == CodeBatch.district_id)
        .order_by(CodeBatch.id.desc())
        .limit(size)
        .offset(offset(number, size))
    )
    total = session.scalar(select(func.count()).select_from(CodeBatch)) or 0
    return Page(session.execute(statement).all(), number, size, total)


def code_batch(session: Session, batch_id: int) -> CodeBatch:
    """One batch. Raises NotFound."""
    batch = session.get(CodeBatch, batch_id)
    if batch is None:
        raise NotFound
    return batch
