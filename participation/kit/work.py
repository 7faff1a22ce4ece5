"""How a worker takes work, does it, says how far it is, and gives it back: each piece of work is done once, whoever is nudged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy import String, and_, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.kit import clock
from participation.kit.database import UtcDateTime, own_transaction
from participation.kit.whole_files import delete_orphans, delete_whole


class WorkState(StrEnum):
    """Where work stands that a job does in the background."""

    PENDING = "pending"  # nobody asked for it yet
    REQUESTED = "requested"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    GONE = "gone"  # undone, or its file's days are over


WORK_STATES = "state IN ('pending', 'requested', 'running', 'ready', 'failed', 'gone')"
"""What a table of work checks."""


class Worked:
    """What a row of work holds: how far it is, and when its worker was last heard of."""

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[WorkState] = mapped_column(String(10), default=WorkState.REQUESTED)
    attempts: Mapped[int] = mapped_column(default=0)
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)

    @property
    def is_unfinished(self) -> bool:
        """Whether a worker still has to do it, or does so now."""
        return self.state in (WorkState.REQUESTED, WorkState.RUNNING)

    @property
    def share(self) -> Fraction:
        """How much of it is done, 0 to 1."""
        return min(Fraction(self.done, self.total), Fraction(1)) if self.total else Fraction(0)


SILENCE = timedelta(minutes=3)
"""After so long without a sign of life a worker is taken for dead."""
ATTEMPTS = 3

Work = type[Worked]


def nothing_to_undo(session: Session, number: int) -> None:
    """For work that leaves nothing half-done behind."""


def work_on(work: Work, number: int, do: Callable[[int, int], None], undo: Callable[[Session, int], None] = nothing_to_undo) -> None:
    """Take a piece of work, if nobody has it, and do it: `do` gets its number and which attempt it is.

    What an earlier attempt left half-done is undone first. After a failure it is undone and given back, to be tried again by the sweep.
    """
    with own_transaction() as session:
        attempt = claim(session, work, number, clock.now())
        if attempt is not None:
            undo(session, number)
    if attempt is None:
        return
    try:
        do(number, attempt)
    except BaseException:
        with own_transaction() as session:
            undo(session, number)
            give_back(session, work, number, attempt, clock.now())
        raise


def do_waiting(work: Work, do: Callable[[int], None]) -> None:
    """Do what waits: a nudge was lost, or a worker died."""
    with own_transaction() as session:
        numbers = waiting(session, work, clock.now())
    for number in numbers:
        do(number)


def tend_files(work: Any, root: Path, expire: Callable[[Session, datetime], Iterable[str]], make: Callable[[int], None]) -> None:
    """Delete files past their days and what a crash left, then make what waits: a nudge was lost, or a worker died.

    `work` has `stored_name`; its files lie in `root`. `expire` forgets what is over and returns the names of the files to delete.
    """
    now = clock.now()
    with own_transaction() as session:
        names = expire(session, now)
    for name in names:
        delete_whole(root, name)
    with own_transaction() as session:
        delete_orphans(root, lambda: {name for name in session.scalars(select(work.stored_name)) if name}, now)
    do_waiting(work, make)


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


def waiting(session: Session, work: Work, now: datetime) -> list[int]:
    """Work whose nudge was lost or whose worker died."""
    silent = and_(work.state == WorkState.RUNNING, work.touched_at < now - SILENCE)
    return list(session.scalars(select(work.id).where(or_(work.state == WorkState.REQUESTED, silent)).order_by(work.id).limit(20)))


def forget_files(session: Session, work: Any, now: datetime) -> list[str]:
    """Work whose file's days are over is gone; returns the names of the files to delete. `work` has `stored_name` and `expires_at`."""
    over = (work.state == WorkState.READY, work.expires_at <= now)
    names = [name for name in session.scalars(select(work.stored_name).where(*over)) if name]
    session.execute(update(work).where(*over).values(state=WorkState.GONE, stored_name=None))
    return names
