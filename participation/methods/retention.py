"""Which span counts for what was given when: nobody's data is kept longer than was said when it was given, or was ever said since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Band:
    """What was given from `since` on (None: from the beginning), until the next band begins, is kept for so many days."""

    since: datetime | None
    days: int


def bands(usual: int, changes: Sequence[tuple[datetime, int]]) -> list[Band]:
    """The bands that follow from the usual span and its changes, as (when, days from then on), the earliest first.

    For what was given at a moment the shortest span counts that was in force then or later: a shorter one takes effect at once and for
    everything, a longer one only for what is given from then on. So days never fall from one band to the next.
    """
    shortest: int | None = None
    found: list[Band] = []
    for since, days in reversed([(None, usual), *changes]):
        shortest = days if shortest is None else min(shortest, days)
        if found and found[-1].days == shortest:
            found.pop()
        found.append(Band(since, shortest))
    return found[::-1]


def days_for(found: Sequence[Band], given: datetime) -> int:
    """How many days something is kept that was given at a moment."""
    return next(band.days for band in reversed(found) if band.since is None or band.since <= given)
