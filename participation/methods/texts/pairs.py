"""The most similar pairs of many texts, without comparing each with each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.methods.texts.similar import SIMILAR, Floats, TextIndex

RARE = 64
"""Pairs are looked for among texts that share a gram which at most so many hold: whoever says the same shares rare words."""
MOST_ENTRIES = 1_500_000
CHECKED = 4
"""How many times as many candidates are compared exactly as are asked for."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts and their cosine; `first` is the smaller number."""

    first: int
    second: int
    score: float


def most_similar_pairs(index: TextIndex, most: int = 100, least: float = SIMILAR) -> list[Pair]:
    """Up to `most` pairs of at least this cosine, the most similar first.

    Candidates are ranked by what they share in rare grams; the best of them are compared exactly. So a pair may be missed that shares
    only what many others share too; texts that are equal letter by letter are never missed.
    """
    candidates = _equal(index, most) | _sharing(index, most * CHECKED)
    vectors = {number: index.weights_of(index.texts[number]) for number in {number for pair in candidates for number in pair}}
    pairs = [Pair(first, second, _cosine(vectors[first], vectors[second])) for first, second in candidates]
    return sorted((pair for pair in pairs if pair.score >= least), key=lambda pair: (-round(pair.score, 9), pair.first, pair.second))[:most]


def _equal(index: TextIndex, most: int) -> set[tuple[int, int]]:
    seen: dict[str, int] = {}
    pairs: set[tuple[int, int]] = set()
    for number in sorted(index.texts):
        before = seen.setdefault(index.texts[number], number)
        if before != number and len(pairs) < most:
            pairs.add((before, number))
    return pairs


def _sharing(index: TextIndex, most: int) -> set[tuple[int, int]]:
    lists = index.lists_up_to(RARE)
    if not lists:
        return set()
    ids, keys, weights = (np.concatenate(parts) for parts in zip(*lists, strict=True))
    if not ids.size:
        return set()
    numbers, places = np.unique(ids, return_inverse=True)
    order = np.argsort(keys, kind="stable")
    first, second, shared = _combined(places[order], weights[order], keys[order])
    if not first.size:
        return set()
    low, high = np.minimum(first, second), np.maximum(first, second)
    pair = low * numbers.size + high
    order = np.argsort(pair, kind="stable")
    both, starts = np.unique(pair[order], return_index=True)
    totals = np.add.reduceat(shared[order], starts)
    best = both[np.argsort(-totals, kind="stable")[:most]]
    return {(int(numbers[pair // numbers.size]), int(numbers[pair % numbers.size])) for pair in best.tolist()}


def _combined(places: NDArray[np.int64], weights: Floats, keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Each two entries of the same gram, and the product of their weights; rarest grams first until there are enough."""
    _keys, starts, sizes = np.unique(keys, return_index=True, return_counts=True)
    firsts, seconds, products, entries = [], [], [], 0
    for size in range(2, int(sizes.max()) + 1):
        begins = starts[sizes == size]
        left, right = np.triu_indices(size, 1)
        room = (MOST_ENTRIES - entries) // left.size
        if room <= 0:
            break
        begins = begins[:room]
        entries += begins.size * left.size
        one, other = (begins[:, None] + left).ravel(), (begins[:, None] + right).ravel()
        firsts.append(places[one])
        seconds.append(places[other])
        products.append(weights[one] * weights[other])
    if not firsts:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    return np.concatenate(firsts), np.concatenate(seconds), np.concatenate(products)


def _cosine(one: tuple[NDArray[np.int64], Floats], other: tuple[NDArray[np.int64], Floats]) -> float:
    _both, left, right = np.intersect1d(one[0], other[0], assume_unique=True, return_indices=True)
    return min(float((one[1][left] * other[1][right]).sum()), 1.0)
