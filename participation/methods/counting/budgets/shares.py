"""The method of equal shares for budgets, and its completion: everybody's money is raised step by step until the next step would overspend.

Peters, Pierczyński and Skowron (2021). A project approved is worth its cost to a voter; a project with points is worth the points.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from participation.methods.counting.budgets.ballots import BudgetBallots, BudgetTerms
from participation.methods.counting.budgets.greedy import count_greedy, excluded, tie_order
from participation.methods.counting.budgets.market import Market, Run
from participation.methods.counting.budgets.outcome import (
    BudgetOutcome,
    BudgetRound,
    Comparison,
    Completion,
    Purse,
    Reason,
)
from participation.methods.counting.margin import NOT_COMPUTED
from participation.methods.counting.outcome import Lot

MOST_WORK = 15_000_000
"""Every raise is tried where raises × marks on all ballots are at most this many (seconds); else only those that the search meets."""


def count_equal_shares(ballots: BudgetBallots, terms: BudgetTerms) -> BudgetOutcome:
    """Fund what groups of voters can pay from equal shares of the budget; completed and compared as the terms say."""
    votes, scores = ballots.support()
    order = tie_order(ballots, votes, terms.seed)
    out = excluded(ballots, scores, terms.threshold)
    market = Market(ballots, out, order)
    share = Fraction(ballots.budget, max(1, ballots.voters))
    search = _Search(market, share, terms.step or ballots.scale, ballots.budget)
    completion = search.complete() if terms.complete and market.stalls else None
    run = search.exact(completion.raises if completion else 0)
    outcome = _outcome(ballots, terms, run, votes, scores, out, order.lot, share)
    outcome = replace(outcome, completion=completion)
    return _compared(ballots, terms, outcome) if terms.compare else outcome


class _Search:
    """Finds the last raise before the first that overspends: in floats, then exactly at both ends."""

    def __init__(self, market: Market, share: Fraction, step: int, budget: int) -> None:
        self.market, self.share, self.step, self.budget = market, share, step, budget
        self.quick: dict[int, Run] = {}
        self.certain: dict[int, Run] = {}

    def exact(self, raises: int) -> Run:
        """The exact run after so many raises."""
        if raises not in self.certain:
            self.certain[raises] = self.market.run(self.share + raises * self.step, exact=True)
        return self.certain[raises]

    def complete(self) -> Completion:
        """Double the raise until it overspends, halve the gap, try what lies before, and check both ends exactly."""
        high = 1
        while not self._over(high) and not self._all_bought(high):
            high *= 2
        if not self._over(high):
            return self._everything(high)
        low = self._narrow(high // 2 if high > 1 else 0, high)
        every = low * self.market.work <= MOST_WORK
        if every:
            low = next((raises - 1 for raises in range(1, low + 1) if self._over(raises)), low)
        while low and self.exact(low).spent > self.budget:
            low -= 1
        while self.exact(low + 1).spent <= self.budget:
            low += 1
        beyond = self.exact(low + 1)
        bought = tuple(purchase.project for purchase in beyond.purchases)
        return Completion(self.step, low, len(self.quick) + len(self.certain), every, beyond.spent, bought)

    def _narrow(self, low: int, high: int) -> int:
        """`low` fits and `high` overspends; returns a raise that fits and whose next one overspends."""
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._over(middle) else (middle, high)
        return low

    def _everything(self, high: int) -> Completion:
        """All that anybody supports is bought in the end; the smallest raise (as far as doubling and halving tell) that does it."""
        low = high // 2 if high > 1 else -1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._all_bought(middle) else (middle, high)
        while len(self.exact(high).purchases) < len(self.market.stalls) + len(self.market.free):
            high += 1
        return Completion(self.step, high, len(self.quick) + len(self.certain), every_step=False)

    def _run(self, raises: int) -> Run:
        if raises not in self.quick:
            self.quick[raises] = self.market.run(self.share + raises * self.step, exact=False)
        return self.quick[raises]

    def _over(self, raises: int) -> bool:
        return self._run(raises).spent > self.budget

    def _all_bought(self, raises: int) -> bool:
        return len(self._run(raises).purchases) == len(self.market.stalls) + len(self.market.free)


def _outcome(
    ballots: BudgetBallots,
    terms: BudgetTerms,
    run: Run,
    votes: list[int],
    scores: list[int],
    out: dict[int, Reason],
    lot: Lot | None,
    share: Fraction,
) -> BudgetOutcome:
    reasons: list[Reason] = [out.get(place, "supporters-short") for place in range(len(scores))]
    left = ballots.budget
    rounds: list[BudgetRound] = []
    for purchase in run.purchases:
        cost = ballots.projects[purchase.project].cost
        left -= cost
        reasons[purchase.project] = "funded"
        rounds.append(BudgetRound(len(rounds) + 1, purchase.project, True, "funded", cost, left, purchase.payment, purchase.tie))
    missing = [project.cost - run.money_of[place] if place in run.money_of else None for place, project in enumerate(ballots.projects)]
    purse = Purse(share, run.each - share, run.each * ballots.voters - run.spent, run.emptied, run.least, run.most)
    return BudgetOutcome(
        rule="equal-shares",
        projects=ballots.projects,
        winners=tuple(purchase.project for purchase in run.purchases),
        reasons=tuple(reasons),
        budget=ballots.budget,
        scale=ballots.scale,
        currency=ballots.currency,
        voters=ballots.voters,
        blank=ballots.blank,
        votes=tuple(votes),
        scores=tuple(scores),
        points_scale=ballots.points_scale,
        rounds=tuple(rounds),
        missing=tuple(missing),
        threshold=terms.threshold,
        purse=purse if ballots.voters else None,
        lot=lot,
    )


def _compared(ballots: BudgetBallots, terms: BudgetTerms, outcome: BudgetOutcome) -> BudgetOutcome:
    """Let all ballots choose between both results: who finds more of their projects in the greedy one counts for it."""
    greedy = count_greedy(ballots, terms)
    ours, theirs = set(outcome.winners), set(greedy.winners)
    tally = {1: 0, 0: 0, -1: 0}
    for ballot, number in ballots.ballots.items():
        here = sum(project in ours for project, weight in ballot if weight > 0)
        there = sum(project in theirs for project, weight in ballot if weight > 0)
        tally[(here > there) - (here < there)] += number
    comparison = Comparison(tally[1], tally[-1], tally[0], tally[-1] > tally[1])
    if comparison.took_greedy:
        return replace(greedy, rule="equal-shares", margin=NOT_COMPUTED, comparison=comparison)
    return replace(outcome, comparison=comparison)
