"""Points, means, grades and resistance: what wins, what a missing mark means, ties, margins."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.counting import CountingError, RankedBallots, ScoreBallots, check_marks, count
from participation.methods.counting.majority import majority_keys

HALL = ("Sanieren", "Anbau", "Neubau")


def scored(*marks: tuple[int | None, ...], highest: int = 10) -> ScoreBallots:
    return ScoreBallots(HALL[: len(marks[0])], dict(Counter(marks)), 0, highest)


def test_most_points_win() -> None:
    outcome = count("score-sum", scored((5, 0, 3), (0, 4, 3)))
    assert outcome.winner_names == ("Neubau",)
    assert outcome.values == (5, 4, 6)


def test_a_missing_mark_is_the_lowest_number_for_the_sum_and_nothing_for_the_mean() -> None:
    ballots = ScoreBallots(HALL[:2], {(2, -1): 1, (None, -1): 2, (None, None): 4}, -2, 2)
    assert count("score-sum", ballots).values == (2 - 2 - 2, -3)
    assert count("score-mean", ballots).values == (2, -1)
    assert (count("score-sum", ballots).valid, count("score-sum", ballots).blank) == (3, 4)


def test_an_option_that_nobody_marks_wins_no_seat() -> None:
    assert count("score-sum", scored((0, None), (0, None)), seats=2).winner_names == ("Sanieren",)
    assert count("score-mean", scored((0, None)), seats=2).winner_names == ("Sanieren",)


def test_least_resistance_wins_and_silence_is_no_resistance() -> None:
    outcome = count("consensing", scored((0, 10, 3), (9, None, 3), (9, 1, 3)))
    assert outcome.winner_names == ("Neubau",)
    assert outcome.values == (18, 11, 9)
    with pytest.raises(CountingError, match="beginnt die Skala bei 0"):
        count("consensing", ScoreBallots(HALL, {(1, 1, 1): 1}, 1, 10))


def test_the_better_middle_grade_wins_whatever_the_mean() -> None:
    outcome = count("majority-judgment", scored((5, 0), (3, 4), (3, 4), highest=5))
    assert outcome.winner_names == ("Anbau",)
    assert [(gauge.grade, gauge.better, gauge.worse) for gauge in outcome.gauges] == [(3, 1, 0), (4, 0, 1)]


def test_a_missing_grade_is_the_worst() -> None:
    assert count("majority-judgment", scored((5, 1), (None, 1), (None, 1), highest=5)).winner_names == ("Anbau",)


def test_options_graded_alike_are_a_named_tie() -> None:
    outcome = count("majority-judgment", scored((5, 1), (1, 5), highest=5))
    assert (outcome.winners, outcome.open_ties[0].options) == ((), (0, 1))
    assert count("majority-judgment", scored((5, 1), (1, 5), highest=5), seed=b"1").complete


def test_rankings_hold_no_numbers() -> None:
    with pytest.raises(CountingError, match="Punkte oder Noten"):
        count("score-sum", RankedBallots(HALL, {(0, 1): 1}))


def test_marks_off_the_scale_are_found() -> None:
    for bad in (ScoreBallots(HALL, {(1, 2): 1}), ScoreBallots(HALL, {(1, 2, 11): 1}), ScoreBallots(HALL, {}, 3, 3)):
        with pytest.raises(CountingError):
            check_marks(bad)


def test_ballots_with_numbers_can_be_counted_by_other_rules() -> None:
    ballots = scored((5, 0, 3), (0, 4, 3), (2, None, None))
    assert count("plurality", ballots).winner_names == ("Sanieren",)
    assert count("approval", ballots).votes == (2, 1, 2)
    assert count("schulze", ballots).winner_names == ("Sanieren",)


def taken_away(grades: list[int]) -> list[int]:
    """Majority grades in the order in which they are met, taking one ballot away after the other."""
    left, met = sorted(grades), []
    while left:
        met.append(left.pop((len(left) - 1) // 2))
    return met


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 12).flatmap(lambda size: st.lists(st.lists(st.integers(0, 4), min_size=size, max_size=size), min_size=2, max_size=4)))
def test_majority_keys_order_like_taking_medians_away(graded: list[list[int]]) -> None:
    keys = majority_keys([tuple(grades.count(step) for step in range(5)) for grades in graded])
    slow = [taken_away(grades) for grades in graded]
    for one, other in itertools.combinations(range(len(graded)), 2):
        assert (keys[one] < keys[other], keys[one] == keys[other]) == (slow[one] < slow[other], slow[one] == slow[other])


def test_a_million_grades_are_compared_by_their_counts() -> None:
    keys = majority_keys([(400_000, 100_001, 499_999), (400_001, 100_000, 499_999), (400_000, 100_000, 500_000)])
    assert keys[2] > keys[0] > keys[1]


def test_the_margin_of_a_sum_is_the_smallest_change_on_every_small_box() -> None:
    kinds = list(itertools.product(range(3), repeat=2))
    chance = random.Random(1)
    boxes = [Counter(chance.choices(kinds, k=3)) for _ in range(40)]
    for box in boxes:
        for rule in ("score-sum", "consensing"):
            outcome = count(rule, ScoreBallots(HALL[:2], dict(box), 0, 2))
            result = (outcome.complete, outcome.winners)
            smallest = None
            for other in itertools.combinations_with_replacement(kinds, 3):
                after = count(rule, ScoreBallots(HALL[:2], dict(Counter(other)), 0, 2))
                if (after.complete, after.winners) != result:
                    steps = sum((box - Counter(other)).values())
                    smallest = steps if smallest is None else min(smallest, steps)
            assert outcome.margin.ballots == smallest, (rule, box)


def test_consensing_is_points_upside_down() -> None:
    chance = random.Random(3)
    for _ in range(50):
        marks = [tuple(chance.randint(0, 10) for _ in HALL) for _ in range(9)]
        resistance = ScoreBallots(HALL, dict(Counter(marks)))
        liking = ScoreBallots(HALL, dict(Counter(tuple(10 - mark for mark in row) for row in marks)))
        assert count("consensing", resistance).ranking == count("score-sum", liking).ranking
        assert count("consensing", resistance).margin == count("score-sum", liking).margin


def test_means_are_exact() -> None:
    assert count("score-mean", scored((1, 1), (0, None), (0, None))).values == (Fraction(1, 3), 1)
