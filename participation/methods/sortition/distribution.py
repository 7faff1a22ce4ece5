"""The exact lottery: legal panels with weights, so that everybody has the fairest chance to within rounding.

One master program over panels found by herding; where they do not suffice, column generation with exact pricing, which either reaches the
compact bound or proves what is the best that whole panels allow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from participation.methods.sortition.panels import PanelFinder, Progress, herd, no_progress
from participation.methods.sortition.problem import CannotDraw, Problem, Whole
from participation.methods.sortition.programs import INFINITY, Numbers, Program

CLOSE = 1e-6
"""How near the chances must come to their goal for the search to stop."""
REACHED = 5e-5
"""How near they must come for the bound to count as reached; a twentieth of a ticket of a thousand."""
MOST_ROUNDS = 400
MANY = 400
"""From so many types on, the first master program is solved by interior points, and few rounds follow."""


@dataclass(frozen=True)
class Distribution:
    """Panels (J × T) with weights that add up to 1; the chance of each type's members; how far the furthest is from its goal."""

    panels: Whole
    weights: Numbers
    chances: Numbers
    error: float


class _Master:
    """min ε with |Σ λ_j x_jt / m_t − p_t| ≤ ε for every type, Σ λ = 1; panels can be added. Column 0 is ε."""

    def __init__(self, problem: Problem, goal: Numbers, panels: Whole) -> None:
        self.sizes, self.goal = problem.types.sizes.astype(float), goal
        self.number = len(goal)
        self.program = Program(1)
        self.program.bounds(np.zeros(1), np.full(1, INFINITY))
        self.program.costs(np.array([-1.0]))
        for kind in range(self.number):
            self.program.add_row(goal[kind], INFINITY, (0,), (1,))
        for kind in range(self.number):
            self.program.add_row(-INFINITY, goal[kind], (0,), (-1,))
        self.program.add_row(1, 1, (), ())
        self.first = True
        self.panels: list[Whole] = []
        for panel in np.unique(panels, axis=0):
            self.add(panel)

    def add(self, panel: Whole) -> None:
        """One more panel."""
        inside = np.flatnonzero(panel)
        shares = panel[inside] / self.sizes[inside]
        rows = np.concatenate([inside, inside + self.number, [2 * self.number]])
        self.program.add_column(0.0, 0.0, INFINITY, rows, np.concatenate([shares, shares, [1.0]]))
        self.panels.append(panel)

    def solve(self) -> float:
        """The smallest error with the panels so far; large programs begin with interior points, which the simplex goes on from."""
        self.program.option("solver", "ipm" if self.number > MANY and self.first else "choose")
        self.first = False
        self.program.solve()
        return -self.program.objective

    def prices(self) -> tuple[Numbers, float]:
        """What a panel would be worth: a weight for each type, and what it must exceed to help."""
        duals = -self.program.duals
        weights = (duals[: self.number] + duals[self.number : 2 * self.number]) / self.sizes
        return weights, float(-duals[2 * self.number])

    def distribution(self) -> Distribution:
        """The panels with their weights now."""
        weights = np.clip(self.program.values[1:], 0, None)
        weights /= weights.sum()
        panels = np.array(self.panels)
        used = weights > 1e-12
        chances = weights @ panels / self.sizes
        return Distribution(panels[used], weights[used] / weights[used].sum(), chances, float(np.abs(chances - self.goal).max()))


def distribute(
    problem: Problem,
    goal: Numbers,
    *,
    finder: PanelFinder | None = None,
    panels: Whole | None = None,
    close: float = CLOSE,
    progress: Progress = no_progress,
) -> Distribution:
    """Panels and weights that give each type the chance `goal` (T), or come as near to it as panels of whole people can.

    The error of the result is above `close` only where exact pricing proved that no lottery comes nearer.
    """
    finder = finder or PanelFinder(problem)
    if panels is None:
        panels = herd(problem, goal, max(1000, int(2.2 * problem.types.number)), finder, progress)
    master = _Master(problem, goal, panels)
    large = problem.types.number > MANY
    for turn in range(MOST_ROUNDS):
        error = master.solve()
        progress("exact chances", turn, MOST_ROUNDS)
        if error <= (REACHED if large else close):
            break
        if not _price(master, finder):
            break
    found = master.distribution()
    master.program.stop()
    return found


def _price(master: _Master, finder: PanelFinder) -> bool:
    """Add panels that help: quick ones, or the best there is. False where even the best does not help, which is the proof of an optimum."""
    weights, needed = master.prices()
    helped = False
    noise = np.random.Generator(np.random.PCG64(len(master.panels)))
    spread = np.abs(weights).max() or 1.0
    for turn in range(8):
        tried = weights if not turn else weights + noise.normal(0, 0.05 * spread, len(weights))
        panel = finder.good(tried)
        if panel is not None and weights @ panel > needed + 1e-9:
            master.add(panel)
            helped = True
    if helped:
        return True
    panel = finder.best(weights)
    if panel is None or weights @ panel <= needed + 1e-8:
        return False
    master.add(panel)
    return True


def leximin_of_panels(
    problem: Problem, *, finder: PanelFinder, panels: Whole, never: frozenset[int] = frozenset(), progress: Progress = no_progress
) -> Distribution:
    """Leximin over lotteries of whole panels by column generation, for pools whose compact bound no lottery reaches.

    `never` are the types in no legal panel. Each level's optimum is proved by an integer program.
    """
    types = problem.types
    sizes, number = types.sizes.astype(float), types.number
    program = Program(1)
    program.bounds(np.zeros(1), np.ones(1))
    program.costs(np.ones(1))
    for kind in range(number):
        program.add_row(-INFINITY if kind in never else 0, INFINITY, (0,), (-1.0,))
    program.add_row(1, 1, (), ())
    found: list[Whole] = []

    def add(panel: Whole) -> None:
        inside = np.flatnonzero(panel)
        program.add_column(0.0, 0.0, INFINITY, np.concatenate([inside, [number]]), np.concatenate([panel[inside] / sizes[inside], [1.0]]))
        found.append(panel)

    for panel in np.unique(panels, axis=0):
        add(panel)
    free = set(range(number)) - never
    while free:
        progress("exact levels", number - len(free), number)
        level, duals = _level(program, finder, add, number, sizes)
        prices = np.abs(duals[:number])
        tight = {kind for kind in free if prices[kind] > 1e-7} or {max(free, key=lambda kind: prices[kind])}
        for kind in tight:
            program.row(kind, max(0.0, level - 1e-8), INFINITY)
            program.solver.changeCoeff(kind, 0, 0.0)
        free -= tight
    weights = np.clip(program.values[1:], 0, None)
    weights /= weights.sum()
    matrix = np.array(found)
    used = weights > 1e-12
    chances = weights @ matrix / sizes
    program.stop()
    return Distribution(matrix[used], weights[used] / weights[used].sum(), chances, 0.0)


def _level(program: Program, finder: PanelFinder, add: object, number: int, sizes: Numbers) -> tuple[float, Numbers]:
    for _turn in range(10_000):
        if not program.solve():
            raise CannotDraw("Aus diesem Lostopf gibt es keine Besetzung, die alle Quoten einhält.")
        duals = program.duals
        weights, needed = -duals[:number] / sizes, float(duals[number])
        panel = finder.good(weights)
        if panel is None or weights @ panel <= needed + 1e-8:
            panel = finder.best(weights)
        if panel is None or weights @ panel <= needed + 1e-8:
            break
        add(panel)  # type: ignore[operator]  # a function
    return float(program.values[0]), duals
