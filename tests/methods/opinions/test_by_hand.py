"""Small cases whose results were worked out by hand."""

from __future__ import annotations

from math import erfc, sqrt
from random import Random

import numpy as np
import pytest

from participation.methods.opinions import UNSEEN, Verdict, Votes, opinion_map, polis
from participation.methods.opinions.across import across_camps
from participation.methods.opinions.clusters import alike, divisions, silhouettes
from participation.methods.opinions.next_statement import next_statement
from participation.methods.opinions.projection import project
from participation.methods.opinions.statements import Tally, adjusted, findings
from participation.methods.opinions.votes import in_order


def test_ids_stand_as_people_sort_them() -> None:
    assert in_order(["10", "9", "b", "a", "010"]) == ["9", "010", "10", "a", "b"]


def test_who_counts_answered_seven_statements_or_all() -> None:
    marks = np.full((3, 8), UNSEEN, np.int8)
    marks[0], marks[1, :7], marks[2, :6] = 1, 0, 1
    eight = Votes.arranged("abc", [str(number) for number in range(8)], marks)
    assert eight.who_count().tolist() == [True, True, False]
    assert Votes.arranged("abc", "12345", np.ascontiguousarray(marks[:, 2:7])).who_count().tolist() == [True, True, False]
    assert Votes.arranged("a", [], np.zeros((1, 0), np.int8)).who_count().tolist() == [False]


def test_votes_of_another_shape_and_ids_that_stand_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        Votes.arranged("ab", "1", np.zeros((1, 1), np.int8))
    with pytest.raises(ValueError, match="twice"):
        Votes.arranged("aa", "1", np.zeros((2, 1), np.int8))


def test_two_opposites_lie_on_one_axis() -> None:
    """Two statements, answered 1, 1 and −1, −1: the axis is (1, 1)/√2, so people stand at ±√2; all variance lies on it."""
    found = project(np.array([[1, 1], [-1, -1]], np.int8))
    assert found.axes[0] == pytest.approx([sqrt(0.5), sqrt(0.5)])
    assert found.axes[1] == pytest.approx([0, 0])
    assert found.share == pytest.approx((1, 0))
    assert found.points(np.array([[1, 1], [-1, -1]], np.int8)) == pytest.approx(np.array([[sqrt(2), 0], [-sqrt(2), 0]]))


def test_who_answered_half_is_moved_outwards_and_less_so_where_statements_were_taken_out() -> None:
    """One of two answers: √(2/1) · 1 · 1/√2 = 1; with two statements taken out √(4/3) · 1/√2."""
    marks = np.array([[1, 1], [-1, -1]], np.int8)
    half = np.array([[1, UNSEEN]], np.int8)
    assert project(marks).points(half)[0] == pytest.approx([1, 0])
    assert project(marks, 2).points(half)[0] == pytest.approx([sqrt(4 / 3) / sqrt(2), 0])
    assert project(marks).extremity() == pytest.approx([1, 1])


def test_silhouette_of_four_points() -> None:
    """At 0, 1, 4, 5 in two groups: a = 1, b = 4.5, 3.5, 3.5, 4.5, so (7/9 + 5/7 + 5/7 + 7/9) / 4."""
    points = np.array([[0.0, 0], [1, 0], [4, 0], [5, 0]])
    chance = np.random.default_rng(1)
    assert silhouettes(points, [np.array([0, 0, 1, 1])], chance)[0] == pytest.approx((7 / 9 + 5 / 7) / 2)
    assert silhouettes(points, [np.array([0, 0, 0, 1])], chance)[0] == pytest.approx(_by_definition(points[:, 0], [0, 0, 0, 1]))


def _by_definition(places: np.ndarray[tuple[int], np.dtype[np.float64]], labels: list[int]) -> float:
    """The mean silhouette in plain words, for one dimension."""
    widths = []
    for one, mine in zip(places, labels, strict=True):
        own = [abs(one - other) for other, theirs in zip(places, labels, strict=True) if theirs == mine]
        if len(own) == 1:
            widths.append(0.0)
            continue
        a = sum(own) / (len(own) - 1)
        others = set(labels) - {mine}
        b = min(np.mean([abs(one - other) for other, theirs in zip(places, labels, strict=True) if theirs == group]) for group in others)
        widths.append((b - a) / max(a, b))
    return float(np.mean(widths))


def test_adjusted_rand_index_by_its_table() -> None:
    """Six people, 3 + 3 against 2 + 4 as {2, 1}, {0, 3}: 4 pairs together in both, expected 6 · 7 / 15 = 2.8, at most 6.5."""
    assert alike(np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 1, 1])) == pytest.approx((4 - 2.8) / (6.5 - 2.8))
    assert alike(np.array([0, 1, 2]), np.array([0, 1, 2])) == 1
    assert alike(np.array([], np.int64), np.array([], np.int64)) == 1
    with pytest.raises(ValueError, match="different people"):
        alike(np.array([0]), np.array([0, 1]))


def test_two_heaps_are_two_groups_and_the_same_point_is_none() -> None:
    points = np.array([[0.0, 0]] * 6 + [[9.0, 9]] * 6)
    found = divisions(points, np.random.default_rng(1))
    assert found[2].labels.tolist() in ([0] * 6 + [1] * 6, [1] * 6 + [0] * 6)
    assert (found[2].silhouette, found[2].valid) == (1, True)
    assert list(found) == [2]
    assert divisions(np.zeros((40, 2)), np.random.default_rng(1)) == {}


