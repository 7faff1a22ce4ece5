"""Greedy rules: what fits, what is passed over, thresholds, limits, ties, and how close it was."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings

from participation.methods.counting import CountingError
from participation.methods.counting.budgets import BUDGET_RULES, BudgetBallots, BudgetTerms, Limit, Project, count_budget
from tests.methods.counting.budgets.builders import a_budget, budgets, with_points


def test_the_most_votes_first_and_what_does_not_fit_is_passed_over() -> None:
    outcome = count_budget("greedy", a_budget(10, [6, 5, 4], (0, 1, 2), (0, 1), (0,)))
    assert outcome.winner_ids == ("P0", "P2")
    assert outcome.reasons == ("funded", "too-expensive", "funded")
    assert outcome.missing[1] == 1
    assert [step.left for step in outcome.rounds] == [4, 4, 0]


def test_without_skipping_all_ends_at_the_first_that_does_not_fit() -> None:
    outcome = count_budget("greedy-no-skip", a_budget(10, [6, 5, 4], (0, 1, 2), (0, 1), (0,)))
    assert outcome.winner_ids == ("P0",)
    assert outcome.reasons == ("funded", "too-expensive", "stopped")


def test_below_the_threshold_nothing_is_paid() -> None:
    ballots = with_points(10, [2, 2], {0: 3, 1: 2}, {0: 1})
    assert count_budget("greedy-threshold", ballots, BudgetTerms(threshold=3)).reasons == ("funded", "threshold")
    with pytest.raises(CountingError, match="Schwelle"):
        count_budget("greedy-threshold", ballots)


def test_what_nobody_names_gets_nothing_even_if_it_fits() -> None:
    assert count_budget("greedy", a_budget(10, [1, 1], (0,))).reasons == ("funded", "unsupported")


def test_a_withdrawn_project_does_not_stop_the_others() -> None:
    projects = (Project("1", 5), Project("2", 999, withdrawn=True), Project("3", 4))
    ballots = BudgetBallots(projects, 10, {((0, 1), (1, 1)): 3, ((2, 1),): 1}, scale=1)
    assert count_budget("greedy-no-skip", ballots).winner_ids == ("1", "3")


def test_a_limit_binds_its_group() -> None:
    ballots = a_budget(20, [5, 5, 5], (0, 1, 2), (0, 1), (0,))
    outcome = count_budget("greedy", ballots, BudgetTerms(limits=(Limit("Nord", frozenset({0, 1}), 7),)))
    assert outcome.winner_ids == ("P0", "P2")
    assert (outcome.reasons[1], outcome.missing[1]) == ("limit", 3)


@pytest.mark.parametrize(("costs", "chosen", "by"), [([6, 5], 1, "cost"), ([6, 6], 0, "order")])
def test_a_tie_that_matters_is_named_with_what_broke_it(costs: list[int], chosen: int, by: str) -> None:
    outcome = count_budget("greedy", a_budget(10, costs, (0, 1)))
    assert outcome.winners == (chosen,)
    assert [(tie.projects, tie.chosen, tie.decided_by) for tie in outcome.ties] == [((0, 1), chosen, by)]


def test_a_tie_without_consequence_is_not_named() -> None:
    assert count_budget("greedy", a_budget(11, [6, 5], (0, 1))).ties == ()
    assert count_budget("greedy", a_budget(4, [6, 5], (0, 1))).ties == ()


def test_equal_points_go_to_the_one_named_by_more_people() -> None:
    outcome = count_budget("greedy", with_points(5, [5, 5], {0: 2}, {1: 1}, {1: 1}))
    assert (outcome.winner_ids, outcome.ties[0].decided_by) == (("P1",), "votes")


def test_a_seed_draws_the_lot() -> None:
    ballots = a_budget(5, [5, 5], (0, 1))
    drawn = [count_budget("greedy", ballots, BudgetTerms(seed=bytes([number]))) for number in range(20)]
    assert {outcome.winner_ids for outcome in drawn} == {("P0",), ("P1",)}
    assert {outcome.ties[0].decided_by for outcome in drawn} == {"lot"}


@settings(max_examples=150, deadline=None)
@given(budgets())
def test_no_rule_ever_overspends(ballots: BudgetBallots) -> None:
    for rule in BUDGET_RULES:
        outcome = count_budget(rule, ballots, BudgetTerms(threshold=1))
        assert outcome.spent <= ballots.budget
        assert len(set(outcome.winners)) == len(outcome.winners)
        assert all((reason == "funded") == (place in outcome.winners) for place, reason in enumerate(outcome.reasons))


@settings(max_examples=100, deadline=None)
@given(budgets())
def test_greedy_leaves_nothing_out_that_would_still_fit(ballots: BudgetBallots) -> None:
    outcome = count_budget("greedy", ballots)
    left = ballots.budget - outcome.spent
    assert all(ballots.projects[place].cost > left for place, reason in enumerate(outcome.reasons) if reason == "too-expensive")


@pytest.mark.parametrize("rule", ["greedy", "greedy-no-skip", "greedy-threshold"])
def test_no_change_below_the_margin_alters_what_is_paid(rule: str) -> None:
    kinds = [tuple(kind) for size in range(4) for kind in itertools.combinations(range(3), size)]
    boxes = list(itertools.combinations_with_replacement(kinds, 4))
    for costs, budget in (([3, 4, 2], 6), ([5, 1, 5], 6)):
        outcomes = {box: count_budget(rule, a_budget(budget, costs, *box), BudgetTerms(threshold=2)) for box in boxes}
        for box in boxes[::9]:
            margin = outcomes[box].margin.ballots
            if margin is None:
                continue
            for other in boxes:
                if set(outcomes[other].winners) != set(outcomes[box].winners):
                    assert sum((Counter(box) - Counter(other)).values()) >= margin, (box, other)
