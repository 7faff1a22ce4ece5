"""How often something may be tried, counted in the database, so that it holds for all processes together.

Three kinds of buckets protect a sign-in, and together they never lock the victim out: `account+prefix` (few attempts on one
account from one network), `prefix` (more, from one network on all accounts), `overall` (many, for the whole platform; it slows a
spread attack). There is deliberately no bucket for an account alone: whoever knows an address could lock its owner out.
A network is an IPv4 /24 or an IPv6 /56, never a whole address. Attempts are counted in fixed windows: across the border of two
windows, up to twice the number may pass.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from math import ceil
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, bindparam, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.kit.database import Base, UtcDateTime, own_transaction, table_of
from participation.kit.errors import TooMany
from participation.kit.language import ngettext
from participation.kit.upserts import dialect_of, insert_for

KEPT = timedelta(days=2)
"""How long a counter may be kept; no period is longer than half of it."""


class RateCount(Base):
    """How often something was tried in one window of time. Counters hold network prefixes and are swept after two days."""

    __tablename__ = "rate_count"
    __table_args__ = (
        CheckConstraint("count > 0", name="count_positive"),
        Index("ix_rate_count_window", "window"),  # serves: the sweep of old windows
    )

    bucket: Mapped[str] = mapped_column(String(200), primary_key=True)
    window: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)  # when it began
    count: Mapped[int]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` attempts in a `period` for what `bucket` names, e.g. `sign-in:prefix:203.0.113.0/24`."""

    bucket: str
    most: int
    period: timedelta


def check_limits(
    limits: Iterable[Limit],
    now: datetime,
    transaction: Callable[[], AbstractContextManager[Session]] = own_transaction,
) -> None:
    """Count one attempt in each bucket; refuse it where one of them is full.

    The counting is a transaction of its own and stays even where the request fails later; so call this before the request
    writes. Raises TooMany with the sentence to show and the seconds to wait.
    """
    with transaction() as session:
        waits = [_seconds_left(limit, now) for limit in limits if _count(session, limit, now) > limit.most]
    if waits:
        raise _too_many(max(waits))


def check_limit(
    bucket: str,
    most: int,
    period: timedelta,
    now: datetime,
    transaction: Callable[[], AbstractContextManager[Session]] = own_transaction,
) -> None:
    """Count one attempt in one bucket; see `check_limits`."""
    check_limits([Limit(bucket, most, period)], now, transaction)


def _count(session: Session, limit: Limit, now: datetime) -> int:
    values = {"bucket": limit.bucket[:200], "window": _window(limit.period, now), "count": 1}
    return int(session.execute(_counting(dialect_of(session)), values).scalar_one())


@cache
def _counting(dialect: str) -> Any:
    """Made once a kind of database: each sign-in counts three times."""
    table = table_of(RateCount)
    insert = insert_for(dialect, table).values(bucket=bindparam("bucket"), window=bindparam("window"), count=bindparam("count"))
    return insert.on_conflict_do_update(index_elements=["bucket", "window"], set_={"count": table.c.count + 1}).returning(table.c.count)


def _window(period: timedelta, now: datetime) -> datetime:
    length = int(period.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // length * length, UTC)


def _seconds_left(limit: Limit, now: datetime) -> int:
    return max(1, ceil((_window(limit.period, now) + limit.period - now).total_seconds()))


def _too_many(seconds: int) -> TooMany:
    minutes = -(-seconds // 60)
    sentence = ngettext(
        "Das waren zu viele Versuche. Bitte warten Sie eine Minute und versuchen Sie es dann noch einmal.",
        "Das waren zu viele Versuche. Bitte warten Sie %(num)d Minuten und versuchen Sie es dann noch einmal.",
        minutes,
    )
    return TooMany(sentence, retry_after=seconds)


def network_prefix(address: str | None) -> str:
    """The network that an address belongs to: IPv4 /24, IPv6 /56; `unknown` for what is no address."""
    try:
        parsed = ipaddress.ip_address((address or "").split("%")[0])
    except ValueError:
        return "unknown"
    mapped = getattr(parsed, "ipv4_mapped", None)
    if mapped is not None:
        parsed = mapped
    if parsed.version == 4:
        return str(parsed).rpartition(".")[0] + ".0/24"
    return str(ipaddress.ip_network((parsed, 56), strict=False))


def sweep_limits(session: Session, now: datetime) -> int:
    """Delete the counters of windows long past and return how many; the caller commits."""
    return int(session.execute(delete(RateCount).where(RateCount.window < now - KEPT)).rowcount)  # type: ignore[attr-defined]  # a DELETE has it
