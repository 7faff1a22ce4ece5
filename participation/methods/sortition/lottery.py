"""The published lottery: numbered legal panels, one of which a public random number picks, so that everybody's chance can be counted.

Panels come by herding (Welling, "Herding dynamical weights to learn", 2009): each is the legal panel that is worth most when every type is
worth what it still lacks. Then single swaps bring those up who have fewer tickets than the bound promises. Members of a type take turns,
so that equals differ by at most one ticket. "Fair sortition made transparent": Flanigan, Kehne, Procaccia, NeurIPS 2021.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from participation.methods.sortition.distribution import Distribution
from participation.methods.sortition.evening import Evening
from participation.methods.sortition.panels import PanelFinder, Progress, no_progress
from participation.methods.sortition.problem import CannotDraw, Problem, Whole
from participation.methods.sortition.programs import Numbers


@dataclass(frozen=True)
class Lottery:
    """Numbered panels of people's indices, each sorted; the uniform draw of a number gives everybody tickets ÷ panels."""

    panels: tuple[tuple[int, ...], ...]
    people: int

    @property
    def tickets(self) -> Whole:
        """How many panels each person is in."""
        counted = np.zeros(self.people, dtype=np.int64)
        for panel in self.panels:
            counted[list(panel)] += 1
        return counted

    @property
    def chances(self) -> list[Fraction]:
        """Everybody's exact chance."""
        return [Fraction(int(count), len(self.panels)) for count in self.tickets]


def stream(seed: str, name: str) -> np.random.Generator:
    """A random stream that a published seed and a name determine: PCG64 on HMAC-SHA256."""
    digest = hmac.new(seed.encode(), name.encode(), hashlib.sha256).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


def make_lottery(
    problem: Problem,
    distribution: Distribution,
    *,
    panels: int = 1000,
    seed: str = "",
    finder: PanelFinder | None = None,
    progress: Progress = no_progress,
) -> Lottery:
    """A lottery of numbered panels in which everybody's tickets come as near to the exact chances as swaps can bring them."""
    finder = finder or PanelFinder(problem)
    goal = panels * distribution.chances * problem.types.sizes
    found = _rounded(distribution, goal, panels, problem, finder)
    _even_out(problem, found, goal, finder, progress)
    return Lottery(_people(problem, found, seed), len(problem.ids))


def _rounded(distribution: Distribution, goal: Numbers, panels: int, problem: Problem, finder: PanelFinder) -> Whole:
    """The exact lottery's panels as often as their weight has whole tickets; the rest one by one, each the best for what is still owed."""
    sizes = problem.types.sizes
    copies = np.floor(panels * distribution.weights + 1e-9).astype(np.int64)
    found = np.repeat(distribution.panels, copies, axis=0)
    parts = panels * distribution.weights - copies
    rest = []
    owed = goal - found.sum(axis=0)
    for _number in range(panels - len(found)):
        candidates = np.flatnonzero(parts > 0)
        worth = owed / sizes
        values = distribution.panels[candidates] @ worth - 0.5 * (distribution.panels[candidates] ** 2) @ (1 / sizes)
        chosen = int(candidates[np.argmax(values)]) if len(candidates) else -1
        panel = distribution.panels[chosen] if chosen >= 0 else finder.good(worth)
        if panel is None:
            raise CannotDraw("Aus diesem Lostopf gibt es keine Besetzung, die alle Quoten einhält.")
        if chosen >= 0:
            parts[chosen] = 0
        rest.append(panel)
        owed = owed - panel
    return np.concatenate([found, np.array(rest, dtype=np.int64).reshape(len(rest), len(sizes))])


def random_panels(problem: Problem, panels: int, seed: str, finder: PanelFinder, progress: Progress = no_progress) -> Whole:
    """Legal panels, each the best under fresh random weights: plain stratified drawing, for comparison; it promises nobody a chance."""
    generator = stream(seed, "random panels")
    found = np.zeros((panels, problem.types.number), dtype=np.int64)
    for number in range(panels):
        panel = finder.good(generator.random(problem.types.number))
        if panel is None:
            raise CannotDraw("Aus diesem Lostopf gibt es keine Besetzung, die alle Quoten einhält.")
        found[number] = panel
        if number % 25 == 0:
            progress("panels", number, panels)
    return found


def as_lottery(problem: Problem, found: Whole, seed: str) -> Lottery:
    """Panels of types as panels of people."""
    return Lottery(_people(problem, found, seed), len(problem.ids))


def _even_out(problem: Problem, found: Whole, goal: Numbers, finder: PanelFinder, progress: Progress, rounds: int = 6) -> None:
    """Swap people and solve panels again, in turns; changes `found` in place."""
    evening, size = Evening(problem, found, goal, finder), len(found)
    for turn in range(rounds):
        progress("evening out", turn, rounds)
        moved = evening.swap()
        if not evening.lacking and turn:
            break
        part = np.arange(turn % 4, size, 4)
        moved += evening.solve_again(part)
        if not moved:
            break
    evening.swap()
    progress("evening out", rounds, rounds)


def _people(problem: Problem, found: Whole, seed: str) -> tuple[tuple[int, ...], ...]:
    """Let the members of each type take turns, in an order that the seed determines."""
    generator = stream(seed, "turns")
    orders = [generator.permutation(np.array(members)) for members in problem.types.members]
    turn = np.zeros(len(orders), dtype=np.int64)
    panels: list[tuple[int, ...]] = []
    for row in found:
        panel: list[int] = []
        for kind in np.flatnonzero(row):
            order, start = orders[kind], int(turn[kind])
            panel += [int(order[(start + place) % len(order)]) for place in range(row[kind])]
            turn[kind] += row[kind]
        panels.append(tuple(sorted(panel)))
    order = generator.permutation(len(panels))
    return tuple(panels[place] for place in order)
