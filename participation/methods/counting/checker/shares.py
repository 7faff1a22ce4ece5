"""The method of equal shares with its completion, in exact fractions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from participation.methods.counting.checker.ground import Facts, Refuted, shown
from participation.methods.counting.checker.projects import Purse, Standing, budget_facts, euros, exact, round_facts

EURO = 100
"""Everybody's money is raised by one euro at a time."""
MOST_WORK = 50_000
"""Every raise is tried where raises × (marks and projects) are at most this many; else the last that fits and the next one."""


@dataclass
class Bought:
    """A project bought together: what one point cost, how many paid that in full, and how many gave their last money."""

    place: int
    price: Fraction
    rho: Fraction
    equal: list[int]
    full: int
    last: int
    full_amount: Fraction


class Fair:
    """One run: voters who have marked and paid for the same have the same money, and are one kind."""

    def __init__(self, purse: Purse, standing: Standing, each: Fraction) -> None:
        self.purse, self.standing, self.each = purse, standing, each
        self.groups = list(purse.ballots.items())
        self.backers: dict[int, list[tuple[int, int]]] = {}
        for group, (ballot, _number) in enumerate(self.groups):
            for place, points in ballot:
                if place not in standing.out and points > 0:
                    self.backers.setdefault(place, []).append((group, points))
        self.kind = [0] * len(self.groups)
        self.money = [each]
        self.bought: list[Bought] = []
        self._run()

    @property
    def spent(self) -> int:
        """What is bought costs together."""
        return sum(self.purse.costs[one.place] for one in self.bought)

    @property
    def everything(self) -> bool:
        """Whether all that anybody supports is bought."""
        return len(self.bought) == len(self.backers)

    def _wallets(self, place: int) -> list[tuple[Fraction, int, int]]:
        """What a project's supporters have: (money, points, how many), who can pay least for a point first."""
        found: Counter[tuple[int, int]] = Counter()
        for group, points in self.backers[place]:
            found[self.kind[group], points] += self.groups[group][1]
        wallets = [(self.money[kind], points, number) for (kind, points), number in found.items()]
        return sorted(wallets, key=lambda one: (float(one[0]) / one[1], one[0] / one[1]))

    def _price(self, place: int) -> Fraction | None:
        """What one point of a project costs its supporters when all pay the same and whoever has less gives all; None: too expensive."""
        wallets, missing = self._wallets(place), Fraction(self.purse.costs[place])
        if sum(float(money) * number for money, _points, number in wallets) < float(missing) * (1 - 1e-9):
            return None
        if sum(money * number for money, _points, number in wallets) < missing:
            return None
        units = sum(points * number for _money, points, number in wallets)
        for money, points, number in wallets:
            if money * units >= missing * points:
                break
            missing -= money * number
            units -= points * number
        return missing / units

    def _run(self) -> None:
        worth = {place: self.purse.costs[place] if self.purse.approvals else 1 for place in self.backers}
        bids: dict[int, Fraction] = dict.fromkeys(self.backers, Fraction(0))  # prices only rise: an old one is a lower bound
        while bids:
            best: Fraction | None = None
            equal: dict[int, Fraction] = {}
            for place in sorted(bids, key=lambda one: (float(bids[one]), bids[one])):
                if best is not None and bids[place] > best:
                    break
                price = self._price(place)
                if price is None:
                    del bids[place]
                    continue
                bids[place] = price / worth[place]
                if best is None or bids[place] < best:
                    best, equal = bids[place], {}
                if bids[place] == best:
                    equal[place] = price
            if best is None:
                return
            chosen = min(equal, key=lambda one: self.standing.first[one])
            self._buy(chosen, equal[chosen], best, sorted(equal))
            del bids[chosen]

    def _buy(self, place: int, price: Fraction, rho: Fraction, equal: list[int]) -> None:
        changed: dict[tuple[int, int], int] = {}
        full = last = units = 0
        for group, points in self.backers[place]:
            kind, number = self.kind[group], self.groups[group][1]
            if self.money[kind] >= price * points:
                full, units = full + number, units + number * points
            elif self.money[kind] > 0:
                last += number
            if (kind, points) not in changed:
                changed[kind, points] = len(self.money)
                self.money.append(max(self.money[kind] - price * points, Fraction(0)))
            self.kind[group] = changed[kind, points]
        self.bought.append(Bought(place, price, rho, equal, full, last, price * units))


