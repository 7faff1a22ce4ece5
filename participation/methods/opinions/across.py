"""The order *across camps*: first what people agree with who otherwise disagree.

One-factor matrix factorisation of ratings, `rating = μ + i_u + i_n + f_u · f_n`: what a camp likes because it is a camp goes into the
factors, and the note's own worth `i_n` is what is left. Source: S. Wojcik et al., *Birdwatch: Crowd wisdom and bridging algorithms can
inform understanding and reduce the spread of misinformation* (2022); λ = 0.15 for the intercepts, 0.03 for the factors, sums of squares
as there, solved by alternating least squares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.methods.opinions.votes import Bools, Ints

Floats = NDArray[np.float64]
INTERCEPTS, FACTORS = 0.15, 0.03
FROM_EITHER_SIDE = 5
_ROUNDS = 200
_ENOUGH = 1e-7


@dataclass(frozen=True, slots=True)
class AcrossCamps:
    """For each thing rated: `worth` across camps and on which `side` it leans (its factor); `heard`: five ratings or more from either side."""

    worth: Floats
    side: Floats
    heard: Bools

    def order(self) -> list[int]:
        """The things heard by both sides, the worthiest first, then the others as they stand."""
        places = range(len(self.worth))
        heard = sorted((place for place in places if self.heard[place]), key=lambda place: (-round(float(self.worth[place]), 9), place))
        return heard + [place for place in places if not self.heard[place]]


def across_camps(people: Ints, things: Ints, ratings: Floats, number_of_things: int | None = None) -> AcrossCamps:
    """From one entry a rating: who (0 …), what (0 …), how (such as 1 for, 0 against). Every pair at most once.

    Deterministic: it begins with each person's leaning along the ratings' main direction. Without ratings all worths are 0.
    Raises ValueError for arrays of different lengths.
    """
    if not len(people) == len(things) == len(ratings):
        raise ValueError("people, things and ratings differ in length")
    size = number_of_things if number_of_things is not None else int(things.max(initial=-1)) + 1
    if not len(ratings):
        return AcrossCamps(np.zeros(size), np.zeros(size), np.zeros(size, bool))
    raters = int(people.max()) + 1
    mean = float(ratings.mean())
    left = ratings - mean
    leaning = _leaning(people, things, left, raters, size)
    worth, side, kind = np.zeros(size), np.zeros(size), np.zeros(raters)
    for _round in range(_ROUNDS):
        old = worth
        worth, side = _solved(things, left - kind[people], leaning[people], size)
        kind, leaning = _solved(people, left - worth[things], side[things], raters)
        shift = float((left - kind[people] - worth[things] - leaning[people] * side[things]).sum()) / (INTERCEPTS + len(left))
        left = left - shift
        if np.abs(worth - old).max() < _ENOUGH:
            break
    sides = [np.bincount(things, leaning[people] * sign > 0, size) for sign in (1, -1)]
    return AcrossCamps(worth, side, np.asarray(np.minimum(*sides) >= FROM_EITHER_SIDE))


def _leaning(people: Ints, things: Ints, left: Floats, raters: int, size: int) -> Floats:
    """Where the alternation begins: power iteration on what the things' means leave over."""
    seen = np.maximum(np.bincount(things, minlength=size), 1)
    rest = left - (np.bincount(things, left, size) / seen)[things]
    leaning: Floats = np.asarray(np.bincount(people, rest * (1 + things % 7), raters), np.float64)
    for _round in range(30):
        side = np.bincount(things, rest * leaning[people], size)
        leaning = np.asarray(np.bincount(people, rest * side[things], raters), np.float64)
        length = float(np.linalg.norm(leaning))
        if length < 1e-12:
            return np.zeros(raters)
        leaning = leaning / length
    return np.asarray(leaning * np.sqrt(raters))


def _solved(whose: Ints, rest: Floats, other: Floats, size: int) -> tuple[Floats, Floats]:
    """For each of `size` the intercept and factor that fit its ratings best, by ridge regression on the other side's factor."""
    count = np.bincount(whose, minlength=size) + INTERCEPTS
    first, second = np.bincount(whose, other, size), np.bincount(whose, other * other, size) + FACTORS
    total, weighted = np.bincount(whose, rest, size), np.bincount(whose, rest * other, size)
    determinant = count * second - first * first
    return (total * second - weighted * first) / determinant, (count * weighted - first * total) / determinant
