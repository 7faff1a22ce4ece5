"""Who took part, beside the town: what an attacker who knows the rule can work out, intervals, weights."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from participation.methods.reach import Shown, Verdict, beside_town, grew_enough, protect_row

COUNTS = st.lists(st.integers(0, 60) | st.integers(0, 12), min_size=1, max_size=8)


def possible(shown: Shown, counts: list[int], place: int, least: int) -> set[int]:
    """What the count at a place can be for whoever knows all that is shown, the total, and which of the hidden ones are small."""
    hidden = [other for other, count in enumerate(shown.counts) if count is None and other != place]
    if shown.total is None:
        return set(range(least))
    rest = shown.total - sum(count for count in shown.counts if count is not None)
    lowest = sum(least for other in hidden if counts[other] >= least)
    unlimited = any(counts[other] >= least for other in hidden)
    highest = sum(least - 1 for other in hidden if counts[other] < least)
    return {value for value in range(least) if lowest <= rest - value and (unlimited or rest - value <= highest)}


@given(COUNTS)
@example([3, 40])
@example([9, 9, 10])
@example([9, 9])
@example([0, 0, 50])
@example([1, 10, 10, 10])
def test_nothing_small_is_shown_or_can_be_worked_out(counts: list[int]) -> None:
    shown = protect_row(counts)
    for place, count in enumerate(counts):
        if count < 10:
            assert shown.counts[place] is None
            assert possible(shown, counts, place, 10) == set(range(10)), "every number below ten stays possible"


@given(COUNTS)
def test_what_is_shown_is_true(counts: list[int]) -> None:
    shown = protect_row(counts)
    assert all(told is None or told == count for told, count in zip(shown.counts, counts, strict=True))
    assert shown.total in (None, sum(counts))


@given(st.lists(st.integers(10, 500), min_size=1, max_size=8))
def test_where_nothing_is_small_nothing_is_hidden(counts: list[int]) -> None:
    assert protect_row(counts) == Shown(tuple(counts), sum(counts))


@given(st.lists(st.integers(0, 3), min_size=2, max_size=4), st.lists(st.integers(3, 9), max_size=2))
def test_small_limits_hold_against_all_tables_that_there_can_be(smalls: list[int], larges: list[int]) -> None:
    """The same promise without any arithmetic of ours: try every table."""
    least, counts = 3, [*smalls, *larges]
    shown = protect_row(counts, least)
    if shown.total is None:
        return
    ranges = [
        [count] if told is not None else range(least) if count < least else range(least, shown.total + 1)
        for told, count in zip(shown.counts, counts, strict=True)
    ]
    tables = [table for table in product(*ranges) if sum(table) == shown.total]
    for place, count in enumerate(counts):
        if count < least:
            assert {table[place] for table in tables} == set(range(least))


def test_the_smallest_that_is_enough_is_hidden_beside_a_small_one() -> None:
    assert protect_row([3, 40, 17, 25]).counts == (None, 40, None, 25)
    assert protect_row([3, 40, 12, 25]).counts == (None, 40, 12, None), "3 and 12 together are 15: six or more would be ruled out"


def test_a_total_of_few_is_not_told() -> None:
    assert protect_row([2, 5]) == Shown((None, None), None)
    assert protect_row([9, 9]) == Shown((None, None), None), "both are nine, whoever knows eighteen"
    assert protect_row([5, 4, 3]) == Shown((None, None, None), 12)


def test_counts_are_not_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        protect_row([-1, 20])


def test_a_group_that_is_clearly_fewer_than_in_the_town_is_missing() -> None:
    groups = beside_town({"Nord": 300, "Süd": 100}, {"Nord": 5000, "Süd": 5000}).groups
    assert [group.verdict for group in groups] == [Verdict.MORE, Verdict.LESS]
    assert [group.is_missing for group in groups] == [False, True]
    assert groups[1].share == 0.25
    assert groups[1].weight == 2.0


def test_few_people_say_little() -> None:
    groups = beside_town({"Nord": 14, "Süd": 10}, {"Nord": 5000, "Süd": 5000}).groups
    assert {group.verdict for group in groups} == {Verdict.ALIKE}


def test_a_hidden_group_says_neither_share_nor_weight() -> None:
    groups = beside_town({"Nord": 3, "Süd": 100, "West": 60}, {"Nord": 1000, "Süd": 1000, "West": 1000}).groups
    assert [(group.people, group.share, group.weight) for group in groups[::2]] == [(None, None, None)] * 2
    assert groups[1].people == 100


def test_a_few_of_whom_nothing_is_known_are_not_worked_out_from_shares() -> None:
    found = beside_town({"Nord": 30, "Süd": 20}, {"Nord": 100, "Süd": 100}, unknown=4)
    assert found.unknown is None
    assert [group.share for group in found.groups] == [30 / 54, None], "of all, and one group is hidden beside the four"
    assert beside_town({"Nord": 30, "Süd": 20}, {"Nord": 100, "Süd": 100}, unknown=14).unknown == 14


def test_without_the_town_nothing_is_compared() -> None:
    assert {group.verdict for group in beside_town({"Nord": 30, "Süd": 20}, {"Nord": 100}).groups} == {Verdict.UNKNOWN}


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(10, 500), min_size=1, max_size=6))
def test_weights_give_the_town_back(counts: dict[str, int]) -> None:
    groups = beside_town(counts, {label: 7 * number + 1 for number, label in enumerate(counts, 1)}).groups
    people = sum(counts.values())
    assert sum((group.weight or 0) * (group.people or 0) for group in groups) == pytest.approx(people)


def test_a_table_is_made_anew_only_when_enough_came() -> None:
    assert not grew_enough(100, 109)
    assert grew_enough(100, 110)
    assert grew_enough(110, 100)
