"""Which of many short texts are like a given one: TF-IDF over character 3- to 5-grams, cosine.

A gram's weight is its count times `ln((1 + n) / (1 + df)) + 1`, n texts of which df hold it (the smoothed formula of Manning,
Raghavan, Schütze, *Introduction to Information Retrieval*, ch. 6, as scikit-learn writes it). Grams that no text holds weigh with
df = 0, so a text that says much more is less similar.

The index is a few segments, each an inverted list (gram → texts), and never changes: what is added or removed makes a new index
that shares the segments that stay. A text's length under the weights is kept as three sums, because with `w = L - ln(1 + df)`,
`L = ln(1 + n) + 1`, it is `Σ c²w² = L²·Σc² - 2L·Σc²·ln(1+df) + Σc²·ln(1+df)²`: a new text only touches the texts that share a gram with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from participation.methods.texts.grams import Counts, Keys, grams, grams_of_all

SIMILAR = 0.35
"""From here on two texts may be about the same thing."""
VERY_SIMILAR = 0.6
"""From here on they most likely ask for the same thing, or for its opposite."""
SEGMENT = 8_192
"""The most texts of one segment; their numbers fit into 16 bits."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that is like the one asked for; `score` is the cosine, 0 … 1."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class _Segment:
    """Up to 8,192 texts. `starts[k]:starts[k + 1]` of `docs` and `counts` is the list of the gram `keys[k]`; `df` counts the living."""

    ids: NDArray[np.int64]
    alive: NDArray[np.bool_]
    keys: Keys
    starts: NDArray[np.int64]
    docs: NDArray[np.uint16]
    counts: NDArray[np.uint8]
    df: NDArray[np.int64]
    sums: Floats  # 3 × texts: Σc², Σc²·ln(1+df), Σc²·ln(1+df)²

    def places(self, keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Where these grams stand in `keys`, and whether they do."""
        found = np.minimum(np.searchsorted(self.keys, keys), max(self.keys.size - 1, 0))
        return found, (self.keys[found] == keys) if self.keys.size else np.zeros(keys.size, bool)

    def df_of(self, keys: Keys) -> NDArray[np.int64]:
        """How many living texts hold each gram."""
        found, here = self.places(keys)
        return np.where(here, self.df[found], 0) if self.keys.size else np.zeros(keys.size, np.int64)

    def lists(self, keys: Keys) -> tuple[NDArray[np.uint16], Counts, NDArray[np.int64]]:
        """All entries of these grams' lists: the text, the count, and the gram's place in `keys`."""
        found, here = self.places(keys)
        which = np.flatnonzero(here)
        begins, lengths = self.starts[found[which]], self.starts[found[which] + 1] - self.starts[found[which]]
        total = int(lengths.sum())
        entries = np.arange(total) + np.repeat(begins - (np.cumsum(lengths) - lengths), lengths)
        return self.docs[entries], self.counts[entries].astype(np.float64), np.repeat(which, lengths)

    def shifted(self, keys: Keys, old: Floats, new: Floats) -> _Segment:
        """The segment after `ln(1 + df)` of these grams has changed."""
        docs, counts, which = self.lists(keys)
        squares, size = counts * counts, self.ids.size
        first = np.bincount(docs, squares * (new - old)[which], size)
        second = np.bincount(docs, squares * (new**2 - old**2)[which], size)
        return replace(self, sums=self.sums + np.stack([np.zeros(size), first, second]))

    def without(self, gone: Collection[int], texts: Mapping[int, str]) -> _Segment:
        """The segment in which these texts no longer count."""
        alive, df = self.alive.copy(), self.df.copy()
        for place in np.flatnonzero(self.alive & np.isin(self.ids, list(gone))):
            alive[place] = False
            found, _here = self.places(grams(texts[int(self.ids[place])])[0])
            df[found] -= 1
        return replace(self, alive=alive, df=df)


def _segment(texts: Mapping[int, str]) -> _Segment:
    owners, keys, counts = grams_of_all(list(texts.values()))
    vocabulary, starts = np.unique(keys, return_index=True)
    squares = np.bincount(owners, counts * counts, len(texts)) if owners.size else np.zeros(len(texts))
    return _Segment(
        ids=np.fromiter(texts, np.int64, len(texts)),
        alive=np.ones(len(texts), bool),
        keys=vocabulary,
        starts=np.append(starts, keys.size).astype(np.int64),
        docs=owners.astype(np.uint16),
        counts=np.minimum(counts, 255).astype(np.uint8),
        df=np.diff(np.append(starts, keys.size)).astype(np.int64),
        sums=np.stack([squares, np.zeros(len(texts)), np.zeros(len(texts))]),
    )


@dataclass(frozen=True, slots=True)
class TextIndex:
    """Texts by their numbers, ready to be asked. `TextIndex().changed({7: "…"})` makes one; nothing in it ever changes."""

    texts: Mapping[int, str] = field(default_factory=dict)
    _segments: tuple[_Segment, ...] = ()

    def changed(self, texts: Mapping[int, str | None]) -> TextIndex:
        """The index with these texts added, changed or (None) taken away. The order of changes makes no difference."""
        gone = {number for number, text in texts.items() if number in self.texts and self.texts[number] != text}
        fresh = {number: text for number, text in texts.items() if text is not None and self.texts.get(number) != text}
        if not gone and not fresh:
            return self
        kept = {number: text for number, text in self.texts.items() if number not in gone} | fresh
        stay = [segment.without(gone, self.texts) if gone else segment for segment in self._segments]
        batch = dict(fresh)
        while batch and stay and stay[-1].ids.size <= 2 * len(batch) and stay[-1].ids.size + len(batch) <= SEGMENT:
            last = stay.pop()  # few segments: small ones are made anew together with what is added
            batch = {int(number): self.texts[int(number)] for number in last.ids[last.alive]} | batch
        stay = [segment for segment in stay if segment.alive.any()]
        numbers = list(batch)
        made = [_segment({number: batch[number] for number in numbers[start : start + SEGMENT]}) for start in range(0, len(numbers), SEGMENT)]
        return TextIndex(kept, self._weighed(stay, made, [self.texts[number] for number in gone] + list(fresh.values())))

    def _weighed(self, stay: list[_Segment], made: list[_Segment], touched: list[str]) -> tuple[_Segment, ...]:
        """All segments with their sums right: those that stay by what changed of them, new ones wholly."""
        keys = np.unique(grams_of_all(touched)[1])
        old, new = np.log1p(_df(self._segments, keys)), np.log1p(_df((*stay, *made), keys))
        moved = np.flatnonzero(old != new)
        shifted = [segment.shifted(keys[moved], old[moved], new[moved]) for segment in stay]
        every = (*stay, *made)
        return (*shifted, *(segment.shifted(segment.keys, np.zeros(segment.keys.size), np.log1p(_df(every, segment.keys))) for segment in made))

    def similar(self, text: str, most: int = 5, least: float = SIMILAR, without: Collection[int] = ()) -> list[Hit]:
        """Up to `most` texts of at least this cosine, the most similar first, the older number first where they are equal."""
        keys, counts = grams(text)
        if not keys.size or not self.texts:
            return []
        top = self._top
        weights = counts * (top - np.log1p(_df(self._segments, keys)))
        length = float(np.sqrt((weights**2).sum()))
        factors = weights * weights / counts  # times the other's count this is the product of both weights
        hits: list[Hit] = []
        for segment in self._segments:
            docs, found, which = segment.lists(keys)
            products = np.bincount(docs, found * factors[which], segment.ids.size)
            scores = np.minimum(products / (length * _lengths(segment, top)), 1.0)
            for place in np.flatnonzero((scores >= least) & segment.alive):
                if int(segment.ids[place]) not in without:
                    hits.append(Hit(int(segment.ids[place]), float(scores[place])))
        return sorted(hits, key=lambda hit: (-round(hit.score, 9), hit.id))[:most]

    @property
    def _top(self) -> float:
        """The weight of a gram that no text holds: ln(1 + n) + 1."""
        return float(np.log1p(len(self.texts)) + 1.0)

    def weights_of(self, text: str) -> tuple[Keys, Floats]:
        """A text's grams with their weights, made one long."""
        keys, counts = grams(text)
        weights = counts * (self._top - np.log1p(_df(self._segments, keys)))
        return keys, weights / max(float(np.sqrt((weights**2).sum())), 1e-12)

    def cosine(self, one: str, other: str) -> float:
        """How similar two texts are under these weights, whether they are in the index or not."""
        first, second = self.weights_of(one), self.weights_of(other)
        _both, left, right = np.intersect1d(first[0], second[0], assume_unique=True, return_indices=True)
        return min(float((first[1][left] * second[1][right]).sum()), 1.0)

    def lists_up_to(self, most: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64], Floats]]:
        """For pairs: of each segment the texts, grams and weights over lengths of grams that 2 … `most` texts hold."""
        found, top = [], self._top
        for segment in self._segments:
            df = _df(self._segments, segment.keys)
            rare = segment.keys[(df >= 2) & (df <= most)]
            docs, counts, which = segment.lists(rare)
            alive = segment.alive[docs]
            weights = counts * (top - np.log1p(_df(self._segments, rare)))[which] / _lengths(segment, top)[docs]
            found.append((segment.ids[docs[alive]], rare[which[alive]], weights[alive]))
        return found


def _df(segments: Collection[_Segment], keys: Keys) -> NDArray[np.int64]:
    total = np.zeros(keys.size, np.int64)
    for segment in segments:
        total += segment.df_of(keys)
    return total


def _lengths(segment: _Segment, top: float) -> Floats:
    squares = top * top * segment.sums[0] - 2 * top * segment.sums[1] + segment.sums[2]
    return np.asarray(np.sqrt(np.maximum(squares, 1e-12)))
