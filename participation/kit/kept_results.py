"""Results that the worker computes anew where something changed: each at most once a minute, by one worker at a time, whoever is nudged.

A table of such results has `version`, `is_stale`, `is_running`, `begun_at` (the worker's claim) and `computed_at`; `key` is its column that
says whose result a row is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.database import own_transaction

AT_MOST_EVERY = timedelta(minutes=1)
SILENCE = timedelta(minutes=15)
"""After so long without an end, a computation's worker is taken for dead."""
AT_A_TIME = 50


def recompute(results: Any, key: Any, number: int, make: Callable[[], Mapping[str, object]]) -> bool:
    """Compute a result if something changed and nobody does so now, or did within a minute. Returns whether it was computed.

    `make` gives the values that the row then holds. What changes meanwhile makes it stale again, and the next sweep finds it.
    """
    begun = clock.now()
    if not claim(results, key, number, begun):
        return False
    try:
        compute(results, key, number, begun, make)
    except BaseException:
        _end(results, key, number, begun, is_stale=True)
        raise
    return True


def claim(results: Any, key: Any, number: int, now: datetime) -> bool:
    """Take a result to compute it; False where it is not stale, was begun within the minute, or another worker is at it."""
    due = and_(results.is_stale, results.is_running.is_(False), or_(results.begun_at.is_(None), results.begun_at <= now - AT_MOST_EVERY))
    abandoned = and_(results.is_running, results.begun_at <= now - SILENCE)
    taken = update(results).where(key == number, or_(due, abandoned)).values(is_stale=False, is_running=True, begun_at=now)
    with own_transaction() as session:
        return session.execute(taken.returning(key)).scalar_one_or_none() is not None


def compute(results: Any, key: Any, number: int, begun: datetime, make: Callable[[], Mapping[str, object]]) -> None:
    """Compute what was claimed at `begun`, and keep it; where another worker took over meanwhile, it is dropped."""
    _end(results, key, number, begun, **make(), version=results.version + 1, computed_at=begun)


def _end(results: Any, key: Any, number: int, begun: datetime, **values: object) -> None:
    mine = update(results).where(key == number, results.is_running, results.begun_at == begun)
    with own_transaction() as session:
        session.execute(mine.values(is_running=False, **values))


def stale(session: Session, results: Any, key: Any) -> list[int]:
    """Whose result changed since it was computed, or whose computation did not end."""
    return list(session.scalars(select(key).where(or_(results.is_stale, results.is_running)).order_by(key).limit(AT_A_TIME)))
