"""Participatory budgets: projects by votes, the best selection, and what every result on a budget says about its projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from participation.methods.counting.checker.ground import Facts, TooLarge, lot_order, shown

Points = tuple[tuple[int, int], ...]
"""A ballot on a budget: (project from 0, its points), ascending; an approval is one point."""

MOST_STATES = 400_000
"""So many selections are kept in mind at once, at most."""


@dataclass(frozen=True)
class Purse:
    """A budget in cents with its projects' costs; ballots; votes, points and the order among equals."""

    amount: int
    costs: tuple[int, ...]
    titles: tuple[str, ...]
    ballots: Mapping[Points, int]
    approvals: bool
    threshold: int | None
    seed: bytes

    @property
    def voters(self) -> int:
        """How many ballots there are."""
        return sum(self.ballots.values())

    def names(self, places: Sequence[int]) -> list[str]:
        """Projects as results name them: by their number on the ballot."""
        return [str(place + 1) for place in places]


class Standing:
    """Votes and points of each project, which of them can be paid for at all, and who comes first among equals."""

    def __init__(self, purse: Purse) -> None:
        self.votes = [0] * len(purse.costs)
        self.scores = [0] * len(purse.costs)
        for ballot, number in purse.ballots.items():
            for place, points in ballot:
                self.votes[place] += number
                self.scores[place] += number * points
        self.order = lot_order(purse.names(range(len(purse.costs))), purse.seed)
        lots = {place: number for number, place in enumerate(self.order)}
        self.first = [(purse.costs[place], -self.votes[place], lots[place]) for place in range(len(purse.costs))]
        self.out: dict[int, str] = {}
        for place, score in enumerate(self.scores):
            if score <= 0:
                self.out[place] = "unsupported"
            elif purse.threshold is not None and score < purse.threshold:
                self.out[place] = "threshold"
        inside = [place for place in range(len(purse.costs)) if place not in self.out]
        self.ranked = sorted(inside, key=lambda place: (-self.scores[place], self.first[place]))

    def tie(self, purse: Purse, equal: Sequence[int]) -> Facts:
        """Several equal projects, who of them comes first, and by what: the cheaper, the one named by more, the lot."""
        one, other = sorted(equal, key=lambda place: self.first[place])[:2]
        by = "cost" if self.first[one][0] != self.first[other][0] else "votes" if self.first[one][1] != self.first[other][1] else "lot"
        return {"projects": purse.names(sorted(equal)), "chosen": str(one + 1), "decided_by": by}


def euros(cents: int | Fraction) -> Fraction:
    """Cents as the result shows them, in euros."""
    return shown(Fraction(cents) / 100)


def exact(cents: Fraction) -> str:
    """Cents as an exact number of euros, in the result's spelling."""
    return str(Fraction(cents) / 100)


def round_facts(number: int, place: int, reason: str, cost: int, left: int, tie: Facts | None) -> Facts:
    """One step of a count."""
    return {
        "number": number,
        "project": str(place + 1),
        "funded": reason == "funded",
        "reason": reason,
        "cost": euros(cost),
        "left": euros(left),
        "tie": tie,
    }


def budget_facts(
    purse: Purse, standing: Standing, rule: str, rounds: list[Facts], reasons: Sequence[str], missing: Mapping[int, int | Fraction]
) -> Facts:
    """The result on a budget as it must have been published."""
    winners = [int(step["project"]) - 1 for step in rounds if step["funded"]]
    spent = sum(purse.costs[place] for place in winners)
    blank = purse.ballots.get((), 0)
    return {
        "rule": rule,
        "winners": purse.names(winners),
        "complete": True,
        "decided": True,
        "budget": euros(purse.amount),
        "spent": euros(spent),
        "left": euros(purse.amount - spent),
        "threshold": purse.threshold,
        "ballots": {"total": purse.voters, "valid": purse.voters - blank, "blank": blank, "invalid": 0},
        "projects": [
            {
                "id": str(place + 1),
                "name": purse.titles[place],
                "cost": euros(purse.costs[place]),
                "votes": standing.votes[place],
                "score": standing.scores[place],
                "funded": reasons[place] == "funded",
                "reason": reasons[place],
                "missing": euros(missing[place]) if place in missing else None,
            }
            for place in range(len(purse.costs))
        ],
        "rounds": rounds,
        "ties": [step["tie"] for step in rounds if step["tie"] is not None],
        "lot": {"seed": purse.seed.hex(), "order": purse.names(standing.order)},
    }


