"""Equal shares: against a slow count in fractions, its promise to groups of voters, and its completion."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.counting.budgets import BudgetBallots, BudgetTerms, count_budget
from participation.methods.counting.budgets.greedy import excluded, tie_order
from participation.methods.counting.budgets.market import Market
from tests.methods.counting.budgets.builders import a_budget, budgets, by_chance, slow_equal_shares, with_points

PLAIN = BudgetTerms(complete=False)


def test_a_small_group_gets_its_share() -> None:
    """Six of nine want the same three projects, three want another: by votes alone the three would get nothing."""
    ballots = a_budget(9, [3, 3, 3, 3], *[(0, 1, 2)] * 6, *[(3,)] * 3)
    assert count_budget("greedy", ballots).winner_ids == ("P0", "P1", "P2")
    assert count_budget("equal-shares", ballots, PLAIN).winner_ids == ("P0", "P1", "P3")


def test_it_says_where_the_money_came_from() -> None:
    outcome = count_budget("equal-shares", a_budget(6, [2, 3], (0,), (0, 1), (1,)), PLAIN)
    first, second = (step.payment for step in outcome.rounds)
    assert first is not None
    assert second is not None
    assert (first.rho, first.price, first.full_payers, first.last_payers) == (Fraction(1, 2), 1, 2, 0)
    assert (second.full_payers, second.full_amount, second.last_payers, second.last_amount) == (1, 2, 1, 1)
    assert outcome.purse is not None
    assert (outcome.purse.share, outcome.purse.left, outcome.purse.emptied) == (2, 1, 2)


def paid_in(ballots: BudgetBallots, each: Fraction) -> list[int]:
    """The same run by the library."""
    votes, scores = ballots.support()
    market = Market(ballots, excluded(ballots, scores, None), tie_order(ballots, votes, None))
    return [purchase.project for purchase in market.run(each, exact=True).purchases]


@settings(max_examples=400, deadline=None)
@given(budgets(), st.fractions(0, 30, max_denominator=7))
def test_a_run_is_what_slow_fractions_say(ballots: BudgetBallots, each: Fraction) -> None:
    assert paid_in(ballots, each) == slow_equal_shares(ballots, each)


@settings(max_examples=150, deadline=None)
@given(budgets())
def test_every_raise_up_to_the_result_fits_and_the_next_does_not(ballots: BudgetBallots) -> None:
    outcome = count_budget("equal-shares", ballots)
    done = outcome.completion
    if done is None:
        return
    share = Fraction(ballots.budget, ballots.voters)

    def spent(raises: int) -> int:
        return sum(ballots.projects[place].cost for place in slow_equal_shares(ballots, share + raises))

    assert list(outcome.winners) == slow_equal_shares(ballots, share + done.raises)
    assert all(spent(raises) <= ballots.budget for raises in range(done.raises + 1))
    if done.overspent is None:
        assert len(outcome.winners) == sum(score > 0 for score in outcome.scores)
    else:
        assert spent(done.raises + 1) == done.overspent > ballots.budget


@settings(max_examples=150, deadline=None)
@given(budgets())
def test_every_cent_comes_from_somebody_who_wanted_the_project(ballots: BudgetBallots) -> None:
    outcome = count_budget("equal-shares", ballots)
    for step in outcome.rounds:
        paid = step.payment
        assert paid is not None
        assert paid.full_amount + paid.last_amount == step.cost
        assert paid.full_payers + paid.last_payers <= outcome.votes[step.project]
    if outcome.purse is not None:
        purse = outcome.purse
        assert purse.left == (purse.share + purse.raised) * outcome.voters - outcome.spent
        assert 0 <= purse.least <= purse.most <= purse.share + purse.raised


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6))
def test_extended_justified_representation_up_to_one_project(seed: int) -> None:
    """A group that can pay for a set of projects it all wants: somebody in it gets as much, or would with one project more (costs)."""
    ballots = by_chance(seed)
    outcome = count_budget("equal-shares", ballots, PLAIN)
    people = [{project for project, _one in ballot} for ballot, number in ballots.ballots.items() for _ in range(number)]
    cost = [project.cost for project in ballots.projects]
    chosen = set(outcome.winners)
    for size in range(1, len(cost) + 1):
        for wanted in itertools.combinations(range(len(cost)), size):
            group = [marks for marks in people if set(wanted) <= marks]
            total = sum(cost[project] for project in wanted)
            if len(group) * ballots.budget < total * len(people) or not group:
                continue
            assert any(
                sum(cost[project] for project in marks & chosen) + max((cost[project] for project in set(wanted) - chosen), default=0) >= total
                for marks in group
            )


def test_points_are_what_a_project_is_worth() -> None:
    """Two points for a project of the same cost make it twice as good a bargain."""
    outcome = count_budget("equal-shares", with_points(4, [4, 4], {0: 1, 1: 2}, {0: 1, 1: 2}), PLAIN)
    assert outcome.winner_ids == ("P1",)
    payment = outcome.rounds[0].payment
    assert payment is not None
    assert (payment.rho, payment.full_payers) == (1, 2)


def test_who_gives_more_points_pays_more() -> None:
    outcome = count_budget("equal-shares", with_points(8, [4], {0: 1}, {0: 3}), PLAIN)
    payment = outcome.rounds[0].payment
    assert payment is not None
    assert (payment.price, payment.full_amount) == (1, 4)


def test_a_stop_at_the_first_full_selection_would_miss_what_a_further_raise_gives() -> None:
    """Nothing more would fit after one raise, yet a further raise buys another selection: it counts."""
    found = 0
    for seed in range(400):
        ballots = by_chance(seed)
        share = Fraction(ballots.budget, ballots.voters)
        outcome = count_budget("equal-shares", ballots)
        for raises in range(outcome.completion.raises if outcome.completion else 0):
            chosen = slow_equal_shares(ballots, share + raises)
            left = ballots.budget - sum(ballots.projects[place].cost for place in chosen)
            rest = [place for place, score in enumerate(outcome.scores) if score and place not in chosen]
            if all(ballots.projects[place].cost > left for place in rest) and set(chosen) != set(outcome.winners):
                found += 1
                break
    assert found > 0


def test_equal_bids_are_a_named_tie() -> None:
    outcome = count_budget("equal-shares", a_budget(4, [2, 2], (0, 1), (0, 1)), PLAIN)
    assert [(tie.projects, tie.chosen, tie.decided_by) for tie in outcome.ties] == [((0, 1), 0, "order")]


def test_ties_too_close_for_floats_are_still_seen() -> None:
    third = a_budget(1, [10**15, 10**15 + 1], (0, 1), (0, 1), (0, 1))
    assert paid_in(third, Fraction(10**15)) == [0, 1]
    exact = replace(third, budget=2 * 10**15 + 1)
    assert paid_in(exact, Fraction(2 * 10**15 + 1, 3)) == [0, 1]
    assert paid_in(exact, Fraction(2 * 10**15, 3)) == [0]


def test_nobody_votes() -> None:
    outcome = count_budget("equal-shares", a_budget(5, [3]))
    assert (outcome.winners, outcome.completion, outcome.purse) == ((), None, None)
    assert count_budget("equal-shares", a_budget(5, [3], (), ())).winners == ()


def test_a_free_project_is_taken_first() -> None:
    assert count_budget("equal-shares", a_budget(5, [3, 0], (0, 1)), PLAIN).winner_ids == ("P1", "P0")


@pytest.mark.parametrize(("greedy_friends", "took"), [(3, True), (2, False)])
def test_the_comparison_takes_what_more_ballots_prefer(greedy_friends: int, took: bool) -> None:
    ballots = a_budget(6, [6, 2], *[(0,)] * greedy_friends, *[(1,)] * 2)
    outcome = count_budget("equal-shares", ballots, BudgetTerms(complete=False, compare=True))
    assert outcome.comparison is not None
    assert outcome.comparison.took_greedy == took
    assert outcome.rule == "equal-shares"
