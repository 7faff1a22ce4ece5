"""Deleting what the register and the invited said on the day that was promised. The numbers and the draw's transcript stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from participation.councils.models import Council
from participation.invitations.models import (
    Answer,
    EarlierInvitation,
    Invitation,
    InvitationDraw,
    LetterBatch,
    RegisterImport,
    RegisterPerson,
)
from participation.invitations.queries import numbers_of
from participation.invitations.standing import shielded
from participation.kit import audit
from participation.kit.dates import city_zone
from participation.kit.privacy import Due
from participation.kit.work import WorkState

UNREAD_KEPT = timedelta(days=1)
UNREAD_STATES = (WorkState.PENDING, WorkState.FAILED)
"""Extracts that nobody read in."""


def due_councils(session: Session, now: datetime) -> Sequence[Council]:
    """Councils whose day of deletion has come."""
    today = now.astimezone(city_zone()).date()
    return session.scalars(select(Council).where(Council.delete_on <= today, Council.swept_at.is_(None)).order_by(Council.id)).all()


def sweep_councils(session: Session, now: datetime) -> int:
    """Delete register, invitations and answers of councils whose day has come; returns how many rows of the register these were."""
    return sum(_sweep(session, council, now) for council in due_councils(session, now))


def _sweep(session: Session, council: Council, now: datetime) -> int:
    numbers = numbers_of(session, council)
    shown = shielded({"yes": numbers.yes, "no": numbers.no + numbers.undeliverable, "silent": numbers.silent})
    session.execute(update(InvitationDraw).where(InvitationDraw.council_id == council.id).values(outcome={"invited": numbers.invited, **shown}))
    session.execute(update(Answer).where(Answer.council_id == council.id).values(invitation_id=None, sealed=b"", home=None))
    session.execute(delete(Invitation).where(Invitation.council_id == council.id))
    session.execute(update(LetterBatch).where(LetterBatch.council_id == council.id, LetterBatch.state == WorkState.READY).values(expires_at=now))
    rows = int(session.execute(delete(RegisterPerson).where(RegisterPerson.council_id == council.id)).rowcount)  # type: ignore[attr-defined]  # a DELETE has it
    session.execute(update(RegisterImport).where(RegisterImport.council_id == council.id).values(state=WorkState.GONE, content=None, file_name=""))
    council.swept_at = now
    session.flush()
    audit.append(session, at=now, actor=None, action="council.swept", subject=council, data={"rows": rows})
    return rows


def sweep_earlier(session: Session, now: datetime) -> int:
    """Delete the keyed hashes of invitations long ago."""
    old = delete(EarlierInvitation).where(EarlierInvitation.delete_on <= now.astimezone(city_zone()).date())
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]  # a DELETE has it


def sweep_unread(session: Session, now: datetime) -> int:
    """Delete files of the register that nobody read in for a day."""
    stale = [
        made.id
        for made in session.scalars(select(RegisterImport).where(RegisterImport.state.in_(UNREAD_STATES)))
        if made.touched_at < now - UNREAD_KEPT
    ]
    session.execute(update(RegisterImport).where(RegisterImport.id.in_(stale)).values(state=WorkState.GONE, content=None, file_name=""))
    return len(stale)


def register_due(session: Session, now: datetime) -> Iterable[Due]:
    """Registers with their days of deletion."""
    counted = (
        select(Council.title, Council.delete_on, func.count())
        .join(RegisterPerson, RegisterPerson.council_id == Council.id)
        .where(Council.swept_at.is_(None), Council.delete_on.is_not(None))
        .group_by(Council.id)
    )
    return [Due(f"register_person, council_answer: {title}", rows, day) for title, day, rows in session.execute(counted) if day is not None]


def earlier_due(session: Session, now: datetime) -> Iterable[Due]:
    """Keyed hashes with their days of deletion."""
    counted = select(EarlierInvitation.delete_on, func.count()).group_by(EarlierInvitation.delete_on)
    return [Due("earlier_invitation", rows, day) for day, rows in session.execute(counted)]
