"""Texts as counts of their character 3- to 5-grams."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]
Counts = NDArray[np.float64]

SHORTEST, LONGEST = 3, 5
_BITS = 12
_SPACE = 32


@lru_cache(maxsize=65_536)
def _folded(character: str) -> str:
    plain = "".join(part for part in unicodedata.normalize("NFKD", character.casefold()) if unicodedata.category(part) != "Mn")
    return plain if plain.isalnum() else " "


def fold(text: str) -> str:
    """Lower case, without accents (ä → a, ß → ss), letters and digits only, one space between words and around the text."""
    words = "".join(map(_folded, text)).split()
    return f" {' '.join(words)} " if words else ""


def _codes(text: str) -> NDArray[np.int64]:
    """A number below 4096 for each character. Letters of living alphabets keep their own; beyond U+0FFF several share one."""
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4").astype(np.int64)
    return np.where(points < 1 << _BITS, points, 128 + points % 3968)


def _windows(codes: NDArray[np.int64]) -> list[tuple[NDArray[np.int64], Keys]]:
    """For each length the places where a gram begins and the gram as one number; none reaches across a space."""
    found = []
    for length in range(SHORTEST, LONGEST + 1):
        number = codes.size - length + 1
        if number <= 0:
            break
        key = np.zeros(number, dtype=np.int64)
        whole = np.ones(number, dtype=bool)
        for offset in range(length):
            part = codes[offset : offset + number]
            key = (key << _BITS) | part
            if 0 < offset < length - 1:
                whole &= part != _SPACE
        places = np.flatnonzero(whole)
        found.append((places, key[places]))
    return found


def grams(text: str) -> tuple[Keys, Counts]:
    """A text's different grams in ascending order, and how often each occurs.

    A gram is 3 to 5 characters of one word, the space before and after it included, written as one number of 12 bits a character.
    """
    found = _windows(_codes(fold(text)))
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.float64)
    keys, counts = np.unique(np.concatenate([keys for _places, keys in found]), return_counts=True)
    return keys, counts.astype(np.float64)


def grams_of_all(texts: Sequence[str]) -> tuple[NDArray[np.int64], Keys, Counts]:
    """The grams of many texts at once: which text (its place in `texts`), which gram, how often; by gram, then by text."""
    folded = [fold(text) for text in texts]
    found = _windows(_codes("".join(folded)))  # each text stands between spaces, so no gram reaches from one into the next
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float64)
    owner = np.repeat(np.arange(len(folded)), [len(text) for text in folded])
    owners = np.concatenate([owner[places] for places, _keys in found])
    vocabulary, gram = np.unique(np.concatenate([keys for _places, keys in found]), return_inverse=True)
    both, counts = np.unique(gram.astype(np.int64) * len(folded) + owners, return_counts=True)
    return both % len(folded), vocabulary[both // len(folded)], counts.astype(np.float64)
