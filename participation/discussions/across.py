"""The order *across camps*: reckoned in the background from a discussion's ratings, and kept as a number of each contribution.

What both sides rated often enough stands by its worth (`methods/opinions/across.py`), about −1 to 1. The others stand below all of
these by the certainty of their agreement, so that without camps, or with few ratings, the order is that of the best.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

import numpy as np
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.orm import Session

from participation.discussions.models import AcrossOrder, Contribution, Rating
from participation.kit.database import own_transaction, snapshot, table_of
from participation.kit.upserts import dialect_of, insert_for
from participation.methods.opinions.across import across_camps

UNHEARD = 10.0
"""So far below its certainty stands what not both sides rated."""
UNREAD = -20.0
"""Of what cannot be read."""
DIGITS = 4
AT_ONCE = 50

_c, _r = Contribution.__table__.c, Rating.__table__.c
_READABLE = (_c.parent_id.is_(None), _c.deleted_at.is_(None), _c.hidden_at.is_(None))


def across_of(before: float, score: float, *, readable: bool) -> float:
    """The number of a contribution whose rating or state changed; where both sides were heard it stays until the next reckoning."""
    if not readable:
        return UNREAD
    return before if before > -UNHEARD / 2 else score - UNHEARD


def mark_rated(session: Session, discussion_id: int) -> None:
    """A rating came, turned or went. Writes only where nothing waits yet, so that those who rate do not wait for each other."""
    session.execute(_mark(dialect_of(session)), {"of": discussion_id})


@cache
def _mark(dialect: str) -> Insert:
    table = table_of(AcrossOrder)
    insert = insert_for(dialect, table).values(discussion_id=bindparam("of"), is_stale=True, version=0, heard=0)
    return insert.on_conflict_do_update(index_elements=["discussion_id"], set_={"is_stale": True}, where=table.c.is_stale.is_(False))


def order_stale(now: datetime) -> None:
    """Reckon anew the discussions that were rated since; what is rated meanwhile makes one stale again."""
    with own_transaction() as session:
        stale = session.scalars(
            select(AcrossOrder.discussion_id).where(AcrossOrder.is_stale).order_by(AcrossOrder.discussion_id).limit(AT_ONCE)
        ).all()
    for discussion_id in stale:
        order_discussion(discussion_id, now)


def order_discussion(discussion_id: int, now: datetime) -> None:
    """Reckon one discussion outside of any transaction, and write what changed."""
    with own_transaction() as session:
        session.execute(update(AcrossOrder).where(AcrossOrder.discussion_id == discussion_id).values(is_stale=False))
    with snapshot() as session:
        posts = session.execute(select(_c.id, _c.score, _c.across).where(_c.discussion_id == discussion_id, *_READABLE).order_by(_c.number)).all()
        asked = select(_r.person_id, _r.contribution_id, _r.value).join_from(Rating.__table__, Contribution.__table__)
        asked = asked.where(_c.discussion_id == discussion_id, *_READABLE).order_by(_r.person_id, _r.contribution_id)
        rows = np.array([tuple(row) for row in session.execute(asked.execution_options(yield_per=10_000))], np.int64).reshape(-1, 3)
    values, heard = _values([(post.id, post.score) for post in posts], rows)
    changed = [{"post": post.id, "worth": values[post.id]} for post in posts if values[post.id] != post.across]
    with own_transaction() as session:
        if changed:
            readable = update(Contribution).where(_c.id == bindparam("post"), _c.deleted_at.is_(None), _c.hidden_at.is_(None))
            session.connection().execute(readable.values(across=bindparam("worth")), changed)
        done = update(AcrossOrder).where(AcrossOrder.discussion_id == discussion_id)
        session.execute(done.values(version=AcrossOrder.version + 1, heard=heard, computed_at=now))


def _values(posts: list[tuple[int, float]], rows: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> tuple[dict[int, float], int]:
    """Contribution → its number, and how many were heard by both sides. `rows`: person, contribution, ±1."""
    place = {number: at for at, (number, _score) in enumerate(posts)}
    _who, people = np.unique(rows[:, 0], return_inverse=True)
    things = np.array([place[number] for number in rows[:, 1].tolist()], np.int64)
    found = across_camps(people.astype(np.int64), things, (rows[:, 2] > 0).astype(np.float64), len(posts))
    told = {number: round(float(found.worth[at]), DIGITS) if found.heard[at] else score - UNHEARD for at, (number, score) in enumerate(posts)}
    return told, int(found.heard.sum())
