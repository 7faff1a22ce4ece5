"""Who answered what: people, statements and their marks as one matrix, always in the same order."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

AGREE, PASS, DISAGREE, UNSEEN = 1, 0, -1, 2
"""The marks. `UNSEEN` is no answer: the statement was not shown, or the person left it."""
LEAST_ANSWERS = 7
"""Whoever gave fewer is not on the map: too little is known of them."""
MOST_CELLS = 100_000_000
"""More than this does not fit into the memory of a small server."""
Marks = NDArray[np.int8]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def in_order(ids: Collection[str]) -> list[str]:
    """Ids as people would sort them: numbers by their value, before words."""
    return sorted(ids, key=_key)


def _key(name: str) -> tuple[int, int, str]:
    number = name.isascii() and name.isdigit()
    return (0, int(name), name) if number and len(name) < 20 else (1, 0, name)


@dataclass(frozen=True, slots=True)
class Votes:
    """`marks[i, j]` is what person `people[i]` answered to `statements[j]`. Made by `arranged`, so that the order of a file changes nothing."""

    people: tuple[str, ...]
    statements: tuple[str, ...]
    marks: Marks

    @classmethod
    def arranged(cls, people: Sequence[str], statements: Sequence[str], marks: Marks) -> Votes:
        """The same votes in the order of the ids. `marks`: people × statements. Raises ValueError for ids that stand twice or another shape."""
        if marks.shape != (len(people), len(statements)):
            raise ValueError(f"{len(people)} people and {len(statements)} statements, but marks of shape {marks.shape}")
        for ids in (people, statements):
            if len(set(ids)) != len(ids):
                raise ValueError("an id stands twice")
        rows, columns = _places(people), _places(statements)
        if rows is not None:
            people, marks = [people[row] for row in rows], marks[rows]
        if columns is not None:
            statements, marks = [statements[column] for column in columns], marks[:, columns]
        return cls(tuple(people), tuple(statements), np.ascontiguousarray(marks, dtype=np.int8))

    @property
    def seen(self) -> Bools:
        """Which cells hold an answer."""
        return np.asarray(self.marks != UNSEEN)

    def answers(self) -> Ints:
        """How many statements each person answered."""
        return np.asarray(np.count_nonzero(self.marks != UNSEEN, axis=1), dtype=np.int64)

    def without(self, statements: Collection[str]) -> Votes:
        """The votes on all other statements; the people stay."""
        left_out = set(statements)
        kept = [place for place, name in enumerate(self.statements) if name not in left_out]
        if len(kept) == len(self.statements):
            return self
        return Votes(self.people, tuple(self.statements[place] for place in kept), np.ascontiguousarray(self.marks[:, kept]))

    def who_count(self) -> Bools:
        """Who is on the map: people with at least 7 answers, or with all where there are fewer statements; never somebody without an answer."""
        return self.answers() >= max(1, min(LEAST_ANSWERS, len(self.statements)))

    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits of the SHA-256 of all this: the seed that a conversation brings along."""
        digest = hashlib.sha256(repr((self.people, self.statements)).encode())
        digest.update(self.marks.tobytes())
        return digest.hexdigest()[:16]


def _places(ids: Sequence[str]) -> list[int] | None:
    """Where the ids stand in their order; None where they are in it already."""
    places = sorted(range(len(ids)), key=lambda place: _key(ids[place]))
    return None if places == list(range(len(ids))) else places
