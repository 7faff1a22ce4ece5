"""Legal panels of whole people: the one that is worth most under given weights, quickly or exactly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from participation.methods.sortition.problem import CannotDraw, Problem, Whole
from participation.methods.sortition.programs import INFINITY, Numbers, Program

NEARLY_WHOLE = 1e-6


Progress = Callable[[str, int, int], None]
"""Told what is done: (what, how many, of how many); raises Cancelled to stop."""


def no_progress(what: str, done: int, of: int) -> None:
    """Nobody watches."""


class PanelFinder:
    """Finds legal panels as numbers of people of each type (T whole numbers)."""

    def __init__(self, problem: Problem, never: frozenset[int] = frozenset()) -> None:
        types = problem.types
        self.sizes = types.sizes.astype(float)
        if problem.types.homes:
            shared = sorted({kind for home in types.homes for kind in home})
            self.sizes[shared] = 1  # one of a household, even where two are alike
        self.sizes[list(never)] = 0
        self.number = types.number
        self._relaxed = self._program(problem, integer=False)
        self._whole: Program | None = None
        self._problem = problem
        self.dives = self.programs = 0

    def _program(self, problem: Problem, *, integer: bool) -> Program:
        types = problem.types
        program = Program(types.number, integer=integer)
        program.bounds(np.zeros(types.number), self.sizes)
        program.add_row(problem.seats, problem.seats, np.arange(types.number), np.ones(types.number))
        for row, quota in enumerate(problem.quotas):
            inside = np.flatnonzero(types.cells[row])
            program.add_row(quota.minimum, quota.maximum, inside, np.ones(len(inside)))
        for home in types.homes:
            program.add_row(-INFINITY, 1, home, np.ones(len(home)))
        return program

    def good(self, weights: Numbers) -> Whole | None:
        """A panel that is worth much, by diving; None where no legal panel exists.

        First with every whole seat of the linear program kept, which takes some ten warm programs; where that leads nowhere, without; then by
        an integer program.
        """
        self._relaxed.costs(weights)
        for keep, most in ((True, 40), (False, 25)):
            found, possible = self._dive(keep=keep, most=most)
            if not possible:
                return None
            if found is not None:
                return found
        return self.best(weights, quick=True)

    def _dive(self, *, keep: bool, most: int) -> tuple[Whole | None, bool]:
        """Solve, make the most decided number whole, solve again … The panel where that worked; whether the first program had a solution."""
        program = self._relaxed
        lower, upper = np.zeros(self.number), self.sizes.copy()
        program.bounds(lower, upper)
        last: tuple[int, float, float] | None = None
        for dive in range(most):
            self.dives += 1
            if not program.solve():
                if last is None:
                    return None, dive > 0
                kind, lower[kind], upper[kind] = last
                last = None
                program.bound(kind, float(lower[kind]), float(upper[kind]))
                continue
            values = program.values
            floors = np.floor(values + NEARLY_WHOLE)
            rest = values - floors
            open_kinds = np.flatnonzero(rest > NEARLY_WHOLE)
            if not len(open_kinds):
                return np.rint(values).astype(np.int64), True
            if keep:
                for kept in np.flatnonzero(floors > lower):
                    lower[kept] = floors[kept]
                    program.bound(int(kept), float(lower[kept]), float(upper[kept]))
            last = self._narrow(open_kinds, rest, floors, lower, upper)
        return None, True

    def _narrow(self, open_kinds: Whole, rest: Numbers, floors: Numbers, lower: Numbers, upper: Numbers) -> tuple[int, float, float]:
        """Round the fullest open number up; the answer is what to do instead where that leads nowhere: kind and bounds."""
        kind = int(open_kinds[np.argmax(rest[open_kinds])])
        instead = (kind, float(lower[kind]), float(floors[kind]))
        lower[kind] = floors[kind] + 1
        self._relaxed.bound(kind, float(lower[kind]), float(upper[kind]))
        return instead

    def best(self, weights: Numbers, *, quick: bool = False, at_least_one: int | None = None) -> Whole | None:
        """The panel that is worth most, by an integer program; None where there is no legal one. `quick`: within a hundredth of it."""
        if self._whole is None:
            self._whole = self._program(self._problem, integer=True)
        program = self._whole
        self.programs += 1
        program.option("mip_rel_gap", 0.01 if quick else 0.0)
        lower = np.zeros(self.number)
        if at_least_one is not None:
            lower[at_least_one] = 1
            if self.sizes[at_least_one] < 1:
                return None
        program.bounds(lower, self.sizes)
        program.costs(weights)
        program.solver.clearSolver()
        return np.rint(program.values).astype(np.int64) if program.solve() else None

    def legal_types(self, seen: Whole) -> frozenset[int]:
        """The types that are in no legal panel, of those that `seen` (a sum of panels) has not; one integer program each."""
        shut_out = [kind for kind in np.flatnonzero(seen == 0) if self.best(np.zeros(self.number), at_least_one=int(kind)) is None]
        return frozenset(int(kind) for kind in shut_out)


def herd(problem: Problem, chances: Numbers, panels: int, finder: PanelFinder, progress: Progress = no_progress) -> Whole:
    """`panels` legal panels (panels × T) whose mean runs towards `chances`."""
    sizes = problem.types.sizes.astype(float)
    step, owed = chances * sizes, np.zeros(len(sizes))
    found = np.zeros((panels, len(sizes)), dtype=np.int64)
    for number in range(panels):
        owed += step
        panel = finder.good(owed / sizes)
        if panel is None:
            raise CannotDraw("Aus diesem Lostopf gibt es keine Besetzung, die alle Quoten einhält.")
        found[number] = panel
        owed -= panel
        if number % 25 == 0:
            progress("panels", number, panels)
    progress("panels", panels, panels)
    return found
