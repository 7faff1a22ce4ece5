"""The fairest chances that any lottery could give: leximin, maximin and Nash on the compact linear program of types.

Every lottery over legal panels gives chances that satisfy this program, so its optimum bounds all of them. Leximin: Flanigan, Gölz,
Gupta, Hennig, Procaccia, "Fair algorithms for selecting citizens' assemblies", Nature 596, 2021; the program of types instead of
panels is what makes it fast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from participation.methods.sortition.problem import CannotDraw, Problem
from participation.methods.sortition.programs import INFINITY, Numbers, Program

SMALL_DUAL = 1e-7
"""A price below this is rounding."""
SLACK = 1e-8


@dataclass(frozen=True)
class Certificate:
    """Prices that prove the bound by weak duality: of a seat, of each quota, of each household of several, and weights of the types (T, Σ = 1).

    `verify.upper_bound` computes the bound from them by hand.
    """

    seat: float
    quotas: tuple[float, ...]
    homes: tuple[float, ...]
    weights: Numbers


@dataclass(frozen=True)
class Chances:
    """A chance for each type's members (T), the smallest of those counted, the number of distinct levels, and the bound's certificate."""

    of_types: Numbers
    smallest: float
    levels: int
    certificate: Certificate


def compact_program(problem: Problem, extra: int) -> Program:
    """The program of chances a type (T columns, then `extra` ones): seats in row 0, a row a quota, a row a household of several."""
    types = problem.types
    number = types.number
    program = Program(number + extra)
    sizes = types.sizes.astype(float)
    program.add_row(problem.seats, problem.seats, np.arange(number), sizes)
    for row, quota in enumerate(problem.quotas):
        inside = np.flatnonzero(types.cells[row])
        program.add_row(quota.minimum, quota.maximum, inside, sizes[inside])
    for home in types.homes:
        program.add_row(-INFINITY, 1, home, sizes[list(home)])
    return program


def leximin(problem: Problem, *, only_first: bool = False, never: frozenset[int] = frozenset()) -> Chances:
    """The leximin chances of the compact program; with `only_first` the maximin ones.

    `never` are types in no legal panel: their chance is 0 and they do not count for the smallest. Raises CannotDraw where even fractions of
    people cannot meet the quotas.
    """
    number = problem.types.number
    program = compact_program(problem, 1)
    upper = np.ones(number + 1)
    upper[[*never, number]] = [0.0] * len(never) + [INFINITY]
    lower = np.zeros(number + 1)
    program.bounds(lower, upper)
    costs = np.zeros(number + 1)
    costs[number] = 1
    program.costs(costs)
    for name in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
        program.option(name, 1e-9)
    first = program.rows
    for kind in range(number):
        program.add_row(-INFINITY if kind in never else 0, INFINITY, (kind, number), (1, -1))
    free = set(range(number)) - never
    levels, smallest = 0, 0.0
    certificate: Certificate | None = None
    chances = np.zeros(number)
    while free:
        if not program.solve():
            raise CannotDraw("Aus diesem Lostopf gibt es keine Besetzung, die alle Quoten einhält.")
        level, duals, chances = program.values[number], program.duals, program.values[:number]
        if certificate is None:
            smallest, certificate = float(level), _certificate(problem, duals)
        levels += 1
        if only_first:
            break
        prices = np.abs(duals[first : first + number])
        tight = {kind for kind in free if prices[kind] > SMALL_DUAL} or {max(free, key=lambda kind: prices[kind])}
        for kind in tight:
            program.row(first + kind, -INFINITY, INFINITY)
            program.bound(kind, max(0.0, level - SLACK), 1)
        free -= tight
    program.stop()
    if certificate is None:
        raise CannotDraw("Niemand ist in einer Besetzung, die alle Quoten einhält.")
    return Chances(np.clip(chances, 0, 1), smallest, levels, certificate)


def _certificate(problem: Problem, duals: Numbers) -> Certificate:
    quotas = tuple(0.0 if abs(price) <= SMALL_DUAL else float(price) for price in duals[1 : len(problem.quotas) + 1])
    first = len(problem.quotas) + 1
    homes = tuple(max(0.0, float(price)) for price in duals[first : first + len(problem.types.homes)])
    weights = np.clip(-duals[first + len(homes) : first + len(homes) + problem.types.number], 0, None)
    return Certificate(float(duals[0]), quotas, homes, weights / weights.sum())


def nash(problem: Problem, *, never: frozenset[int] = frozenset(), rounds: int = 60) -> Chances:
    """The chances with the largest product (Nash welfare), by tangents to the logarithm that are added until they fit to 1e-6.

    Each round's program is a linear one over the same rows; the sum of logarithms lies between its optimum and the best found.
    """
    first = leximin(problem, only_first=True, never=never)
    types = problem.types
    number = types.number
    program = compact_program(problem, number)
    upper = np.concatenate([np.ones(number), np.zeros(number)])
    upper[list(never)] = 0
    program.bounds(np.concatenate([np.zeros(number), np.full(number, -60.0)]), upper)
    program.costs(np.concatenate([np.zeros(number), np.where(np.isin(np.arange(number), list(never)), 0, types.sizes)]))
    counted = [kind for kind in range(number) if kind not in never]
    for at in (1e-3, 0.01, 0.05, 0.2, 0.5, 1.0):
        for kind in counted:
            _tangent(program, kind, number, at)
    best = first.of_types
    for _round in range(rounds):
        program.solve()
        best, logs = program.values[:number], program.values[number:]
        off = [kind for kind in counted if logs[kind] - np.log(max(best[kind], 1e-12)) > 1e-6]
        if not off:
            break
        for kind in off:
            _tangent(program, kind, number, max(float(best[kind]), 1e-6))
    program.stop()
    smallest = float(min((best[kind] for kind in counted), default=0.0))
    return Chances(np.clip(best, 0, 1), smallest, first.levels, first.certificate)


def _tangent(program: Program, kind: int, number: int, at: float) -> None:
    """log p ≤ log a + (p − a) / a."""
    program.add_row(-INFINITY, float(np.log(at)) - 1, (number + kind, kind), (1, -1 / at))
