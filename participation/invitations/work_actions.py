"""How a worker takes work, says how far it is, and gives it back: each piece of work is done once, whoever is nudged."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, update
from sqlalchemy.orm import Session

from participation.invitations.models import LetterBatch, RegisterImport, WorkState

SILENCE = timedelta(minutes=3)
"""After so long without a sign of life a worker is taken for dead."""
ATTEMPTS = 3

Work = type[RegisterImport] | type[LetterBatch]


def claim(session: Session, work: Work, number: int, now: datetime) -> int | None:
    """Take a piece of work; returns which attempt it is, None where somebody else has it or it is done."""
    abandoned = and_(work.state == WorkState.RUNNING, work.touched_at < now - SILENCE)
    statement = (
        update(work)
        .where(work.id == number, or_(work.state == WorkState.REQUESTED, abandoned), work.attempts < ATTEMPTS)
        .values(state=WorkState.RUNNING, attempts=work.attempts + 1, touched_at=now, done=0)
        .returning(work.attempts)
    )
    return session.execute(statement).scalar_one_or_none()


def tell_progress(session: Session, work: Work, number: int, attempt: int, done: int, total: int, now: datetime) -> bool:
    """Say how far it is, which is also the worker's sign of life. False where another took over."""
    return touch(session, work, number, attempt, done=done, total=total, touched_at=now)


def touch(session: Session, work: Work, number: int, attempt: int, **values: Any) -> bool:
    """Change the row while it is still this worker's."""
    mine = update(work).where(work.id == number, work.state == WorkState.RUNNING, work.attempts == attempt)
    return session.execute(mine.values(**values).returning(work.id)).scalar_one_or_none() is not None


def give_back(session: Session, work: Work, number: int, attempt: int, now: datetime) -> None:
    """After a failure: let it be tried again, but not for ever."""
    touch(session, work, number, attempt, state=WorkState.FAILED if attempt >= ATTEMPTS else WorkState.REQUESTED, touched_at=now)