def greedy(purse: Purse, rule: str) -> Facts:
    """Most points first; what does not fit is passed over, or (`greedy-no-skip`) ends everything."""
    standing = Standing(purse)
    reasons = [standing.out.get(place, "stopped") for place in range(len(purse.costs))]
    missing: dict[int, int | Fraction] = {}
    rounds: list[Facts] = []
    left = purse.amount
    for position, place in enumerate(standing.ranked):
        tie = _greedy_tie(purse, standing, position, left)
        fits = purse.costs[place] <= left
        reasons[place] = "funded" if fits else "too-expensive"
        if fits:
            left -= purse.costs[place]
        else:
            missing[place] = purse.costs[place] - left
        rounds.append(round_facts(position + 1, place, reasons[place], purse.costs[place], left, tie))
        if not fits and rule == "greedy-no-skip":
            break
    return budget_facts(purse, standing, rule, rounds, reasons, missing)


def _greedy_tie(purse: Purse, standing: Standing, position: int, left: int) -> Facts | None:
    """The tie that begins here, where only some of the equal projects fit."""
    points = standing.scores[standing.ranked[position]]
    if position and standing.scores[standing.ranked[position - 1]] == points:
        return None
    equal = [place for place in standing.ranked if standing.scores[place] == points]
    costs = [purse.costs[place] for place in equal]
    return standing.tie(purse, equal) if len(equal) > 1 and sum(costs) > left >= min(costs) else None


def best_selection(purse: Purse) -> Facts:
    """The most points for the money; of equals the cheapest, then the one that does without the projects that give least for their cost."""
    standing = Standing(purse)
    usable = sorted((place for place in standing.ranked if purse.costs[place] <= purse.amount), key=lambda place: standing.first[place])
    items = sorted(usable, key=lambda place: Fraction(-standing.scores[place], purse.costs[place]))
    layers = _layers([purse.costs[place] for place in items], [standing.scores[place] for place in items], purse.amount)
    score = max(layers[-1])
    cost, also = layers[-1][score]
    chosen = []
    for place, layer in zip(reversed(items), reversed(layers[:-1]), strict=True):
        if score in layer and layer[score][0] == cost:
            continue
        chosen.append(place)
        score, cost = score - standing.scores[place], cost - purse.costs[place]
    chosen = [place for place in standing.ranked if place in chosen]
    tie = {"projects": purse.names(chosen), "chosen": str(chosen[0] + 1), "decided_by": "cost"} if chosen and also is not None else None
    reasons = [standing.out.get(place, "funded" if place in chosen else "not-best") for place in range(len(purse.costs))]
    rounds, left = [], purse.amount
    for number, place in enumerate(chosen, start=1):
        left -= purse.costs[place]
        rounds.append(round_facts(number, place, "funded", purse.costs[place], left, tie if number == 1 else None))
    missing = {place: max(0, purse.costs[place] - left) for place, reason in enumerate(reasons) if reason == "not-best"}
    return budget_facts(purse, standing, "knapsack", rounds, reasons, missing)


Layer = dict[int, tuple[int, "int | None"]]


def _layers(costs: list[int], scores: list[int], room: int) -> list[Layer]:
    """After each item: points → the least that a selection with them costs, and the second least. Raises TooLarge."""
    layers: list[Layer] = [{0: (0, None)}]
    known = _quick_find(costs, scores, room)
    for index, (cost, score) in enumerate(zip(costs, scores, strict=True)):
        found = dict(layers[-1])
        for points, ways in layers[-1].items():
            for way in ways:
                if way is not None and way + cost <= room:
                    found[points + score] = _two_least(found.get(points + score), way + cost)
        kept: Layer = {}
        cheapest = room + 1
        for points in sorted(found, reverse=True):
            least = found[points][0]
            if least < cheapest:
                cheapest = least
                if points + _hope(costs, scores, index + 1, room - least) >= known:
                    kept[points] = found[points]
        layers.append(kept)
        if sum(map(len, layers)) > MOST_STATES:
            raise TooLarge("Die genaue Suche nach der besten Auswahl ist für dieses Programm zu groß")
    return layers


def _two_least(ways: tuple[int, int | None] | None, cost: int) -> tuple[int, int | None]:
    if ways is None:
        return cost, None
    least, second = ways
    if cost < least:
        return cost, least
    return least, cost if second is None else min(second, cost)


def _quick_find(costs: list[int], scores: list[int], room: int) -> int:
    """The points of a selection that fits."""
    found = 0
    for cost, score in zip(costs, scores, strict=True):
        if cost <= room:
            room, found = room - cost, found + score
    return found


def _hope(costs: list[int], scores: list[int], start: int, room: int) -> int:
    """More points than this no rest can add: items by points for money, the last one in part."""
    found = 0
    for cost, score in zip(costs[start:], scores[start:], strict=True):
        if cost > room:
            return found + -(-score * room // cost)
        room, found = room - cost, found + score
    return found
