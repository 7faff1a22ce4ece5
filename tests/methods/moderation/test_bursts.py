"""Bursts: the tail is right, quiet courses stay quiet, and what is put in is found."""

from __future__ import annotations

import random
from fractions import Fraction
from math import factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.moderation.bursts import FEWEST, LEVEL, bursts, upper_tail, usual_rate

HOUR = 3600


@given(st.integers(0, 40), st.integers(1, 25))
def test_the_tail_is_the_written_out_sum(count: int, rate: int) -> None:
    """Against exact fractions: P(X ≥ k)·e^λ = Σ λ^j/j! from k on, cut where nothing more comes."""
    below = float(sum((Fraction(rate) ** k / factorial(k) for k in range(count)), Fraction(0)))
    above = float(sum((Fraction(rate) ** k / factorial(k) for k in range(count, count + 120)), Fraction(0)))
    assert upper_tail(count, rate) == pytest.approx(above / (above + below), rel=1e-9)


@given(st.integers(0, 200), st.floats(0.1, 100))
def test_the_tail_falls_and_stays_a_probability(count: int, rate: float) -> None:
    """More events are less likely, a higher rate makes them likelier."""
    here = upper_tail(count, rate)
    assert 0 <= here <= 1
    assert upper_tail(count + 1, rate) <= here + 1e-12
    assert upper_tail(count, rate * 1.5) >= here - 1e-12
    assert upper_tail(3, 0) == 0.0


def test_a_burst_is_found_where_it_is() -> None:
    """Three a day, and once forty within an hour."""
    chance = random.Random(1)
    times = [day * 86_400 + chance.randrange(86_400) for day in range(30) for _ in range(3)]
    times += [12 * 86_400 + 7 * HOUR + chance.randrange(HOUR) for _ in range(40)]
    (found,) = bursts(times, HOUR)
    assert found.start <= 12 * 86_400 + 7 * HOUR < found.end
    assert found.count >= 40
    assert found.chance < LEVEL / 100


def test_neighbours_are_one_burst() -> None:
    """A campaign over two hours is told once."""
    times = [*range(0, 20 * HOUR, HOUR), *(5 * HOUR + n for n in range(30)), *(6 * HOUR + n for n in range(30))]
    (found,) = bursts(times, HOUR)
    assert (found.start, found.end, found.count) == (5 * HOUR, 7 * HOUR, 62)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_quiet_courses_are_quiet(seed: int, rate: int) -> None:
    """Events that come evenly, at any rate, make no burst."""
    times = [hour * HOUR + n * 600 + seed % 600 for hour in range(100) for n in range(rate)]
    assert bursts(times, HOUR) == []


def test_chance_alone_is_hardly_ever_called_a_burst() -> None:
    """Among 200 courses by chance, four events an hour on average, at most one in a hundred is called one."""
    chance, called = random.Random(7), 0
    for _ in range(200):
        times = [chance.randrange(200 * HOUR) for _ in range(800)]
        called += bool(bursts(times, HOUR, usual=4))
    assert called <= 2


def test_few_events_are_no_burst() -> None:
    """Nothing, one, and four at once."""
    assert bursts([], HOUR) == []
    assert bursts([5], HOUR) == []
    assert bursts([5] * (FEWEST - 1), HOUR) == []
    assert bursts([5] * 50, HOUR)


def test_a_window_has_a_length() -> None:
    """Else nothing could be counted."""
    with pytest.raises(ValueError, match="length"):
        bursts([1], 0)


@given(st.lists(st.integers(0, 50), max_size=30))
def test_the_usual_rate_is_at_least_one(counts: list[int]) -> None:
    """And never above the loudest window."""
    assert 1 <= usual_rate(counts) <= max([1, *counts])
