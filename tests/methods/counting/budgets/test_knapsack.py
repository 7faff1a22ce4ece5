"""Knapsack against trying out every selection."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings

from participation.methods.counting import CountingError
from participation.methods.counting.budgets import BudgetBallots, count_budget, knapsack
from participation.methods.counting.budgets.knapsack import best_selection
from tests.methods.counting.budgets.builders import a_budget, budgets


@settings(max_examples=300, deadline=None)
@given(budgets())
def test_no_selection_that_fits_has_more_points_or_as_many_for_less(ballots: BudgetBallots) -> None:
    outcome = count_budget("knapsack", ballots)
    _votes, scores = ballots.support()
    usable = [place for place, score in enumerate(scores) if score > 0]
    selections = [
        (sum(scores[place] for place in chosen), -sum(ballots.projects[place].cost for place in chosen), chosen)
        for size in range(len(usable) + 1)
        for chosen in itertools.combinations(usable, size)
    ]
    fitting = [(score, cost) for score, cost, _chosen in selections if -cost <= ballots.budget]
    assert (sum(scores[place] for place in outcome.winners), -outcome.spent) == max(fitting)
    also = sum(1 for score, _cost in fitting if score == max(fitting)[0]) > 1
    assert bool(outcome.ties) == (also and bool(outcome.winners))


def test_votes_beat_greed() -> None:
    assert count_budget("greedy", a_budget(10, [10, 5, 5], (0, 1), (0, 2), (0, 1), (2,))).winner_ids == ("P0",)
    assert count_budget("knapsack", a_budget(10, [10, 5, 5], (0, 1), (0, 2), (0, 1), (2,))).winner_ids == ("P1", "P2")


def test_large_costs_and_many_projects_are_no_trouble() -> None:
    chance = random.Random(4)
    costs = [chance.randint(10**6, 10**9) for _ in range(150)]
    scores = [chance.randint(100, 30_000) for _ in range(150)]
    best = best_selection(costs, scores, 10**10)
    assert sum(costs[item] for item in best.items) <= 10**10
    assert sum(scores[item] for item in best.items) == best.score


def test_too_large_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knapsack, "MOST_STATES", 50)
    chance = random.Random(1)
    with pytest.raises(CountingError, match="zu viele Projekte"):
        best_selection([chance.randint(50, 99) for _ in range(60)], [chance.randint(50, 99) for _ in range(60)], 2000)
