"""Which cells of a table stay hidden so that no small one can be worked out from the others and the totals.

A table with its totals is a network: each row and each column is a node, each entry an arc, and whatever changes without changing what is
published goes round in circles. A small cell is safe when such a circle of hidden entries lets it be larger by as much as a cell must have.
Sources: D. Gusfield, A graph theoretic approach to statistical data security, SIAM Journal on Computing 17 (1988); L. H. Cox, Network models for
complementary cell suppression, JASA 90 (1995).
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

LEAST = 10
"""A cell with fewer people stays hidden, 0 too: that nobody in a small group said something is told about each of them."""
Counts = NDArray[np.int64]
Hidden = NDArray[np.bool_]
Entry = tuple[int, int]


def with_totals(counts: Counts) -> Counts:
    """The table with a last row and a last column of totals."""
    rows = np.vstack([counts, counts.sum(axis=0)])
    return np.hstack([rows, rows.sum(axis=1, keepdims=True)])


def protect(counts: Counts, least: int = LEAST) -> Hidden:
    """What to hide of a table (rows, columns) and its totals, as (rows + 1, columns + 1).

    Hidden is what is below `least`, and of the others as few as needed, so that every small one could be at least `least` larger for whoever knows
    everything that is shown. Rows and columns in which nobody is are shown as such. Where nothing else helps, everything is hidden.
    """
    full = with_totals(counts)
    there = (full[:, -1] > 0, full[-1] > 0)
    matters = np.outer(*there)
    small = matters & (full < least)
    hidden = small.copy()
    if full[-1, -1] < least:
        return matters
    for row, column in zip(*np.nonzero(small), strict=True):
        touched = _Circles(full, hidden, matters, (int(row), int(column))).touched(least)
        if touched is None:
            return matters
        hidden |= touched
    return hidden


class _Circles:
    """The cheapest circles through one entry that let it grow, found one after the other.

    Entries may grow without limit and shrink to 0. Hiding costs nothing for what is hidden already, else the people in a cell; totals cost as much as
    everybody. This is successive shortest paths for a flow of least cost, with costs that are paid once.
    """

    def __init__(self, full: Counts, hidden: Hidden, matters: Hidden, entry: Entry) -> None:
        self.full, self.hidden, self.matters, self.entry = full, hidden.copy(), matters, entry
        self.rows, self.columns = len(full), len(full[0])
        self.now = full.copy()

    def is_total(self, entry: Entry) -> bool:
        """Totals count against their row or column; the grand total, which is both, does not."""
        return bool((entry[0] == self.rows - 1) != (entry[1] == self.columns - 1))

    def touched(self, needed: int) -> Hidden | None:
        """The entries that change when the entry grows by so much; None where it cannot."""
        while needed > 0:
            way = self.way()
            if way is None:
                return None
            step = min([needed, *(int(self.now[entry]) for entry, larger in way if not larger)])
            needed -= step
            for entry, larger in way:
                self.now[entry] += step if larger else -step
                self.hidden[entry] = True
        return np.asarray(self.now != self.full)

    def way(self) -> list[tuple[Entry, bool]] | None:
        """The cheapest way from the entry's one end to the other: which entries change, and whether they grow (Dijkstra). Nodes: rows, then columns."""
        row, column = self.entry
        start, end = (row, self.rows + column) if self.is_total(self.entry) else (self.rows + column, row)
        best = {start: 0}
        came: dict[int, tuple[int, Entry, bool]] = {}
        heap = [(0, start)]
        while heap:
            cost, node = heapq.heappop(heap)
            if node == end:
                break
            if cost > best[node]:
                continue
            for step, target in self.steps(node):
                larger = (node < self.rows) != self.is_total(step)  # from its row to its column a cell grows, a total shrinks
                if step == self.entry or not self.matters[step] or not (larger or self.now[step]):
                    continue
                reached = cost + self.price(step)
                if reached < best.get(target, reached + 1):
                    best[target] = reached
                    came[target] = (node, step, larger)
                    heapq.heappush(heap, (reached, target))
        way, node = [], end
        while node in came and node != start:
            node, step, larger = came[node]
            way.append((step, larger))
        return way if node == start else None

    def steps(self, node: int) -> list[tuple[Entry, int]]:
        """The entries at a node, each with the node at its other end."""
        if node < self.rows:
            return [((node, column), self.rows + column) for column in range(self.columns)]
        return [((row, node - self.rows), row) for row in range(self.rows)]

    def price(self, entry: Entry) -> int:
        """What hiding an entry costs."""
        if self.hidden[entry]:
            return 0
        total = entry[0] == self.rows - 1 or entry[1] == self.columns - 1
        return int(self.full[entry]) + (int(self.full[-1, -1]) * self.full.size if total else 1)
