"""What follows from milestones, days and money."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.measures import Money, Step, days_late, is_overdue, money_of, percent_done

TODAY = date(2026, 10, 15)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 1, 1))
STEPS = st.lists(st.builds(Step, DAYS, st.none() | DAYS), max_size=12)


def test_progress_follows_from_milestones_alone() -> None:
    assert percent_done([]) is None
    assert percent_done([Step(TODAY)]) == 0
    assert percent_done([Step(TODAY, TODAY), Step(TODAY), Step(TODAY)]) == 33
    assert percent_done([Step(TODAY, TODAY)] * 3) == 100


@given(STEPS)
def test_only_what_is_wholly_reached_is_a_hundred(steps: list[Step]) -> None:
    percent = percent_done(steps)
    assert (percent is None) == (not steps)
    assert percent is None or 0 <= percent <= 100
    assert (percent == 100) == (bool(steps) and all(step.done_on for step in steps))


@given(STEPS, DAYS)
def test_reaching_a_milestone_never_lowers_the_progress(steps: list[Step], day: date) -> None:
    if not steps:
        return
    before, after = percent_done(steps), percent_done([Step(steps[0].planned_on, day), *steps[1:]])
    assert before is not None
    assert after is not None
    assert after >= before


def test_the_day_itself_is_not_late() -> None:
    assert days_late(TODAY, False, TODAY) == 0
    assert days_late(TODAY - timedelta(days=1), False, TODAY) == 1
    assert days_late(TODAY - timedelta(days=400), True, TODAY) == 0
    assert days_late(None, False, TODAY) == 0


@given(STEPS, st.none() | DAYS, DAYS)
def test_what_is_over_waits_for_nothing(steps: list[Step], until: date | None, today: date) -> None:
    assert not is_overdue(steps, until, False, today)
    late = is_overdue(steps, until, True, today)
    assert late == ((until is not None and until < today) or any(step.done_on is None and step.planned_on < today for step in steps))


@given(STEPS, st.none() | DAYS, DAYS, st.integers(0, 3000))
def test_what_is_late_stays_late_until_somebody_does_something(steps: list[Step], until: date | None, today: date, more: int) -> None:
    assert not is_overdue(steps, until, True, today) or is_overdue(steps, until, True, today + timedelta(days=more))


@pytest.mark.parametrize(
    ("planned", "amounts", "left", "over"),
    [(None, [5], None, 0), (100, [], 100, 0), (100, [60, -10], 50, 0), (100, [60, 60], -20, 20), (0, [1], -1, 1)],
)
def test_money_against_its_plan(planned: int | None, amounts: list[int], left: int | None, over: int) -> None:
    money = money_of(planned, amounts)
    assert (money.left, money.over) == (left, over)
    assert money == Money(planned, sum(amounts))
