"""One run of equal shares: voters buy projects together, the one that costs them least for its worth first. Exact where it is asked for.

Budgets are floats for speed, and every decision that floats cannot make is made with fractions. That works because a voter's money is
either gone, or what it was at the start less the (exact) prices of the projects paid for in full; who paid in full is remembered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from participation.methods.counting.budgets.ballots import BudgetBallots
from participation.methods.counting.budgets.greedy import TieOrder
from participation.methods.counting.budgets.outcome import BudgetTie, Payment

Reals = NDArray[np.float64]
Indices = NDArray[np.intp]
PRECISION = 1e-12
"""Error of a budget relative to what everyone starts with: a few thousand roundings at most, each at most 2⁻⁵³."""


def _by_project(ballots: BudgetBallots) -> Iterator[tuple[int, Indices, NDArray[np.int64]]]:
    """For each project the groups of ballots that give it a positive weight, and these weights."""
    flat = np.array(list(chain.from_iterable(chain.from_iterable(ballots.ballots))), np.int64).reshape(-1, 2)
    group = np.repeat(np.arange(len(ballots.ballots)), [len(ballot) for ballot in ballots.ballots])
    flat, group = flat[flat[:, 1] > 0], group[flat[:, 1] > 0]
    order = np.argsort(flat[:, 0], kind="stable")
    begins = np.searchsorted(flat[order, 0], np.arange(len(ballots.projects) + 1))
    for project in range(len(ballots.projects)):
        mine = order[begins[project] : begins[project + 1]]
        yield project, group[mine], flat[mine, 1]


@dataclass(frozen=True)
class Stall:
    """A project's supporters: which groups of like ballots, how many voters each, and the weight they give it."""

    cost: int
    groups: Indices
    voters: Reals
    weights: Reals | None
    shares: Reals
    total: float
    worth: Fraction


@dataclass
class Purchase:
    """A project bought: price of one unit of weight, who paid in full, and the tie it came from."""

    project: int
    price: Fraction | float
    payment: Payment | None = None
    tie: BudgetTie | None = None


@dataclass
class Run:
    """What was bought with this much money for every voter, in order; `money` says in an exact run what supporters had left."""

    each: Fraction
    purchases: list[Purchase]
    spent: int
    money_of: dict[int, Fraction] = field(default_factory=dict)
    emptied: int = 0
    least: Fraction = Fraction(0)
    most: Fraction = Fraction(0)


class Market:
    """Voters and projects of one budget, ready for many runs."""

    def __init__(self, ballots: BudgetBallots, out: dict[int, Any], order: TieOrder) -> None:
        self.order = order
        self.voters = ballots.voters
        numbers = list(ballots.ballots.values()) or [0]
        self.numbers: NDArray[np.int64] = np.array(numbers, np.int64)
        self.size = len(ballots.projects)
        self.stalls: dict[int, Stall] = {}
        self.free: list[int] = []
        for project, groups, weights in _by_project(ballots):
            if project in out or not len(groups):
                continue
            cost = ballots.projects[project].cost
            if cost == 0:
                self.free.append(project)
            else:
                worth = Fraction(cost) if ballots.kind == "approval" else Fraction(1, ballots.points_scale)
                self.stalls[project] = self._stall(cost, groups, weights, worth)
        self.free.sort(key=order.key)
        self.work = sum(len(stall.groups) for stall in self.stalls.values())

    def _stall(self, cost: int, groups: Indices, weights: NDArray[np.int64], worth: Fraction) -> Stall:
        voters = self.numbers[groups].astype(np.float64)
        if (weights == 1).all():
            return Stall(cost, groups, voters, None, voters, float(voters.sum()), worth)
        heavy = weights.astype(np.float64)
        shares = voters * heavy
        return Stall(cost, groups, voters, heavy, shares, float(shares.sum()), worth)

    def run(self, each: Fraction, *, exact: bool) -> Run:
        """Let every voter spend up to `each`. Without `exact`, nearly equal projects count as equal: good enough to search with."""
        return (ExactRun if exact else QuickRun)(self, each).result()