def test_common_ground_and_what_divides() -> None:
    """Group 0: 20 people, group 1: 20. First statement: all agree. Second: one group agrees, one rejects. Third: nine answers."""
    groups = np.repeat([0, 1], 20)
    marks = np.full((40, 3), UNSEEN, np.int8)
    marks[:, 0] = 1
    marks[:, 1] = np.where(groups == 0, 1, -1)
    marks[:9, 2] = 1
    shared, divisive, rare = findings(marks, groups)
    assert (shared.common_ground, shared.divisive, shared.difference) == (True, False, 0)
    assert shared.ground == pytest.approx(20.5 / 21 * (1 - 0.5 / 21))
    assert (divisive.common_ground, divisive.divisive, divisive.difference) == (False, True, 1)
    assert divisive.by_group == (Tally(20, 0, 0), Tally(0, 20, 0))
    assert divisive.chance == pytest.approx(6 * erfc(sqrt(20)))  # z² = 40; two answers, three statements
    assert (rare.common_ground, rare.divisive, rare.difference, rare.chance) == (False, False, 0, 1)


def test_without_groups_everybody_is_one() -> None:
    marks = np.array([[1, -1]] * 9 + [[1, 1]] * 11, np.int8)
    everybody = findings(marks, np.full(20, -1))
    assert [finding.common_ground for finding in everybody] == [True, False]
    assert [finding.divisive for finding in everybody] == [False, False]
    assert everybody[0].by_group == ()


def test_p_values_adjusted_as_benjamini_and_hochberg_did() -> None:
    assert adjusted([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])


def test_shares_have_wilson_s_interval() -> None:
    assert Tally(9, 1, 0).share() == pytest.approx((0.9, 0.5958, 0.9821), abs=1e-4)
    assert Tally(0, 0, 0).share() == (0, 0, 1)


def test_polis_statistics_by_hand() -> None:
    """Group 0: 3 of 3 agree; group 1: 1 of 3. pa = 4/5, 2/5; ra = 2, z = 2·√4·(4/4 − ½) = 2."""
    marks = np.array([[1], [1], [1], [1], [-1], [0]], np.int8)
    groups = np.array([0, 0, 0, 1, 1, 1])
    assert polis.group_aware_consensus(marks, groups) == pytest.approx([4 / 5 * 2 / 5])
    [[first], _second] = polis.representative(marks, groups)
    assert (first.side, first.successes, first.trials, first.best_agree) == ("agree", 3, 3, True)
    assert (first.probability, first.probability_test, first.repness) == pytest.approx((0.8, 2, 2))
    assert first.repness_test == pytest.approx((1 - 1 / 2) / sqrt(6 / 8 * 2 / 8 * (1 / 4 + 1 / 4)))
    urgency = polis.priorities(polis.Counts.of(marks), np.array([0.5]))
    assert urgency == pytest.approx([((1 - 2 / 8) * 1.5 * 5 / 8 * (1 + 8 * 2 ** (-6 / 5))) ** 2])
    assert polis.priorities(polis.Counts.of(marks), np.array([0.5]), np.array([True])) == pytest.approx([49])


def test_consensus_needs_more_than_half_and_more_than_chance() -> None:
    marks = np.array([[1, 1, -1]] * 6 + [[1, -1, -1]] * 5, np.int8)
    found = polis.consensus(marks)
    assert [each.place for each in found["agree"]] == [0]
    assert [each.place for each in found["disagree"]] == [2]
    assert polis.consensus(marks, [0, 2]) == {"agree": [], "disagree": []}


def test_who_looks_in_later_is_placed_without_a_new_map() -> None:
    marks = np.array([[1] * 8, [-1] * 8] * 20, np.int8)
    found = opinion_map(Votes.arranged([str(number) for number in range(40)], "abcdefgh", marks), "1")
    assert found.verdict == Verdict.CLEAR
    x, y, group = found.place({"a": 1, "b": 1})
    assert group == found.groups[found.people.index("0")]
    assert (x, y) == pytest.approx((sqrt(8 / 2) * 2 * sqrt(1 / 8), 0))
    assert found.place({})[:2] == (0, 0)


def test_the_next_statement_is_a_seed_first_then_what_fewest_saw() -> None:
    chance = Random(1)
    seen = {1: 50, 2: 3, 3: 3, 4: 9}
    assert next_statement(seen, [], chance, seeds=[1, 4]) == 4
    assert next_statement(seen, [4], chance, seeds=[1, 4]) == 1
    assert {next_statement(seen, [1, 4], chance, seeds=[1, 4]) for _time in range(40)} == {2, 3}
    assert next_statement(seen, [1, 2, 3, 4], chance) is None
    assert next_statement(seen, [1, 2], chance, most=2) is None
    assert next_statement({}, [], chance) is None


def test_across_camps_puts_first_what_both_sides_like() -> None:
    """Two camps of 20. The first thing is liked by one camp, the second by the other, the third by most of both, the fourth by none."""
    chance = np.random.default_rng(1)
    people, things, ratings = [], [], []
    for person in range(40):
        for thing, share in enumerate((0.95 if person < 20 else 0.05, 0.05 if person < 20 else 0.95, 0.8, 0.05)):
            people.append(person)
            things.append(thing)
            ratings.append(float(chance.random() < share))
    found = across_camps(np.array(people), np.array(things), np.array(ratings), 5)
    assert found.order()[0] == 2
    assert found.order()[3] == 3
    assert found.heard.tolist() == [True, True, True, True, False]
    assert found.side[0] * found.side[1] < 0
    with pytest.raises(ValueError, match="length"):
        across_camps(np.array([1]), np.array([1, 2]), np.array([1.0]))
