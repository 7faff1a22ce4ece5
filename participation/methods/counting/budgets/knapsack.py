"""The most points for the money: an exact search over all selections that fit, without looking at those that cannot be best.

States are pairs (score, least cost). A state is dropped when another has a higher score for no more money, or when even the best
conceivable rest (fractions of projects allowed) would not bring it to the best selection known so far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

import numpy as np
from numpy.typing import NDArray

from participation.methods.counting.ballots import CountingError
from participation.methods.counting.budgets.ballots import BudgetBallots, BudgetTerms
from participation.methods.counting.budgets.greedy import excluded, tie_order
from participation.methods.counting.budgets.outcome import BudgetOutcome, BudgetRound, BudgetTie, Reason
from participation.methods.counting.outcome import Lot

MOST_STATES = 6_000_000
NEVER = np.int64(2**62)
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Best:
    """The best selection: its items, and whether another with as many points would have fitted, too."""

    items: tuple[int, ...]
    score: int
    also: bool


def count_knapsack(ballots: BudgetBallots, terms: BudgetTerms) -> BudgetOutcome:
    """Fund the selection with the highest total score; of equals the cheapest. Raises CountingError where it is too large to search."""
    votes, scores = ballots.support()
    order = tie_order(ballots, votes, terms.seed)
    out = excluded(ballots, scores, terms.threshold)
    usable = sorted((place for place in range(len(scores)) if place not in out), key=order.key)
    costs = [ballots.projects[place].cost for place in usable]
    best = best_selection(costs, [scores[place] for place in usable], ballots.budget)
    chosen = sorted((usable[item] for item in best.items), key=lambda place: (-scores[place], order.key(place)))
    left = ballots.budget
    rounds: list[BudgetRound] = []
    reasons: list[Reason] = [out.get(place, "not-best") for place in range(len(scores))]
    for place in chosen:
        left -= ballots.projects[place].cost
        reasons[place] = "funded"
        tie = BudgetTie(tuple(chosen), place, "cost") if best.also and not rounds else None
        rounds.append(BudgetRound(len(rounds) + 1, place, True, "funded", ballots.projects[place].cost, left, None, tie))
    return _outcome(ballots, terms, chosen, reasons, rounds, votes, scores, order.lot)


def _outcome(
    ballots: BudgetBallots,
    terms: BudgetTerms,
    chosen: list[int],
    reasons: list[Reason],
    rounds: list[BudgetRound],
    votes: list[int],
    scores: list[int],
    lot: Lot | None,
) -> BudgetOutcome:
    left = ballots.budget - sum(ballots.projects[place].cost for place in chosen)
    short = [max(0, project.cost - left) for project in ballots.projects]
    return BudgetOutcome(
        rule="knapsack",
        projects=ballots.projects,
        winners=tuple(chosen),
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
        missing=tuple(Fraction(short[place]) if reason == "not-best" else None for place, reason in enumerate(reasons)),
        threshold=terms.threshold,
        lot=lot,
    )


def best_selection(costs: Sequence[int], scores: Sequence[int], budget: int) -> Best:
    """The items whose scores sum to most within the budget; scores are positive. Raises CountingError beyond MOST_STATES states."""
    free = [item for item, cost in enumerate(costs) if cost == 0]
    unit = gcd(*costs) or 1
    items = [item for item, cost in enumerate(costs) if 0 < cost <= budget]
    items.sort(key=lambda item: (Fraction(-scores[item], costs[item]), item))
    weights = [costs[item] // unit for item in items]
    values = [scores[item] for item in items]
    if sum(values) >= 2**62 or sum(weights) >= 2**62:
        raise CountingError("Für diese Regel sind die Beträge oder Punkte zu groß.")
    kept, score, second = _search(weights, values, budget // unit)
    found = [items[index] for index in kept]
    base = sum(scores[item] for item in free)
    return Best(tuple(sorted([*free, *found])), base + score, second <= budget // unit)


def _search(weights: list[int], values: list[int], room: int) -> tuple[list[int], int, int]:
    """Indices taken, their score, and the least cost of another selection with the same score (NEVER where there is none)."""
    layers: list[tuple[Numbers, Numbers]] = []
    score, cost, other = np.zeros(1, np.int64), np.zeros(1, np.int64), np.full(1, NEVER)
    known, total = _greedy(weights, values, room), 0
    for index, (weight, value) in enumerate(zip(weights, values, strict=True)):
        layers.append((score, cost))
        total += len(score)
        if total > MOST_STATES:
            raise CountingError("Für die genaue Suche nach der besten Auswahl sind es zu viele Projekte. Nehmen Sie eine andere Regel.")
        score, cost, other = _merged(score, cost, other, weight, value, room)
        hopeful = _bound(score, cost, weights, values, index + 1, room) >= known
        score, cost, other = score[hopeful], cost[hopeful], other[hopeful]
    best = int(np.argmax(score))
    target, spent, second = int(score[best]), int(cost[best]), int(other[best])
    kept = []
    left_score, left_cost = target, spent
    for index in range(len(weights) - 1, -1, -1):
        scores, costs = layers[index]
        at = int(np.searchsorted(scores, left_score))
        if at < len(scores) and scores[at] == left_score and costs[at] == left_cost:
            continue
        kept.append(index)
        left_score, left_cost = left_score - values[index], left_cost - weights[index]
    return kept[::-1], target, second


def _greedy(weights: list[int], values: list[int], room: int) -> int:
    """The score of a selection that certainly fits: a first mark to beat."""
    found = 0
    for weight, value in zip(weights, values, strict=True):
        if weight <= room:
            room, found = room - weight, found + value
    return found


def _merged(score: Numbers, cost: Numbers, other: Numbers, weight: int, value: int, room: int) -> tuple[Numbers, Numbers, Numbers]:
    """All states without and with one more item: for each score the least and the second least cost; dominated ones dropped."""
    fits = cost + weight <= room
    more = np.where(other[fits] < NEVER, other[fits] + weight, NEVER)
    scores = np.concatenate([score, score, score[fits] + value, score[fits] + value])
    costs = np.concatenate([cost, other, cost[fits] + weight, more])
    order = np.lexsort((costs, scores))
    scores, costs = scores[order], costs[order]
    first = np.flatnonzero(np.concatenate([[True], scores[1:] != scores[:-1]]))
    least, second, reached = costs[first], costs[first + 1], scores[first]
    cheapest_above = np.minimum.accumulate(least[::-1])[::-1]
    useful = np.concatenate([least[:-1] < cheapest_above[1:], [True]])
    return reached[useful], least[useful], second[useful]


def _bound(score: Numbers, cost: Numbers, weights: list[int], values: list[int], start: int, room: int) -> Numbers:
    """No more than this can be reached from each state: the rest by value for money, the last item in part (rounded up)."""
    weight = np.concatenate([[0], np.cumsum(np.array(weights[start:], np.int64))])
    value = np.concatenate([[0], np.cumsum(np.array(values[start:], np.int64))])
    left = room - cost
    whole = np.searchsorted(weight, left, side="right") - 1
    reached: Numbers = score + value[whole]
    if start == len(weights):
        return reached
    part = np.minimum(whole, len(weights) - start - 1) + start
    spare = (left - weight[whole]).astype(np.float64)
    share = spare * np.array(values, np.float64)[part] / np.array(weights, np.float64)[part]
    # one more than rounded up: a float's error never cuts a state off
    return np.asarray(np.where(whole < len(weights) - start, reached + np.ceil(share * (1 + 1e-9)).astype(np.int64) + 1, reached), np.int64)
