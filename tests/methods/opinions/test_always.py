"""What holds for any votes: no order and no naming changes a result, nothing is ever not a number, and chance alone makes no groups."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from participation.methods.opinions import UNSEEN, Before, OpinionMap, Verdict, Votes, opinion_map, polis
from participation.methods.opinions.across import across_camps
from participation.methods.opinions.clusters import alike, divisions, renamed, silhouettes
from participation.methods.opinions.evidence import shuffled
from participation.methods.opinions.outlines import outline
from participation.methods.opinions.projection import project
from participation.methods.opinions.report import groups_found, map_report, polis_report
from participation.methods.opinions.statements import adjusted, findings, tallies
from tests.methods.opinions.conversations import conversation

Some = np.ndarray[Any, Any]
marks_of_any = arrays.arrays(np.int8, st.tuples(st.integers(0, 40), st.integers(0, 12)), elements=st.sampled_from([1, 0, -1, UNSEEN]))


def named(marks: Some) -> Votes:
    return Votes.arranged([str(number) for number in range(marks.shape[0])], [f"A{number}" for number in range(marks.shape[1])], marks)


def no_nan(value: object) -> None:
    if isinstance(value, float):
        assert math.isfinite(value)
    elif isinstance(value, dict):
        for each in value.values():
            no_nan(each)
    elif isinstance(value, list):
        for each in value:
            no_nan(each)


def reported(votes: Votes, found: OpinionMap) -> dict[str, Any]:
    return {**map_report(found), "polis": polis_report(votes, found, groups_found(found), {})}


@settings(max_examples=40, deadline=None)
@given(marks=marks_of_any, seed=st.sampled_from(["0", "1f"]), hide=st.booleans())
def test_any_votes_are_answered_and_nothing_is_not_a_number(marks: Some, seed: str, hide: bool) -> None:
    votes = named(marks)
    found = opinion_map(votes, seed, ["A0", "A3"] if hide else [])
    report = reported(votes, found)
    no_nan(report)
    json.dumps(report, allow_nan=False)
    assert len(report["participants"]) == int(votes.who_count().sum())
    assert (found.k == 1) == (found.verdict == Verdict.NONE)
    for statement in report["statements"]:
        assert statement["agree"] + statement["disagree"] + statement["pass"] == statement["seen"]
        assert sum(group["seen"] for group in statement["by_group"].values()) <= statement["seen"]


@pytest.mark.parametrize(
    "marks",
    [
        np.zeros((0, 0), np.int8),
        np.zeros((0, 5), np.int8),
        np.zeros((1, 0), np.int8),
        np.ones((1, 8), np.int8),
        np.ones((60, 8), np.int8),
        np.full((60, 8), UNSEEN, np.int8),
        np.tile(np.array([[1], [-1]], np.int8), (40, 8)),
        np.tile(np.array([[1, -1, 0, 1, -1, 0, 1, 1]], np.int8), (50, 1)),
        np.pad(np.ones((50, 1), np.int8), ((0, 0), (0, 7)), constant_values=UNSEEN),
    ],
)
def test_votes_without_any_difference_and_almost_none_at_all(marks: Some) -> None:
    votes = named(marks)
    found = opinion_map(votes, "1")
    no_nan(reported(votes, found))
    assert np.isfinite(found.place({"A0": 1})[:2]).all()
    if len(set(map(bytes, marks))) < 2:
        assert found.verdict == Verdict.NONE


@pytest.mark.parametrize("camps", [1, 2, 3])
def test_order_of_people_and_statements_changes_nothing(camps: int) -> None:
    votes, _camp = conversation(90, 20, camps, seed=camps)
    plain = opinion_map(votes, "7")
    chance = np.random.default_rng(camps)
    rows, columns = chance.permutation(90), chance.permutation(20)
    mixed = Votes.arranged([votes.people[row] for row in rows], [votes.statements[column] for column in columns], votes.marks[np.ix_(rows, columns)])
    assert map_report(opinion_map(mixed, "7")) == map_report(plain)
    assert mixed.fingerprint() == votes.fingerprint()


def test_other_names_change_names_alone() -> None:
    votes, _camp = conversation(80, 15, 2, seed=3)
    other = Votes.arranged([f"P{name:0>3}" for name in votes.people], [f"S{name:0>3}" for name in votes.statements], votes.marks)
    one, two = map_report(opinion_map(votes, "7")), map_report(opinion_map(other, "7"))
    assert [row["group"] for row in one["participants"]] == [row["group"] for row in two["participants"]]
    assert (one["verdict"], one["evidence"]) == (two["verdict"], two["evidence"])


def test_agreement_and_disagreement_are_treated_alike() -> None:
    votes, _camp = conversation(80, 15, 2, seed=4)
    swapped = votes.marks.copy()
    swapped[votes.marks == 1], swapped[votes.marks == -1] = -1, 1
    one, two = opinion_map(votes, "7"), opinion_map(Votes(votes.people, votes.statements, swapped), "7")
    assert one.verdict == two.verdict == Verdict.CLEAR
    assert alike(one.groups, two.groups) == pytest.approx(1)


@pytest.mark.parametrize("seed", range(1, 9))
def test_camps_are_found_and_named_clear(seed: int) -> None:
    camps = 2 + seed % 2  # four camps need a third direction, which the plane of the map does not have
    votes, camp = conversation(150, 30, camps, seed)
    found = opinion_map(votes, str(seed))
    assert (found.verdict, found.k) == (Verdict.CLEAR, camps)
    assert alike(found.groups, camp[found.on_map]) > 0.95


def test_chance_alone_is_seldom_called_a_group() -> None:
    """Better than 20 shuffled matrices: chance alone gets there once in 21 conversations, and then still has to come again."""
    verdicts = [opinion_map(conversation(120, 25, 1, seed, 0.6)[0], str(seed)).verdict for seed in range(1, 13)]
    assert verdicts.count(Verdict.NONE) >= 11


def test_fewer_than_thirty_people_are_never_divided() -> None:
    votes, _camp = conversation(29, 20, 2, density=1.0)
    found = opinion_map(votes, "1")
    assert (found.verdict, found.k, set(found.groups)) == (Verdict.NONE, 1, {0})
    assert opinion_map(conversation(30, 20, 2, density=1.0)[0], "1").verdict == Verdict.CLEAR


@settings(max_examples=60, deadline=None)
@given(marks=marks_of_any, chance=st.integers(0, 9))
def test_shuffling_keeps_who_saw_what_and_all_tallies(marks: Some, chance: int) -> None:
    mixed = shuffled(marks, np.random.default_rng(chance))
    assert ((mixed == UNSEEN) == (marks == UNSEEN)).all()
    assert tallies(mixed) == tallies(marks)


points_of_any = arrays.arrays(np.float64, st.tuples(st.integers(1, 60), st.just(2)), elements=st.integers(-3, 3).map(float))


@settings(max_examples=80, deadline=None)
@given(points=points_of_any, seed=st.integers(0, 5))
def test_divisions_put_everybody_into_one_group_that_has_members(points: Some, seed: int) -> None:
    for k, division in divisions(points, np.random.default_rng(seed)).items():
        assert sorted(set(division.labels.tolist())) == list(range(k))
        assert -1 <= division.silhouette <= 1
        centres = np.array([points[division.labels == group].mean(axis=0) for group in range(k)])
        gaps = ((points[:, None] - centres) ** 2).sum(axis=2)
        assert (gaps[np.arange(len(points)), division.labels] <= gaps.min(axis=1) + 1e-9).all()


labels_of_any = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)


@given(pairs=labels_of_any)
def test_likeness_of_divisions_knows_no_names(pairs: list[tuple[int, int]]) -> None:
    one, other = (np.array([pair[side] for pair in pairs]) for side in (0, 1))
    assert alike(one, other) == pytest.approx(alike(other, one))
    assert alike(3 - one, other) == pytest.approx(alike(one, other))
    assert alike(one, one) == 1
    assert alike(one, other) <= 1


@given(pairs=st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(0, 5)), min_size=1, max_size=40))
def test_lasting_names_rename_and_never_merge(pairs: list[tuple[int, int | None]]) -> None:
    labels = np.unique([pair[0] for pair in pairs], return_inverse=True)[1]
    fresh = renamed(labels, np.zeros((len(labels), 2)), [pair[1] for pair in pairs])
    assert alike(labels, fresh) == 1
    assert sorted(set(fresh.tolist())) == sorted(set(labels.tolist()))


def test_a_later_map_keeps_names_and_sides() -> None:
    votes, _camp = conversation(100, 20, 3, seed=5)
    first = opinion_map(votes, "1")
    told = first.as_before()
    turned = Before({who: (group + 1) % 3 for who, group in told.groups.items()}, {name: (-x, -y) for name, (x, y) in told.axes.items()})
    again = opinion_map(votes, "1", before=turned)
    assert again.groups.tolist() == [(group + 1) % 3 for group in first.groups.tolist()]
    assert again.points == pytest.approx(-first.points)


@settings(max_examples=60, deadline=None)
@given(marks=marks_of_any, groups=st.lists(st.integers(-1, 2), min_size=40, max_size=40))
def test_polis_statistics_are_numbers_whatever_the_groups(marks: Some, groups: list[int]) -> None:
    labels = np.array(groups[: len(marks)], np.int64)
    chosen = polis.representative(marks, labels)
    assert all(len(each) <= 5 for each in chosen)
    assert np.isfinite([each.repness * each.repness_test for group in chosen for each in group]).all()
    assert np.isfinite(polis.group_aware_consensus(marks, labels)).all()
    assert np.isfinite(polis.priorities(polis.Counts.of(marks), project(marks).extremity())).all()
    assert all(0 <= finding.ground <= 1 and 0 <= finding.chance <= 1 for finding in findings(marks, labels))


@given(chances=st.lists(st.floats(0, 1), max_size=30))
def test_adjusted_chances_keep_their_order_and_never_fall(chances: list[float]) -> None:
    found = adjusted(chances)
    assert all(after >= before - 1e-15 for before, after in zip(chances, found, strict=True))
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    assert all(found[one] <= found[other] + 1e-15 for one, other in pairwise(order))


@settings(max_examples=60, deadline=None)
@given(points=arrays.arrays(np.float64, st.tuples(st.integers(0, 40), st.just(2)), elements=st.floats(-9, 9)))
def test_outlines_are_convex_and_show_no_single_person(points: Some) -> None:
    corners = outline(points)
    if len(points) < 10:
        assert corners == []
    for (ax, ay), (bx, by), (cx, cy) in zip(corners, corners[1:], corners[2:], strict=False):
        assert (bx - ax) * (cy - ay) - (by - ay) * (cx - ax) > 0
    assert all(points[:, side].min() - 1e-6 <= corner[side] <= points[:, side].max() + 1e-6 for corner in corners for side in (0, 1))


def test_an_outlier_is_not_a_corner() -> None:
    points = np.random.default_rng(1).normal(0, 1, (40, 2))
    points[0] = (50, 50)
    assert max(x for x, _y in outline(points)) < 15


@settings(max_examples=40, deadline=None)
@given(ratings=st.dictionaries(st.tuples(st.integers(0, 9), st.integers(0, 6)), st.sampled_from([0.0, 1.0]), max_size=60))
def test_the_order_across_camps_is_an_order_of_all(ratings: dict[tuple[int, int], float]) -> None:
    people, things = (np.array([key[side] for key in ratings], np.int64) for side in (0, 1))
    found = across_camps(people, things, np.array(list(ratings.values())), 7)
    assert np.isfinite(found.worth).all()
    assert sorted(found.order()) == list(range(7))


def test_silhouettes_of_a_sample_are_near_those_of_all() -> None:
    chance = np.random.default_rng(2)
    points = np.concatenate([chance.normal(0, 1, (4_500, 2)), chance.normal(6, 1, (4_500, 2))])
    labels = np.repeat([0, 1], 4_500)
    few = np.arange(0, 9_000, 3)
    assert silhouettes(points, [labels], chance)[0] == pytest.approx(silhouettes(points[few], [labels[few]], chance)[0], abs=0.02)
