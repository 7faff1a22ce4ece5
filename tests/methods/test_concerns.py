"""Promised days, days taken, the median, clocks together."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.concerns import Clock, days_taken, due_day, is_late, median_of, together

TODAY = date(2026, 10, 15)
DAYS = st.integers(min_value=0, max_value=400)
COUNTS = st.dictionaries(DAYS, st.integers(min_value=1, max_value=5), max_size=12)


def test_an_answer_is_in_time_until_the_end_of_its_day() -> None:
    due = due_day(TODAY, 7)
    assert due == date(2026, 10, 22)
    assert not is_late(due, False, due)
    assert is_late(due, False, due + timedelta(days=1))
    assert not is_late(due, True, due + timedelta(days=1))
    assert not is_late(None, False, TODAY)
    with pytest.raises(ValueError):
        due_day(TODAY, 0)


def test_the_same_day_takes_no_days() -> None:
    assert days_taken(TODAY, TODAY) == 0
    assert days_taken(TODAY, TODAY + timedelta(days=3)) == 3
    assert days_taken(TODAY, TODAY - timedelta(days=1)) == 0


@given(st.lists(DAYS, min_size=1, max_size=40))
def test_the_median_is_that_of_the_whole_row(values: list[int]) -> None:
    counts = {value: values.count(value) for value in values}
    assert median_of(counts) == Fraction(median(values))


def test_of_nothing_there_is_no_median() -> None:
    assert median_of({}) is None
    assert median_of({4: 1, 5: 1}) == Fraction(9, 2)


@given(st.lists(st.builds(Clock, st.integers(0, 50), st.integers(0, 50), COUNTS), max_size=6))
def test_clocks_together_count_what_each_counts(clocks: list[Clock]) -> None:
    whole = together(clocks)
    assert whole.waiting == sum(one.waiting for one in clocks)
    assert whole.late == sum(one.late for one in clocks)
    assert whole.answered == sum(one.answered for one in clocks)
    assert (whole.median is None) == (whole.answered == 0)
