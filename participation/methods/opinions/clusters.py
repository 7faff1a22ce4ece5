"""Points of the plane in groups: k-means, how clearly the groups lie apart, and how alike two divisions are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
KS = (2, 3, 4, 5)
"""The numbers of groups that are tried."""
_ON = 3
_FOR_SILHOUETTE = 4_000
_ROWS = 128


@dataclass(frozen=True, slots=True)
class Division:
    """Everybody's group, 0 … k − 1, and the mean silhouette. `valid`: no group is too small to be one."""

    k: int
    labels: Labels
    silhouette: float
    valid: bool


def smallest_group(people: int) -> int:
    """So many make a group: five, or two in a hundred."""
    return max(5, -(-people // 50))


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to look: how many beginnings are tried, on how many people, for how many rounds; `then` so many go on with everybody, for `more` rounds.

    Where all people are looked at and all beginnings go on, they were there already.
    """

    starts: int
    people: int
    rounds: int
    then: int
    more: int


THOROUGH = Effort(20, 2_000, 100, 20, 100)
QUICK = Effort(10, 250, 8, 2, 15)
"""For the many divisions of a comparison."""


def divisions(points: Floats, chance: Generator, ks: Sequence[int] = KS, effort: Effort = THOROUGH) -> dict[int, Division]:
    """The best division into each number of groups; none where there are fewer than k different points.

    k-means (Lloyd) from 20 beginnings by k-means++ (Arthur and Vassilvitskii, SODA 2007), the least sum of squares among those whose
    groups are all large enough, if there is one.
    """
    found: dict[int, tuple[Labels, bool]] = {}
    for k in ks:
        labels, valid = _best(points, k, chance, effort)
        if labels is not None:
            found[k] = labels, valid
    scores = silhouettes(points, [labels for labels, _valid in found.values()], chance)
    return {k: Division(k, labels, score, valid) for (k, (labels, valid)), score in zip(found.items(), scores, strict=True)}


def clearest(found: Mapping[int, Division]) -> Division | None:
    """The valid division with the best silhouette; where none is valid, the best of all."""
    among = [division for division in found.values() if division.valid] or list(found.values())
    return max(among, key=lambda division: (division.silhouette, -division.k), default=None)


def _best(points: Floats, k: int, chance: Generator, effort: Effort) -> tuple[Labels | None, bool]:
    if len(points) < k:
        return None, False
    some = points if len(points) <= effort.people else points[np.sort(chance.choice(len(points), effort.people, replace=False))]
    tried = _lloyd(some, _beginnings(some, k, effort.starts, chance), effort.rounds)
    if some is not points or effort.then < effort.starts:
        tried = _lloyd(points, tried.centres[tried.order(len(some))[: min(effort.then, _ON)]], effort.more)
    best = tried.order(len(points))[0]
    least = int(tried.sizes[best].min())
    return (tried.labels[best].astype(np.int64), least >= smallest_group(len(points))) if least else (None, False)


def _beginnings(points: Floats, k: int, starts: int, chance: Generator) -> Floats:
    """Centres to begin with (starts × k × 2): the first anywhere, each further one the likelier the farther it is from those chosen."""
    people = len(points)
    centres = np.empty((starts, k, 2))
    centres[:, 0] = points[chance.integers(people, size=starts)]
    nearest = np.full((starts, people), np.inf)
    for number in range(1, k):
        last = centres[:, number - 1]
        np.minimum(nearest, (points[:, 0] - last[:, :1]) ** 2 + (points[:, 1] - last[:, 1:]) ** 2, out=nearest)
        reached = np.cumsum(nearest, axis=1)
        aim = chance.random(starts) * reached[:, -1]
        centres[:, number] = points[np.minimum(np.count_nonzero(reached <= aim[:, None], axis=1), people - 1)]
    return np.asarray(centres)


@dataclass(slots=True)
class _Tried:
    """Beginnings and where they led: centres (starts × k × 2), labels (starts × n), sums of squares, sizes (starts × k)."""

    centres: Floats
    labels: NDArray[np.int8]
    costs: Floats
    sizes: Labels

    def order(self, people: int) -> Labels:
        """The beginnings, those with groups that are large enough first, then by their sum of squares."""
        least = self.sizes.min(axis=1)
        return np.asarray(np.lexsort((np.arange(len(least)), np.round(self.costs, 9), least < smallest_group(people), least == 0)))


def _lloyd(points: Floats, centres: Floats, rounds: int) -> _Tried:
    """All beginnings at once; each stops when nobody changes groups any more."""
    starts, k, _two = centres.shape
    people = len(points)
    tried = _Tried(centres.copy(), np.full((starts, people), -1, np.int8), np.zeros(starts), np.zeros((starts, k), np.int64))
    twice, square = np.ascontiguousarray(-2 * points.T), float((points**2).sum())
    everybody = np.tile(points.T, starts)
    going = np.arange(starts)
    for _round in range(rounds):
        labels, least = _nearest(twice, tried.centres[going])
        moving = (labels != tried.labels[going]).any(axis=1)
        tried.costs[going] = least.sum(axis=1) + square
        tried.labels[going] = labels
        going, labels = going[moving], labels[moving]
        if not going.size:
            break
        sizes, sums = _sums(everybody, labels, k)
        tried.sizes[going] = sizes
        tried.centres[going] = np.where(sizes[:, :, None] > 0, sums / np.maximum(sizes, 1)[:, :, None], tried.centres[going])
    return tried


def _nearest(twice: Floats, centres: Floats) -> tuple[NDArray[np.int8], Floats]:
    """For each beginning and person the nearest centre, and the squared distance to it less the person's own square. `twice`: −2 · points."""
    starts, k, _two = centres.shape
    flat = centres.transpose(1, 0, 2).reshape(-1, 2)
    gaps = (flat @ twice + (flat**2).sum(axis=1)[:, None]).reshape(k, starts, -1)
    least, labels = gaps[0], np.zeros(gaps.shape[1:], np.int8)
    for number in range(1, k):
        labels = np.where(gaps[number] < least, np.int8(number), labels)
        least = np.minimum(least, gaps[number])
    return labels, least


def _sums(everybody: Floats, labels: NDArray[np.int8], k: int) -> tuple[Labels, Floats]:
    """Sizes (starts × k) and sums of the members' places (starts × k × 2). `everybody`: 2 × n, as often one after the other as there are starts or more."""
    starts = len(labels)
    which = np.add(labels, np.arange(0, starts * k, k)[:, None], dtype=np.intp).ravel()
    sums = np.empty((starts * k, 2))
    for side in (0, 1):
        sums[:, side] = np.bincount(which, everybody[side, : which.size], starts * k)
    return np.bincount(which, minlength=starts * k).reshape(starts, k), sums.reshape(starts, k, 2)


def silhouettes(points: Floats, labellings: Sequence[Labels], chance: Generator) -> list[float]:
    """The mean silhouette of each division, −1 … 1 (Rousseeuw, *Silhouettes*, J. Comput. Appl. Math. 20 (1987)).

    For one person: (b − a) / max(a, b), a the mean distance to the own group, b to the next one; 0 alone in a group. Above 4,000
    people it is that of so many, drawn by chance.
    """
    if not labellings or not len(points):
        return [0.0 for _labels in labellings]
    if len(points) > _FOR_SILHOUETTE:
        some = np.sort(chance.choice(len(points), _FOR_SILHOUETTE, replace=False))
        points, labellings = points[some], [labels[some] for labels in labellings]
    people = len(points)
    columns = [int(labels.max()) + 1 for labels in labellings]
    member = np.zeros((people, sum(columns)), np.float32)
    for start, labels in zip(np.cumsum([0, *columns]), labellings, strict=False):
        member[np.arange(people), start + labels] = 1
    sums = _distances_summed((points - points.mean(axis=0)).astype(np.float32), member)
    starts = np.cumsum([0, *columns])
    return [_mean_width(sums[:, start : start + size], labels) for start, size, labels in zip(starts, columns, labellings, strict=False)]


def _distances_summed(points: NDArray[np.float32], member: NDArray[np.float32]) -> Floats:
    """For everybody and each group the sum of distances to its members."""
    found = np.empty(member.shape)
    across, up = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
    for start in range(0, len(points), _ROWS):
        apart = across[start : start + _ROWS, None] - across
        np.square(apart, out=apart)
        other = up[start : start + _ROWS, None] - up
        apart += np.square(other, out=other)
        found[start : start + _ROWS] = np.sqrt(apart, out=apart) @ member
    return found


def _mean_width(sums: Floats, labels: Labels) -> float:
    everybody = np.arange(len(labels))
    sizes = np.bincount(labels, minlength=sums.shape[1])
    own = sizes[labels]
    within = sums[everybody, labels] / np.maximum(own - 1, 1)
    between = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
    between[everybody, labels] = np.inf
    nearest = between.min(axis=1)
    larger = np.maximum(within, nearest)
    usable = (own > 1) & np.isfinite(nearest) & (larger > 0)
    widths = np.where(usable, (np.where(np.isfinite(nearest), nearest, 0) - within) / np.where(usable, larger, 1), 0.0)
    return float(widths.mean())


def alike(one: Labels, other: Labels) -> float:
    """The adjusted Rand index of two divisions of the same people: 1 the same, about 0 as chance has it (Hubert and Arabie, 1985)."""
    if len(one) != len(other):
        raise ValueError("two divisions of different people")
    if not len(one):
        return 1.0
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1), np.int64)
    np.add.at(table, (one, other), 1)
    pairs, rows, columns = (int((counts * (counts - 1) // 2).sum()) for counts in (table, table.sum(axis=1), table.sum(axis=0)))
    every = len(one) * (len(one) - 1) // 2
    expected = rows * columns / every if every else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else float((pairs - expected) / (most - expected))


def renamed(labels: Labels, points: Floats, before: Sequence[int | None]) -> Labels:
    """Groups under lasting names: those of an earlier division go to the groups that share most people with them; new ones by size.

    `before`: everybody's former group, None for who had none. Names are 0 … k − 1 and never used twice.
    """
    k = int(labels.max()) + 1 if len(labels) else 0
    shared = [
        (-count, old, new)
        for new in range(k)
        for old, count in zip(
            *np.unique([b for b, mine in zip(before, labels, strict=True) if b is not None and mine == new], return_counts=True), strict=True
        )
        if 0 <= old < k
    ]
    names: dict[int, int] = {}
    for _count, old, new in sorted((int(count), int(old), new) for count, old, new in shared):
        if new not in names and old not in names.values():
            names[new] = old
    sizes = np.bincount(labels, minlength=k)
    free = [name for name in range(k) if name not in names.values()]
    waiting = sorted((new for new in range(k) if new not in names), key=lambda new: (-sizes[new], *points[labels == new].mean(axis=0).round(9)))
    names.update(dict(zip(waiting, free, strict=True)))
    return np.array([names[int(label)] for label in labels], np.int64)
