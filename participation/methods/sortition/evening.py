"""Evening out a lottery: single swaps and panels solved again, until everybody has the tickets promised or nothing helps.

The potential is Σ m·g(d/m) over types: d the seats of a type above its goal, m its people. It is quadratic, and steeper for what a type
lacks of the whole tickets that the bound promises each of its people.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from participation.methods.sortition.panels import PanelFinder
from participation.methods.sortition.problem import Problem, Whole
from participation.methods.sortition.programs import Numbers

SHORT = 4.0
"""How much more a lacking ticket weighs than one too many."""
WIDTH = 160
"""How many types with too much are looked at for a swap."""
DEPTH = 120
"""How many types with too little."""


class Evening:
    """Panels (P × T) on their way to a goal (T seats in all panels together); changes them in place."""

    def __init__(self, problem: Problem, found: Whole, goal: Numbers, finder: PanelFinder) -> None:
        types = problem.types
        self.found, self.goal, self.finder = found, goal, finder
        self.sizes = types.sizes
        self.floors = np.floor(goal / types.sizes + 1e-9) * types.sizes
        self.cells = types.cells.astype(np.float32)
        self.most = np.array([quota.maximum for quota in problem.quotas], dtype=np.float32)
        self.least = np.array([quota.minimum for quota in problem.quotas], dtype=np.float32)
        self.counts = found.astype(np.float32) @ self.cells.T
        self.totals = found.sum(axis=0)
        self.room = np.where(np.isin(np.arange(types.number), [kind for home in types.homes for kind in home]), 1, types.sizes)
        self.homes = types.homes
        self.home_of = {kind: list(home) for home in types.homes for kind in home}

    @property
    def lacking(self) -> float:
        """How many seats are missing for everybody to have the whole tickets promised."""
        return float(np.maximum(self.floors - self.totals, 0).sum())

    def wanted(self, totals: Numbers | Whole) -> Numbers:
        """What one more seat of each type is worth: the potential's slope downwards."""
        slope: Numbers = (self.goal - totals + SHORT * np.maximum(self.floors - totals, 0)) / self.sizes
        return slope

    def potential(self, totals: Numbers | Whole) -> float:
        """How far the lottery is from its goal."""
        off, short = totals - self.goal, np.maximum(self.floors - totals, 0)
        return float(((off**2 + SHORT * short**2) / self.sizes).sum())

    def swap(self, most: int = 4000) -> int:
        """Swap single people between types, the steepest first, while that brings the lottery nearer; returns how often."""
        moved = 0
        while moved < most:
            before = moved
            worth = self.wanted(self.totals)
            for kind in np.argsort(-worth)[:DEPTH]:
                while worth[kind] > 0 and self._swap_in(int(kind), worth):
                    moved += 1
                    worth = self.wanted(self.totals)
            if moved == before:
                break
        return moved

    def _swap_in(self, comes: int, worth: Numbers) -> bool:
        """Put one of type `comes` in for the one who can be spared best; whether there was such a panel."""
        gain = worth[comes] - worth - (1 + SHORT) / self.sizes[comes] - 1 / self.sizes
        others = np.argsort(-gain)[:WIDTH]
        others = others[(gain[others] > 0) & (others != comes)]
        if not len(others):
            return False
        legal = self._legal(comes, others)
        columns = np.flatnonzero(legal.any(axis=0))
        if not len(columns):
            return False
        place = columns[0]
        panel, leaves = int(np.flatnonzero(legal[:, place])[0]), int(others[place])
        self.found[panel, leaves] -= 1
        self.found[panel, comes] += 1
        self.totals[leaves] -= 1
        self.totals[comes] += 1
        self.counts[panel] += self.cells[:, comes] - self.cells[:, leaves]
        return True

    def _legal(self, comes: int, others: Whole) -> NDArray[np.bool_]:
        """P × len(others): whether the panel stays legal when one of the other type leaves for one of type `comes`."""
        mine = self.cells[:, comes]
        full = ((self.counts >= self.most) * mine).astype(np.float32)  # those who leave must be in all of these
        bare = ((self.counts <= self.least) * (1 - mine)).astype(np.float32)  # and in none of these
        theirs = self.cells[:, others]
        legal: NDArray[np.bool_] = (full @ theirs == full.sum(axis=1, keepdims=True)) & (bare @ theirs == 0)
        legal &= (self.found[:, others] > 0) & (self.found[:, comes] < self.room[comes])[:, None]
        if comes in self.home_of:
            home = self.home_of[comes]
            inside = self.found[:, home].sum(axis=1)[:, None] - (np.isin(others, home)[None, :] & (self.found[:, others] > 0))
            legal &= inside < 1
        return legal

    def solve_again(self, order: Whole) -> int:
        """Replace panels by the best answer to what is wanted once they are gone; keep what brings the lottery nearer."""
        moved, now = 0, self.potential(self.totals)
        for number in order:
            without = self.totals - self.found[number]
            panel = self.finder.good(self.wanted(without))
            if panel is None:
                continue
            after = self.potential(without + panel)
            if after < now - 1e-9:
                self.totals, now = without + panel, after
                self.found[number] = panel
                self.counts[number] = self.cells @ panel.astype(np.float32)
                moved += 1
        return moved
