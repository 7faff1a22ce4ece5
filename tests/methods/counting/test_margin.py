"""The margin is really the smallest change: tried out on every small ballot box."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

import pytest

from participation.methods.counting import ApprovalBallots, ChoiceBallots, Outcome, RankedBallots, count

QUESTION = ("Ja", "Nein", "Enthaltung")


def boxes(total: int, kinds: int) -> Iterator[tuple[int, ...]]:
    for marks in itertools.combinations_with_replacement(range(kinds), total):
        counted = Counter(marks)
        yield tuple(counted[kind] for kind in range(kinds))


def changed(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum(max(0, before - after) for before, after in zip(one, other, strict=True))


def smallest_change(one: tuple[int, ...], results: dict[tuple[int, ...], object]) -> int | None:
    return min((changed(one, other) for other, result in results.items() if result != results[one]), default=None)


@pytest.mark.parametrize("quorum", [None, Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(1)])
def test_yes_or_no(quorum: Fraction | None) -> None:
    def held(box: tuple[int, ...]) -> Outcome:
        return count("yes-no", ChoiceBallots(QUESTION, dict(enumerate(box))), eligible=8, consent_quorum=quorum)

    outcomes = {box: held(box) for box in boxes(6, 3)}
    results = {box: outcome.winners for box, outcome in outcomes.items()}
    for box, outcome in outcomes.items():
        assert outcome.margin.ballots == smallest_change(box, results), box


def test_a_missed_turnout_cannot_be_turned_by_marking_differently() -> None:
    outcome = count("yes-no", ChoiceBallots(QUESTION, {0: 3}), eligible=100, turnout_quorum=Fraction(1, 2))
    assert outcome.margin.kind == "not-computed"


@pytest.mark.parametrize("seats", [1, 2])
def test_one_mark(seats: int) -> None:
    outcomes = {box: count("plurality", ChoiceBallots(("A", "B", "C"), dict(enumerate(box))), seats=seats) for box in boxes(6, 3)}
    results = {box: (outcome.complete, frozenset(outcome.winners)) for box, outcome in outcomes.items()}
    for box, outcome in outcomes.items():
        if outcome.complete and len(outcome.winners) == seats:
            assert outcome.margin.ballots == smallest_change(box, results), box


def test_approval() -> None:
    kinds = [marks for size in range(4) for marks in itertools.combinations(range(3), size)]
    outcomes = {}
    for box in boxes(4, len(kinds)):
        ballots = ApprovalBallots(("A", "B", "C"), {marks: number for marks, number in zip(kinds, box, strict=True) if number})
        outcomes[box] = count("approval", ballots)
    results = {box: (outcome.complete, outcome.winners) for box, outcome in outcomes.items()}
    for box in itertools.islice(outcomes, 0, None, 7):
        if outcomes[box].complete and outcomes[box].winners:
            assert outcomes[box].margin.ballots == smallest_change(box, results), box


@pytest.mark.parametrize("rule", ["irv", "schulze"])
def test_the_bounds_of_irv_and_schulze_hold(rule: str) -> None:
    kinds = [order for size in (1, 2, 3) for order in itertools.permutations(range(3), size)][:9]
    outcomes = {}
    for box in boxes(4, len(kinds)):
        ballots = RankedBallots(("A", "B", "C"), {order: number for order, number in zip(kinds, box, strict=True) if number})
        outcomes[box] = count(rule, ballots)
    results = {box: (outcome.complete, outcome.winners) for box, outcome in outcomes.items()}
    for box in itertools.islice(outcomes, 0, None, 5):
        margin, smallest = outcomes[box].margin, smallest_change(box, results)
        if margin.ballots is None or smallest is None:
            continue
        if margin.kind == "at-least":
            assert margin.ballots <= smallest, box
