"""How long concerns wait: until when an answer is promised, how long it took, and all that in sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction


def due_day(received_on: date, days: int) -> date:
    """The last day on which an answer is in time: so many days after a concern came. Raises ValueError for fewer than one."""
    if days < 1:
        raise ValueError(days)
    return received_on + timedelta(days=days)


def days_taken(received_on: date, answered_on: date) -> int:
    """Days from arrival to the first answer; 0 for the same day, and for clocks that went back."""
    return max(0, (answered_on - received_on).days)


def is_late(due_on: date | None, answered: bool, today: date) -> bool:
    """Whether something without an answer waits beyond its day."""
    return due_on is not None and not answered and today > due_on


def median_of(counts: Mapping[int, int]) -> Fraction | None:
    """The median of values given as value → how often: exact, of an even number the middle of the two middle ones; None of nothing."""
    total = sum(counts.values())
    if total == 0:
        return None
    return Fraction(_nth(counts, (total + 1) // 2) + _nth(counts, total // 2 + 1), 2)


def _nth(counts: Mapping[int, int], number: int) -> int:
    """The value at a place of the sorted row, from one on."""
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= number:
            return value
    raise ValueError(number)


@dataclass(frozen=True, slots=True)
class Clock:
    """What waits and how long answers took, in sum: `answers` is days → how many answers took so long."""

    waiting: int
    late: int
    answers: Mapping[int, int]

    @property
    def answered(self) -> int:
        """How many were answered."""
        return sum(self.answers.values())

    @property
    def median(self) -> Fraction | None:
        """The median of days until the first answer; None where nothing was answered."""
        return median_of(self.answers)


def together(clocks: list[Clock]) -> Clock:
    """Several as one."""
    answers: dict[int, int] = {}
    for clock in clocks:
        for days, number in clock.answers.items():
            answers[days] = answers.get(days, 0) + number
    return Clock(sum(clock.waiting for clock in clocks), sum(clock.late for clock in clocks), answers)
