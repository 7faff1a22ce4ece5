"""What stands in the way: quotas that contradict each other, the smallest changes that help, and what each quota costs."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace

import numpy as np

from participation.methods.sortition.bound import compact_program
from participation.methods.sortition.problem import Problem, Quota
from participation.methods.sortition.programs import INFINITY, Program


@dataclass(frozen=True, slots=True)
class Change:
    """A quota's bound moved to another number of seats."""

    quota: Quota
    bound: str  # "minimum" or "maximum"
    to: int


@dataclass(frozen=True)
class Conflict:
    """Quotas that no panel of the pool can meet together, none of which could be left out of the conflict; and the smallest ways out."""

    quotas: tuple[Quota, ...]
    ways_out: tuple[tuple[Change, ...], ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The smallest chance if one bound of one quota were moved by one seat; None where no panel would be left."""

    change: Change
    smallest: float | None


def _feasibility(problem: Problem, quotas: tuple[Quota, ...]) -> bool:
    types = problem.types
    program = Program(types.number, integer=True)
    program.bounds(np.zeros(types.number), types.sizes.astype(float))
    program.add_row(problem.seats, problem.seats, np.arange(types.number), np.ones(types.number))
    for row, quota in enumerate(problem.quotas):
        if quota in quotas:
            inside = np.flatnonzero(types.cells[row])
            program.add_row(quota.minimum, quota.maximum, inside, np.ones(len(inside)))
    for home in types.homes:
        program.add_row(-INFINITY, 1, home, np.ones(len(home)))
    return program.solve()


def conflict(problem: Problem, ways: int = 3) -> Conflict | None:
    """Why no panel is legal, or None where one is. Leaves one quota after the other out; what cannot be left out is the conflict."""
    if _feasibility(problem, problem.quotas):
        return None
    kept = list(problem.quotas)
    for quota in problem.quotas:
        without = tuple(other for other in kept if other != quota)
        if not _feasibility(problem, without):
            kept = list(without)
    return Conflict(tuple(kept), tuple(ways_out(problem, ways)))


def ways_out(problem: Problem, ways: int = 3) -> list[tuple[Change, ...]]:
    """The changes of bounds with the fewest seats in all that leave a legal panel, the smallest first; at most `ways`.

    Each further one avoids a change that an earlier one made (Lawler's partition of the solutions).
    """
    slack = _Slack(problem)
    first = slack.solve({})
    if first is None:
        return []
    found: list[tuple[Change, ...]] = []
    queue: list[tuple[float, int, dict[int, int], dict[int, int]]] = []
    number = 0
    heapq.heappush(queue, (first[0], number, first[1], {}))
    while queue and len(found) < ways:
        _total, _number, used, forbidden = heapq.heappop(queue)
        changes = slack.changes(used)
        if changes not in found:
            found.append(changes)
        for column, amount in used.items():
            tried = forbidden | {column: amount - 1}
            more = slack.solve(tried)
            if more is not None:
                number += 1
                heapq.heappush(queue, (more[0], number, more[1], tried))
    return found


class _Slack:
    """The integer program whose quotas may be broken at the price of one a seat; columns after the types: lower slack, then upper slack."""

    def __init__(self, problem: Problem) -> None:
        types = problem.types
        self.problem, self.number, self.quotas = problem, types.number, len(problem.quotas)
        columns = types.number + 2 * self.quotas
        self.program = Program(columns, integer=True)
        self.upper = np.concatenate([types.sizes.astype(float), np.full(2 * self.quotas, float(problem.seats))])
        self.program.costs(np.concatenate([np.zeros(types.number), np.full(2 * self.quotas, -1.0)]))
        self.program.add_row(problem.seats, problem.seats, np.arange(types.number), np.ones(types.number))
        for row, quota in enumerate(problem.quotas):
            inside = np.flatnonzero(types.cells[row])
            low, high = types.number + row, types.number + self.quotas + row
            self.program.add_row(quota.minimum, INFINITY, np.append(inside, low), np.ones(len(inside) + 1))
            self.program.add_row(-INFINITY, quota.maximum, np.append(inside, high), np.append(np.ones(len(inside)), -1.0))
        for home in types.homes:
            self.program.add_row(-INFINITY, 1, home, np.ones(len(home)))

    def solve(self, most: dict[int, int]) -> tuple[float, dict[int, int]] | None:
        """The fewest seats of slack, and which; `most` bounds some slack columns."""
        upper = self.upper.copy()
        for column, amount in most.items():
            upper[column] = amount
        self.program.bounds(np.zeros(len(upper)), upper)
        self.program.solver.clearSolver()
        if not self.program.solve():
            return None
        values = np.rint(self.program.values[self.number :]).astype(int)
        used = {self.number + int(place): int(values[place]) for place in np.flatnonzero(values)}
        return float(values.sum()), used

    def changes(self, used: dict[int, int]) -> tuple[Change, ...]:
        """Slack as changes of bounds."""
        made = []
        for column, amount in sorted(used.items()):
            place = column - self.number
            quota = self.problem.quotas[place % self.quotas]
            low = place < self.quotas
            made.append(Change(quota, "minimum" if low else "maximum", quota.minimum - amount if low else quota.maximum + amount))
        return tuple(made)


def price_list(problem: Problem) -> list[WhatIf]:
    """The smallest chance for each bound of each quota moved by one seat either way, by warm linear programs of the compact bound."""
    types = problem.types
    program = compact_program(problem, 1)
    program.bounds(np.zeros(types.number + 1), np.ones(types.number + 1))
    program.costs(np.append(np.zeros(types.number), 1.0))
    for kind in range(types.number):
        program.add_row(0, INFINITY, (kind, types.number), (1, -1))
    program.solve()
    found = []
    for row, quota in enumerate(problem.quotas):
        for bound, step in (("minimum", -1), ("minimum", 1), ("maximum", -1), ("maximum", 1)):
            moved = replace(quota, **{bound: getattr(quota, bound) + step})
            if not 0 <= moved.minimum <= moved.maximum <= problem.seats:
                continue
            program.row(row + 1, moved.minimum, moved.maximum)
            smallest = program.objective if program.solve() else None
            found.append(WhatIf(Change(quota, bound, getattr(moved, bound)), smallest))
        program.row(row + 1, quota.minimum, quota.maximum)
    program.stop()
    return found