class QuickRun:
    """A run in floats."""

    def __init__(self, market: Market, each: Fraction) -> None:
        self.market, self.each = market, each
        self.budgets: Reals = np.full(len(market.numbers), float(each))
        self.slack = float(each) * PRECISION
        self.bids = np.full(market.size, np.inf)
        self.prices = np.zeros(market.size)
        for project, stall in market.stalls.items():
            self.prices[project] = stall.cost / stall.total
            self.bids[project] = self.prices[project] / float(stall.worth)
        self.purchases = [Purchase(project, Fraction(0)) for project in market.free]
        self.spent = 0

    def result(self) -> Run:
        """Buy until nothing can be bought."""
        while (found := self._cheapest()) is not None:
            self._buy(*found)
        return Run(self.each, self.purchases, self.spent)

    def _cheapest(self) -> tuple[int, BudgetTie | None] | None:
        """The project whose supporters pay least for its worth; prices only rise, so old ones tell which need not be looked at."""
        best = np.inf
        looked: list[tuple[int, float, float]] = []
        for project in np.argsort(self.bids, kind="stable").tolist():
            bid = self.bids[project]
            if bid == np.inf or bid > best:
                break
            tolerance = self._look(project)
            if tolerance is not None:
                looked.append((project, float(self.bids[project]), tolerance))
                best = min(best, float(self.bids[project]) + tolerance)
        close = [project for project, bid, tolerance in looked if bid - tolerance <= best]
        return self._choose(close) if close else None

    def _look(self, project: int) -> float | None:
        """Renew a project's price; returns by how much it may be wrong, or None where its supporters cannot pay it any more."""
        stall = self.market.stalls[project]
        money = self.budgets[stall.groups]
        gap = float(money @ stall.voters) - stall.cost
        if gap < 0 and not self._affords(project, gap):
            self.bids[project] = np.inf
            return None
        price, rich = self._price(stall, money, float(self.prices[project]))
        self.prices[project] = price
        worth = float(stall.worth)
        self.bids[project] = price / worth
        return (4 * self.slack * stall.total / max(rich, 1.0) + price * PRECISION) / worth

    def _affords(self, project: int, gap: float) -> bool:
        return gap >= -4 * self.slack * self.market.stalls[project].total

    def _price(self, stall: Stall, money: Reals, price: float) -> tuple[float, float]:
        """The least price of a unit of weight at which what supporters can give covers the cost, from a lower bound upwards."""
        limits = money if stall.weights is None else money / stall.weights
        before = -1
        rich = stall.total
        while True:
            poor = limits < price
            count = int(np.count_nonzero(poor))
            if count in (before, len(limits)):
                return price, rich
            before = count
            if not count:
                return max(price, stall.cost / stall.total), stall.total
            rich = stall.total - float(stall.shares @ poor)
            if rich <= 0:
                return price, stall.total
            price = max(price, (stall.cost - float((money * stall.voters) @ poor)) / rich)

    def _choose(self, close: list[int]) -> tuple[int, BudgetTie | None]:
        return min(close, key=self.market.order.key), None

    def _buy(self, project: int, tie: BudgetTie | None) -> None:
        stall = self.market.stalls[project]
        price = float(self.prices[project])
        money = self.budgets[stall.groups]
        due = price if stall.weights is None else price * stall.weights
        self.budgets[stall.groups] = np.maximum(money - due, 0.0)
        self._done(project, price, tie, None)

    def _done(self, project: int, price: Fraction | float, tie: BudgetTie | None, payment: Payment | None) -> None:
        self.purchases.append(Purchase(project, price, payment, tie))
        self.spent += self.market.stalls[project].cost
        self.bids[project] = np.inf


