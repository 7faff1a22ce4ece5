"""When a vote's end moves: by one rule that was frozen at the opening, after an outage near the end. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from participation.votes.models import Vote

LOOKING_BACK = timedelta(hours=24)
"""How long before the end an outage counts."""
LEAST = timedelta(minutes=15)
"""How much must have been lost."""
STEP = timedelta(hours=1)
"""To how much it is rounded up."""

EXTENSION_RULE = (
    "lost = time without service within the last 24 hours before the planned end; if lost >= 15 minutes, the end moves to "
    "max(planned end, end of the last outage that began before the end) + lost rounded up to whole hours"
)
"""The rule as it is frozen; in German for the page: `words.extension_sentence`."""

Span = tuple[datetime, datetime]


def lost_time(closes_at: datetime, ends_at: datetime, outages: Sequence[Span]) -> tuple[timedelta, datetime]:
    """How much time without service lies in the 24 hours before the planned end, and when the last outage was over that began before the end.

    `ends_at` is the end that holds now. Outages that overlap count once. Without any, the second value is the planned end.
    """
    lost, reached, over = timedelta(0), closes_at - LOOKING_BACK, closes_at
    for start, end in sorted(outages):
        first, last = max(start, reached), min(end, closes_at)
        if first < last:
            lost += last - first
            reached = last
        if start < ends_at and end > closes_at - LOOKING_BACK:
            over = max(over, end)
    return lost, over


def later_end(vote: Vote, outages: Sequence[Span]) -> datetime | None:
    """The later end that the rule gives after these outages; None where the end stays."""
    if vote.closes_at is None or vote.ends_at is None:
        return None
    lost, over = lost_time(vote.closes_at, vote.ends_at, outages)
    if lost < LEAST:
        return None
    new = over + STEP * -(-lost // STEP)
    return new if new > vote.ends_at else None
