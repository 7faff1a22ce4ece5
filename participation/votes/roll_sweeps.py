"""Deleting what a roll holds about people on the day that was promised. Numbers, marks and the result stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from participation.consultations.retention import past
from participation.kit import audit
from participation.kit.dates import city_zone
from participation.kit.privacy import Due
from participation.kit.work import WorkState
from participation.votes.channel_models import CounterCode, RollEntry, RollImport
from participation.votes.models import Vote
from participation.votes.spans import CODES

UNREAD_STATES = (WorkState.PENDING, WorkState.FAILED)
UNREAD_KEPT = timedelta(days=1)


def roll_due(session: Session, now: datetime) -> Iterable[Due]:
    """Rolls with their days of deletion."""
    counted = (
        select(Vote.title, RollImport.delete_on, func.count())
        .join(Vote, Vote.id == RollImport.vote_id)
        .join(RollEntry, RollEntry.vote_id == Vote.id)
        .where(RollImport.state == WorkState.READY, RollImport.swept_at.is_(None), RollEntry.sealed.is_not(None))
        .group_by(RollImport.id, Vote.title, RollImport.delete_on)
    )
    return [Due(f"roll_entry: {title}", rows, day) for title, day, rows in session.execute(counted)]


def sweep_roll_names(session: Session, now: datetime) -> int:
    """Empty names, addresses and codes of rolls whose day has come; returns how many entries these were."""
    today = now.astimezone(city_zone()).date()
    due = (RollImport.state == WorkState.READY, RollImport.delete_on <= today, RollImport.swept_at.is_(None))
    emptied = 0
    for made in session.scalars(select(RollImport).where(*due).order_by(RollImport.id)).all():
        gone = update(RollEntry).where(RollEntry.vote_id == made.vote_id, RollEntry.sealed.is_not(None)).values(sealed=None, code_hash=None)
        rows = int(session.execute(gone).rowcount)  # type: ignore[attr-defined]  # an UPDATE has it
        made.swept_at, made.file_name = now, ""
        session.flush()
        audit.append(session, at=now, actor=None, action="vote.roll_swept", subject=("vote", made.vote_id), data={"rows": rows})
        emptied += rows
    return emptied


def sweep_unread_lists(session: Session, now: datetime) -> int:
    """Delete files that nobody read in for a day."""
    stale = (RollImport.state.in_(UNREAD_STATES), RollImport.touched_at < now - UNREAD_KEPT)
    gone = update(RollImport).where(*stale).values(state=WorkState.GONE, content=None, file_name="")
    return int(session.execute(gone).rowcount)  # type: ignore[attr-defined]  # as above


def sweep_counter_codes(session: Session, now: datetime) -> int:
    """Delete who got a code at the counter, some time after the close; the mark on the roll stays."""
    over = past(session, CODES, now)
    return int(session.execute(delete(CounterCode).where(CounterCode.vote_id.in_(over))).rowcount)  # type: ignore[attr-defined]  # as above
