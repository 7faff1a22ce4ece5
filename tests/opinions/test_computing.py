"""What pages are given of a map: groups where there are some, nobody's place, no small numbers, never a NaN."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.opinions.mapping import opinion_map
from participation.opinions.computing import computed, groups_of, place, votes_from

SEED = "0123456789abcdef"


def camps(people: int, statements: int = 10, sides: int = 2) -> list[tuple[int, int, int]]:
    """Rows of as many people, half of them answering one way and half the other; all agree with the first statement."""
    chance, rows = Random(7), []
    for person in range(people):
        side = 1 if person % sides else -1
        for statement in range(statements):
            mark = 1 if statement == 0 else side * (-1 if statement % 2 else 1)
            rows.append((1000 + person, 10 + statement, chance.choice((-1, 0, 1)) if chance.random() < 0.12 else mark))
    return rows


def of(rows: list[tuple[int, int, int]], hidden: tuple[int, ...] = (), before: dict[str, Any] | None = None) -> dict[str, Any]:
    """The map of these rows."""
    return computed(votes_from(rows, {statement for _who, statement, _mark in rows}), SEED, hidden, before or {})


@pytest.fixture(scope="module")
def two() -> dict[str, Any]:
    """The map of two camps of forty."""
    return of(camps(80))


def test_two_camps_are_two_groups_with_common_ground_and_division(two: dict[str, Any]) -> None:
    assert (two["verdict"], two["k"], two["people"], two["on_map"], two["answers"]) == ("clear", 2, 80, 80, 800)
    assert sorted(two["sizes"]) == [40, 40]
    assert two["common"] == [10]
    assert set(two["dividing"]) == set(range(11, 20))


def test_the_map_names_nobody_and_shows_no_single_place(two: dict[str, Any]) -> None:
    said = json.dumps(two, allow_nan=False)
    assert not any(f'"{person}"' in said or f" {person}," in said for person in range(1000, 1080))
    votes = votes_from(camps(80), range(10, 20))
    together = Counter((round(float(x), 6), round(float(y), 6)) for x, y in opinion_map(votes, SEED).points)
    corners = {(x, y) for outline in two["outlines"] for x, y in outline}
    assert all(together[corner] >= 5 for corner in corners if corner in together), "a corner is a place of five people at least, or of nobody"


def test_somebody_is_placed_as_the_whole_computation_places_them(two: dict[str, Any]) -> None:
    votes = votes_from(camps(80), range(10, 20))
    found = opinion_map(votes, SEED)
    groups = groups_of(votes, two)
    for row, person in enumerate(found.people):
        marks = {10 + column: int(mark) for column, mark in enumerate(votes.marks[row])}
        placed = place(two, marks)
        assert placed is not None
        assert placed[:2] == pytest.approx(tuple(found.points[row]), abs=1e-4)
        assert placed[2] == groups[person] == found.groups[row]


def test_who_answered_too_little_has_no_place(two: dict[str, Any]) -> None:
    assert place(two, dict.fromkeys(range(10, 16), 1)) is None
    assert place(two, dict.fromkeys(range(10, 17), 1)) is not None
    assert place({}, {10: 1}) is None


def test_groups_keep_their_names_from_map_to_map(two: dict[str, Any]) -> None:
    again = of([*camps(80), *[(5000, statement, 1) for statement in range(10, 20)]], before=two)
    votes = votes_from(camps(80), range(10, 20))
    first, second = groups_of(votes, two), groups_of(votes, again)
    assert sum(first[person] == second[person] for person in first) > 75


def test_people_who_answer_at_random_are_one_cloud() -> None:
    chance = Random(3)
    found = of([(person, statement, chance.choice((-1, 0, 1))) for person in range(60) for statement in range(10)])
    assert (found["verdict"], found["k"], found["dividing"]) == ("none", 1, [])
    assert len(found["outlines"]) == 1
    assert all(each["groups"] == [] for each in found["statements"])


def test_below_ten_people_nothing_is_drawn_or_counted_out() -> None:
    found = of(camps(9))
    assert found["verdict"] == "none"
    assert found["outlines"] == [[]]
    assert all(each["all"] is None and each["groups"] == [] for each in found["statements"])


def test_a_group_with_few_answers_hides_those_of_the_others_too() -> None:
    rows = [row for row in camps(80) if row[1] != 12 or row[0] % 2 == 0 or row[0] < 1011]
    told = next(each for each in of(rows)["statements"] if each["id"] == 12)
    assert told["all"] is not None
    assert told["groups"] == []


def test_a_hidden_statement_is_left_out(two: dict[str, Any]) -> None:
    found = of(camps(80), hidden=(15,))
    assert 15 not in {each["id"] for each in found["statements"]}
    assert len(found["statements"]) == len(two["statements"]) - 1
    assert found["projection"]["hidden"] == 1


@pytest.mark.parametrize(
    "rows",
    [[], [(1, 1, 1)], [(1, 1, 1), (1, 2, -1)], [(person, 1, 1) for person in range(40)], [(person, 1 + person % 9, 0) for person in range(40)]],
    ids=["nobody", "one answer", "one person", "all equal", "all pass"],
)
def test_poor_data_give_a_map_without_groups(rows: list[tuple[int, int, int]]) -> None:
    found = of(rows)
    assert found["verdict"] == "none"
    json.dumps(found, allow_nan=False)


@given(st.lists(st.tuples(st.integers(0, 39), st.integers(0, 8), st.sampled_from((-1, 0, 1))), max_size=300), st.sets(st.integers(0, 8), max_size=3))
@settings(max_examples=25, deadline=None)
def test_whatever_is_answered_the_map_is_numbers_that_json_knows(rows: list[tuple[int, int, int]], hidden: set[int]) -> None:
    found = computed(votes_from(rows, range(9)), SEED, hidden, {})
    again = computed(votes_from(rows, range(9)), SEED, hidden, json.loads(json.dumps(found, allow_nan=False)))
    json.dumps(again, allow_nan=False)
    placed = place(again, dict.fromkeys(range(9), 1))
    assert placed is None or np.isfinite(placed[0])


def test_more_cells_than_memory_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        votes_from([(person, 0, 1) for person in range(101)], range(1_000_000))
