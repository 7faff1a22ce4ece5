"""Which categories fit a short text: complement naive Bayes over character 3- to 5-grams.

For each category the grams of all *other* categories are counted; the text goes where that complement fits it worst. Each category's
weights are made equally heavy, so that large categories do not win by their size. Rarity and damped counts, which the paper adds,
made real statements no better (`benchmarks/sense.py`).
Source: J. Rennie, L. Shih, J. Teevan, D. Karger, Tackling the poor assumptions of naive Bayes text classifiers, ICML 2003, sections 3.1 and 3.2.

What comes out orders categories and is no probability: naive Bayes takes every gram for independent evidence, so its figures would say
"99 %" nearly always. Only the order is handed out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.methods.texts.grams import Keys, grams, grams_of_all

Floats = NDArray[np.float64]
SMOOTHING = 1.0
"""Lidstone's, as usual for grams."""
SUGGESTED = 2
LEAST_TEXTS = 50
"""With fewer texts a suggestion would be a guess."""
LEAST_OF_A_CATEGORY = 5
MOST_GRAMS = 20_000
"""The most frequent ones are kept: a model stays below 2 MB whatever is read."""


@dataclass(frozen=True, slots=True)
class CategoryModel:
    """What was learnt. `keys`: grams in ascending order; `weights`: categories × grams, higher fits better."""

    categories: tuple[int, ...]
    keys: Keys
    weights: Floats

    def order(self, text: str) -> list[int]:
        """All categories, the best fitting first; empty where the text shares no gram with what was learnt."""
        keys, counts = grams(text)
        if not keys.size or not self.keys.size:
            return []
        places = np.minimum(np.searchsorted(self.keys, keys), self.keys.size - 1)
        known = self.keys[places] == keys
        if not known.any():
            return []
        scores = np.round(self.weights[:, places[known]] @ counts[known], 12)
        return [self.categories[place] for place in np.argsort(-scores, kind="stable")]

    def suggest(self, text: str, most: int = SUGGESTED) -> list[int]:
        """The best fitting categories, never more than all but one: to suggest every category suggests nothing."""
        return self.order(text)[: min(most, len(self.categories) - 1)]


def learn(texts: Sequence[str], categories: Sequence[int]) -> CategoryModel | None:
    """A model of texts whose category is known; None where they are too few to learn from.

    Categories with fewer than five texts are left out, two must stay, with fifty texts together. The order of texts makes no difference
    beyond rounding. Raises ValueError where there is not one category for each text.
    """
    if len(texts) != len(categories):
        raise ValueError("each text needs its category")
    names, numbers = np.unique(np.asarray(categories, np.int64), return_counts=True)
    names = names[numbers >= LEAST_OF_A_CATEGORY]
    kept = [place for place, category in enumerate(categories) if category in set(names.tolist())]
    if names.size < 2 or len(kept) < LEAST_TEXTS:
        return None
    owners, keys, counts = grams_of_all([texts[place] for place in kept])
    vocabulary, gram = _frequent(keys)
    if vocabulary.size < 2:
        return None
    chosen = gram >= 0
    belongs = np.searchsorted(names, [categories[place] for place in kept])
    weights = _complement(belongs[owners[chosen]], gram[chosen], counts[chosen], names.size, vocabulary.size)
    return CategoryModel(tuple(names.tolist()), vocabulary, weights)


def _frequent(keys: Keys) -> tuple[Keys, NDArray[np.int64]]:
    """The grams kept, and for each entry its place among them (−1: left out). What one text alone says is left out."""
    vocabulary, gram, df = np.unique(keys, return_inverse=True, return_counts=True)
    best = np.argsort(-df, kind="stable")[:MOST_GRAMS]
    best = np.sort(best[df[best] >= 2])
    place = np.full(vocabulary.size, -1, np.int64)
    place[best] = np.arange(best.size)
    return vocabulary[best], place[gram]


def _complement(category: NDArray[np.int64], gram: NDArray[np.int64], counts: Floats, categories: int, size: int) -> Floats:
    inside = np.bincount(category * size + gram, counts, categories * size).reshape(categories, size)
    outside = inside.sum(axis=0) - inside + SMOOTHING
    fitting = np.log(outside / outside.sum(axis=1, keepdims=True))
    return np.asarray(fitting / fitting.sum(axis=1, keepdims=True))  # a logarithm below 0 by one below 0: what the others say seldom weighs most
