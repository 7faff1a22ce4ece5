"""How far a measure is: what follows from its milestones, from its dates and from its money, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone: the day for which it is planned, and the day on which it was reached."""

    planned_on: date
    done_on: date | None = None


def percent_done(steps: Sequence[Step]) -> int | None:
    """The share of the milestones that are reached, in whole percent rounded down; None where there are none.

    Only what is wholly reached is 100, and only what is not begun is 0 or rounds down to it.
    """
    return sum(step.done_on is not None for step in steps) * 100 // len(steps) if steps else None


def days_late(planned_on: date | None, done: bool, today: date) -> int:
    """For how many days something waits beyond the day for which it was planned; 0 where it is not late."""
    if planned_on is None or done:
        return 0
    return max(0, (today - planned_on).days)


def is_overdue(steps: Iterable[Step], until: date | None, going_on: bool, today: date) -> bool:
    """Whether a measure, or one of its milestones, waits beyond its day. What is over (`going_on` false) waits for nothing."""
    if not going_on:
        return False
    return days_late(until, False, today) > 0 or any(days_late(step.planned_on, step.done_on is not None, today) for step in steps)


@dataclass(frozen=True, slots=True)
class Money:
    """What is planned and what is spent, in cents; `planned` None where nobody has said."""

    planned: int | None
    spent: int

    @property
    def left(self) -> int | None:
        """What is left of the plan; negative where more was spent; None without a plan."""
        return None if self.planned is None else self.planned - self.spent

    @property
    def over(self) -> int:
        """By how much more was spent than planned; 0 where it was not."""
        return 0 if self.planned is None else max(0, self.spent - self.planned)


def money_of(planned: int | None, amounts: Iterable[int]) -> Money:
    """Plan against the sum of all entries; what came back is a negative one."""
    return Money(planned, sum(amounts))
