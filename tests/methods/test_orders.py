"""Random orders that are computed, lists read in turn, and what divides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.orders import contention, in_turn, number_at, pinned_places, place_of, turn_of

totals = st.integers(1, 3000)
seeds = st.integers(0, 2**48)
lengths = st.lists(st.integers(0, 40), min_size=1, max_size=5)


@given(totals, seeds)
def test_a_random_order_holds_everything_once(total: int, seed: int) -> None:
    order = [number_at(place, total, seed) for place in range(total)]
    assert sorted(order) == list(range(total))
    assert all(place_of(number, total, seed) == place for place, number in enumerate(order))


@given(st.sampled_from([20, 100, 700, 2000]), seeds)
def test_one_more_changes_one_place(total: int, seed: int) -> None:
    before = [number_at(place, total, seed) for place in range(total)]
    after = [number_at(place, total + 1, seed) for place in range(total)]
    assert sum(old != new for old, new in zip(before, after, strict=True)) <= 1


def test_every_number_comes_first_about_equally_often() -> None:
    first = [number_at(0, 20, seed) for seed in range(4000)]
    assert all(130 < first.count(number) < 270 for number in range(20))


@pytest.mark.parametrize("place", [-1, 5, 10**9])
def test_a_place_outside_is_refused(place: int) -> None:
    with pytest.raises(ValueError, match="is not between"):
        number_at(place, 5, 1)


@given(lengths, st.integers(0, 250), st.integers(0, 60))
def test_lists_in_turn_lose_nothing_and_every_page_is_a_part_of_the_whole(each: list[int], start: int, size: int) -> None:
    whole = in_turn(each, 0, sum(each))
    assert sorted(whole) == [(which, index) for which, length in enumerate(each) for index in range(length)]
    assert in_turn(each, start, size) == whole[start : start + size]
    assert all(turn_of(each, which, index) == place for place, (which, index) in enumerate(whole))


def test_lists_are_read_in_turn_until_they_are_used_up() -> None:
    assert in_turn([3, 1, 2], 0, 9) == [(0, 0), (1, 0), (2, 0), (0, 1), (2, 1), (0, 2)]


@given(st.integers(0, 100), st.integers(0, 2))
def test_what_is_set_in_stands_among_the_first_five(others: int, pins: int) -> None:
    places = pinned_places(others, pins)
    assert len(set(places)) == pins
    assert all(place < min(5, others + pins) for place in places)


def test_what_divides_many_comes_before_what_divides_few() -> None:
    assert contention(50, 50) > contention(5, 5) > contention(100, 1) > contention(0, 0) == contention(9, 0) == 0
    assert contention(30, 10) == contention(10, 30)