class ExactRun(QuickRun):
    """A run whose every decision is exact: floats only where they are far enough apart."""

    def __init__(self, market: Market, each: Fraction) -> None:
        super().__init__(market, each)
        self.broke = np.zeros(len(market.numbers), bool)
        self.paid: list[NDArray[np.int64]] = []
        self.paid_prices: list[Fraction] = []
        self.exact: dict[int, tuple[Fraction, NDArray[np.bool_]]] = {}

    def result(self) -> Run:
        """Buy until nothing can be bought, and say what everyone has left."""
        run = super().result()
        bought = {purchase.project for purchase in run.purchases}
        run.money_of = {project: self._sum(stall.groups) for project, stall in self.market.stalls.items() if project not in bought}
        self._leftovers(run)
        return run

    def _leftovers(self, run: Run) -> None:
        voted = self.market.numbers > 0
        run.emptied = int(self.market.numbers[self.broke].sum())
        solvent = np.flatnonzero(voted & ~self.broke)
        if len(solvent):
            money = self.budgets[solvent]
            nothing = solvent[money <= 2 * self.slack]
            gone = [group for group, amount in zip(nothing.tolist(), self._amounts(nothing), strict=True) if amount == 0]
            run.emptied += int(self.market.numbers[gone].sum()) if gone else 0
            run.least = min(self._amounts(solvent[money <= money.min() + 2 * self.slack]))
            run.most = max(self._amounts(solvent[money >= money.max() - 2 * self.slack]))
        if (voted & self.broke).any():
            run.least = Fraction(0)

    def _amounts(self, groups: Indices) -> list[Fraction]:
        """Exactly what a voter of each (solvent) group has left; groups that paid for the same have the same."""
        if not len(groups):
            return []
        if not self.paid:
            return [self.each] * len(groups)
        history = np.stack([paid[groups] for paid in self.paid])
        kinds, which = np.unique(history, axis=1, return_inverse=True)
        left = []
        for kind in kinds.T.tolist():
            due = sum((price * weight for price, weight in zip(self.paid_prices, kind, strict=True) if weight), Fraction(0))
            left.append(self.each - due)
        return [left[kind] for kind in which.ravel().tolist()]

    def _sum(self, groups: Indices) -> Fraction:
        """Exactly what these groups' voters have left together."""
        solvent = groups[~self.broke[groups]]
        numbers = self.market.numbers[solvent]
        total = self.each * int(numbers.sum())
        for price, paid in zip(self.paid_prices, self.paid, strict=True):
            weight = int(numbers @ paid[solvent])
            if weight:
                total -= price * weight
        return total

    def _affords(self, project: int, gap: float) -> bool:
        stall = self.market.stalls[project]
        return super()._affords(project, gap) and self._sum(stall.groups) >= stall.cost

    def _choose(self, close: list[int]) -> tuple[int, BudgetTie | None]:
        """Exact bids of all that are too close to tell apart; equal ones are a tie, broken by the stated order."""
        self.exact = {project: self._exact_price(project) for project in close}
        stalls = self.market.stalls
        bids = {project: price / stalls[project].worth for project, (price, _rich) in self.exact.items()}
        least = min(bids.values())
        equal = [project for project in close if bids[project] == least]
        if len(equal) == 1:
            return equal[0], None
        tie = self.market.order.tie(equal)
        return tie.chosen, tie

    def _exact_price(self, project: int) -> tuple[Fraction, NDArray[np.bool_]]:
        """The exact price of a unit of weight, and which of the supporters' groups pay it in full."""
        stall = self.market.stalls[project]
        money = self.budgets[stall.groups]
        weights = np.ones(len(money)) if stall.weights is None else stall.weights
        price = float(self.prices[project])
        unsure = 8 * self.slack * stall.total / max(1.0, float(stall.shares @ (money >= price * weights))) + 2 * self.slack
        rich = money > (price + unsure) * weights
        maybe = np.flatnonzero(~rich & (money >= (price - unsure) * weights) & ~self.broke[stall.groups])
        sure = ~rich
        sure[maybe] = False
        missing = stall.cost - self._sum(stall.groups[sure])
        amounts = dict(zip(maybe.tolist(), self._amounts(stall.groups[maybe]), strict=True))
        rich[maybe] = True
        numbers = self.market.numbers[stall.groups]
        whole = weights.astype(np.int64)
        units = int(numbers[rich] @ whole[rich])
        waiting = sorted(amounts, key=lambda place: amounts[place] / int(whole[place]))
        for place in waiting:
            if amounts[place] * units >= missing * int(whole[place]):
                break
            rich[place] = False
            units -= int(numbers[place] * whole[place])
            missing -= amounts[place] * int(numbers[place])
        return Fraction(missing) / units, rich

    def _buy(self, project: int, tie: BudgetTie | None) -> None:
        stall = self.market.stalls[project]
        price, rich = self.exact[project]
        numbers = self.market.numbers[stall.groups]
        weights = np.ones(len(rich), np.int64) if stall.weights is None else stall.weights.astype(np.int64)
        payers, others = stall.groups[rich], stall.groups[~rich]
        full = price * int(numbers[rich] @ weights[rich])
        last = int(numbers[~rich & (self.budgets[stall.groups] > 2 * self.slack)].sum())
        payment = Payment(price / stall.worth, price, int(numbers[rich].sum()), full, last, stall.cost - full)
        self.budgets[payers] = np.maximum(self.budgets[payers] - float(price) * weights[rich], 0.0)
        self.budgets[others] = 0.0
        self.broke[others] = True
        paid = np.zeros(len(self.budgets), np.int64)
        paid[payers] = weights[rich]
        self.paid.append(paid)
        self.paid_prices.append(price)
        self._done(project, price, tie, payment)