def equal_shares(purse: Purse, claimed: int | None) -> tuple[Facts, str]:
    """Count by equal shares. `claimed` is how often the money was raised, as published; the sentence says how that was checked."""
    standing = Standing(purse)
    share = Fraction(purse.amount, max(1, purse.voters))
    run = Fair(purse, standing, share)
    completion: Facts | None = None
    told = ""
    if run.backers:
        if claimed is None or claimed < 0:
            raise Refuted("Im veröffentlichten Ergebnis fehlt, wie oft der Anteil erhöht wurde")
        raises, run, beyond, every = _completed(purse, standing, share, claimed)
        completion = {
            "kind": "add1",
            "step": 1,
            "raises": raises,
            "next_would_spend": None if beyond is None else euros(beyond.spent),
            "next_would_fund": [] if beyond is None else purse.names([one.place for one in beyond.bought]),
        }
        told = "jede Erhöhung der Anteile" if every else "die letzte Erhöhung der Anteile, die passt, und die nächste"
    facts = _facts(purse, standing, run, share)
    return {**facts, "completion": completion}, told


def _completed(purse: Purse, standing: Standing, share: Fraction, claimed: int) -> tuple[int, Fair, Fair | None, bool]:
    """The last raise before the first that overspends, the run there and the next one."""
    every = claimed * (sum(map(len, purse.ballots)) + len(purse.costs)) <= MOST_WORK
    start = 0 if every else claimed
    before: Fair | None = None
    for raises in range(start, claimed + 2):
        run = Fair(purse, standing, share + raises * EURO)
        if run.spent > purse.amount:
            if before is None:
                break
            return raises - 1, before, run, every
        if run.everything:
            if not every and raises and Fair(purse, standing, share + (raises - 1) * EURO).everything:
                break
            return raises, run, None, every
        before = run
    raise Refuted(f"Der Anteil wurde nicht {claimed}-mal erhöht, wie es im Ergebnis steht: Das ist nicht die letzte Erhöhung, die noch passt")


def _facts(purse: Purse, standing: Standing, run: Fair, share: Fraction) -> Facts:
    reasons = [standing.out.get(place, "supporters-short") for place in range(len(purse.costs))]
    rounds: list[Facts] = []
    left = purse.amount
    for one in run.bought:
        cost = purse.costs[one.place]
        left -= cost
        reasons[one.place] = "funded"
        tie = standing.tie(purse, one.equal) if len(one.equal) > 1 else None
        last_amount = cost - one.full_amount
        payment = {
            "rho": str(one.rho),
            "price": exact(one.price),
            "price_shown": euros(one.price),
            "in_full": {"voters": one.full, "amount": euros(one.full_amount), "exact": exact(one.full_amount)},
            "last_money": {"voters": one.last, "amount": euros(last_amount), "exact": exact(last_amount)},
        }
        rounds.append({**round_facts(len(rounds) + 1, one.place, "funded", cost, left, tie), "payment": payment})
    missing: dict[int, int | Fraction] = {}
    for place, backers in run.backers.items():
        if reasons[place] == "supporters-short":
            missing[place] = purse.costs[place] - sum(run.money[run.kind[group]] * run.groups[group][1] for group, _points in backers)
    facts = budget_facts(purse, standing, "equal-shares", rounds, reasons, missing)
    return {**facts, "voters_money": _money_left(purse, run, share), "comparison": None}


def _money_left(purse: Purse, run: Fair, share: Fraction) -> Facts | None:
    if not purse.voters:
        return None
    kinds = [kind for kind, (_ballot, number) in zip(run.kind, run.groups, strict=True) if number]
    left = run.each * purse.voters - run.spent
    nothing = sum(number for kind, (_ballot, number) in zip(run.kind, run.groups, strict=True) if run.money[kind] == 0)
    return {
        "share": exact(share),
        "raised": exact(run.each - share),
        "each": euros(run.each),
        "left": exact(left),
        "left_shown": shown(left / 100),
        "voters_with_nothing_left": nothing,
        "least_left": exact(min(run.money[kind] for kind in set(kinds))),
        "most_left": exact(max(run.money[kind] for kind in set(kinds))),
    }
