"""Reads about verifications, and the condition that asks in SQL what `Person.is_verified` asks in Python."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import Person, Verification, VerificationEvidence

AT_ONCE = 200
"""Verifications that a sweep looks after in one transaction."""


def counts_at(now: datetime) -> ColumnElement[bool]:
    """Whether a person is counted as a resident at a moment."""
    return and_(Person.verified_at.is_not(None), or_(Person.verified_until.is_(None), Person.verified_until > now))


def verification_of(session: Session, person_id: int) -> Verification | None:
    """A person's verification, whether or not it holds, with who ended it."""
    return session.scalars(select(Verification).where(Verification.person_id == person_id).options(joinedload(Verification.ended_by))).one_or_none()


def owners_of(session: Session, evidence: Collection[bytes], but: int) -> Sequence[Verification]:
    """The verifications of others that rest on one of these hashes, with their people; where the database can, held until the transaction ends."""
    found = select(VerificationEvidence.verification_id).where(VerificationEvidence.evidence_hash.in_(evidence))
    statement = select(Verification).where(Verification.id.in_(found), Verification.person_id != but).order_by(Verification.id)
    return session.scalars(statement.options(joinedload(Verification.person, innerjoin=True)).with_for_update(of=Verification)).all()


def evidence_known(session: Session, evidence: Collection[bytes]) -> set[bytes]:
    """Which of these hashes some verification rests on already."""
    return {bytes(one) for one in session.scalars(select(VerificationEvidence.evidence_hash).where(VerificationEvidence.evidence_hash.in_(evidence)))}


def rests_on(session: Session, person_id: int, evidence: bytes) -> bool:
    """Whether a person's verification rests on this hash."""
    own = select(VerificationEvidence.evidence_hash).join(Verification, Verification.id == VerificationEvidence.verification_id)
    return session.scalar(own.where(VerificationEvidence.evidence_hash == evidence, Verification.person_id == person_id)) is not None


def soon_over(session: Session, before: datetime, now: datetime) -> Sequence[Verification]:
    """Verifications that end before a moment, of which their people were not told yet."""
    return _waiting(session, Verification.valid_until > now, Verification.valid_until <= before, Verification.warned_at.is_(None))


def lapsed(session: Session, now: datetime) -> Sequence[Verification]:
    """Verifications that ran out, of which the log does not know yet."""
    return _waiting(session, Verification.valid_until <= now, Verification.lapse_noted_at.is_(None))


def _waiting(session: Session, *where: ColumnElement[bool]) -> Sequence[Verification]:
    living = select(Person.id).where(Person.id == Verification.person_id, Person.deleted_at.is_(None)).exists()
    statement = select(Verification).where(*where, Verification.ended_at.is_(None), living).order_by(Verification.valid_until, Verification.id)
    return session.scalars(
        statement.limit(AT_ONCE).options(joinedload(Verification.person, innerjoin=True)).with_for_update(of=Verification, skip_locked=True)
    ).all()


def verification_as_data(session: Session, person: Person) -> list[dict[str, Any]]:
    """A person's verification for the copy of the own data, none or one; no hash."""
    found = verification_of(session, person.id)
    names = ("proof", "verified_at", "valid_until", "ended_at", "end_reason", "end_note")
    return [] if found is None else [{name: getattr(found, name) for name in names}]
