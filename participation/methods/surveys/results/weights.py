"""Weights by raking: answers count more or less until their shares are those of the town; and what that costs in certainty.

Sources: W. E. Deming, F. F. Stephan, On a least squares adjustment of a sampled frequency table when the expected marginal totals are known,
Annals of Mathematical Statistics 11 (1940); L. Kish, Weighting for unequal P_i, Journal of Official Statistics 8 (1992), for the design effect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.methods.tables import listed

LEAST, MOST = 0.2, 5.0
"""Weights are kept within these times their mean."""
PASSES = 200
CLOSE = 1e-9
"""So near, relative to it, each share must come to its target."""

Floats = NDArray[np.float64]
Places = NDArray[np.integer]


class CannotWeigh(ValueError):
    """The targets cannot be reached with these answers: why, in German."""


@dataclass(frozen=True, slots=True)
class Margin:
    """What the shares of one feature shall be. `places` (n): each person's value as a place in `labels`, -1 where it is not known.

    `targets`: shares of the town, in any unit; whoever is unknown keeps the share that they have.
    """

    name: str
    places: Places
    labels: tuple[str, ...]
    targets: tuple[float, ...]

    @classmethod
    def of(cls, name: str, places: Places, targets: Mapping[str, float]) -> Margin:
        """From a mapping of values to their shares."""
        return cls(name, places, tuple(targets), tuple(targets.values()))


@dataclass(frozen=True, slots=True)
class Weighted:
    """`weights` (n) with mean 1; `met`: whether all targets are met, else `deviation` says by how much of a share the worst is missed.

    `trimmed`: how many weights stand at a limit; `design_effect`: by how much the variance grows, at least; `effective`: how many people drawn with
    equal chances would say as much.
    """

    weights: Floats
    met: bool
    deviation: float
    trimmed: int
    design_effect: float
    effective: float
    passes: int


def effective_number(weights: Floats) -> float:
    """Kish's effective number of people: (Σw)² / Σw²; 0 where there is nobody."""
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def design_effect(weights: Floats) -> float:
    """Kish's design effect of weights: n Σw² / (Σw)², 1 for equal ones."""
    effective = effective_number(weights)
    return len(weights) / effective if effective else 1.0


def rake(margins: Sequence[Margin], base: Floats | None = None, least: float = LEAST, most: float = MOST) -> Weighted:
    """Weights that give every margin its targets, as near to `base` as can be (in relative entropy), and between `least` and `most` times their mean.

    `base` (n): weights from the draw, positive; None for equal ones. People with the same values and base get the same weight. Where the limits keep
    the targets from being met, the limits hold. Raises CannotWeigh.
    """
    size = _checked(margins, base, least, most)
    places = [np.where(margin.places < 0, len(margin.labels), margin.places) for margin in margins]
    start = np.ones(size) if base is None else base * (size / base.sum())
    targets = [_masses(margin, place, start) for margin, place in zip(margins, places, strict=True)]
    first, inverse, number = _alike(margins, places, base)
    cells = [place[first] for place in places]
    weight, met, deviation, passes = _fitted(cells, targets, start[first], number, least, most)
    weights = weight[inverse]
    trimmed = int(((weights <= least * 1.000001) | (weights >= most * 0.999999)).sum())
    weights *= size / weights.sum()
    effective = effective_number(weights)
    return Weighted(weights, met, deviation, trimmed, size / effective, effective, passes)


def _checked(margins: Sequence[Margin], base: Floats | None, least: float, most: float) -> int:
    if not margins:
        raise CannotWeigh("Es ist kein Merkmal angegeben, nach dem gewichtet werden soll.")
    size = len(margins[0].places)
    if not size:
        raise CannotWeigh("Es gibt keine Antworten, die gewichtet werden könnten.")
    if not 0 <= least < 1 < most:
        raise CannotWeigh("Die Grenzen der Gewichte liegen unter und über 1.")
    if base is not None and not (len(base) == size and np.isfinite(base).all() and (base > 0).all()):
        raise CannotWeigh("Jede Person braucht ein Ausgangsgewicht über 0.")
    for margin in margins:
        if len(margin.places) != size:
            raise CannotWeigh(f"„{margin.name}“ ist nicht für jede Person angegeben.")
        if len(margin.targets) != len(margin.labels) or not all(0 <= target < np.inf for target in margin.targets) or not sum(margin.targets) > 0:
            raise CannotWeigh(f"„{margin.name}“: Die Anteile der Stadt sind Zahlen ab 0, zusammen mehr als 0.")
        if int(margin.places.max()) >= len(margin.labels):
            raise CannotWeigh(f"„{margin.name}“: Zu einem Wert fehlt der Anteil in der Stadt.")
        there = np.bincount(margin.places[margin.places >= 0], minlength=len(margin.labels)) > 0
        nobody = [label for label, target, some in zip(margin.labels, margin.targets, there, strict=True) if target > 0 and not some]
        if nobody:
            raise CannotWeigh(f"„{margin.name}“: Niemand mit diesem Wert hat geantwortet: {listed(nobody)}. Fassen Sie Werte zusammen.")
        nowhere = [label for label, target, some in zip(margin.labels, margin.targets, there, strict=True) if target == 0 and some]
        if nowhere:
            raise CannotWeigh(f"„{margin.name}“: Diesen Wert gibt es in der Stadt nicht, er wurde aber geantwortet: {listed(nowhere)}.")
    return size


def _masses(margin: Margin, places: Places, start: Floats) -> Floats:
    """What all weights of each value shall add up to; the last is for those whose value is unknown."""
    unknown = float(start[places == len(margin.labels)].sum())
    wanted = np.array([*margin.targets, 0.0])
    wanted *= (len(start) - unknown) / wanted.sum()
    wanted[-1] = unknown
    return wanted


def _alike(margins: Sequence[Margin], places: Sequence[Places], base: Floats | None) -> tuple[Places, Places, Floats]:
    """People with the same values and base: one of each kind, which kind each person is, how many there are."""
    key = np.zeros(len(places[0]), dtype=np.int64)
    sizes = [len(margin.labels) + 1 for margin in margins]
    for place, size in zip(places, sizes, strict=True):
        key = key * size + place
        if key.max() > 2**31:
            key = np.unique(key, return_inverse=True)[1]
    if base is not None:
        values, kind = np.unique(base, return_inverse=True)
        key = np.unique(key, return_inverse=True)[1] * len(values) + kind
    _keys, first, inverse, number = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    return first, inverse, number.astype(np.float64)


def _fitted(
    cells: Sequence[Places], targets: Sequence[Floats], start: Floats, number: Floats, least: float, most: float
) -> tuple[Floats, bool, float, int]:
    """The weight of each kind of people, whether all targets are met, the worst deviation, and how many times all margins were gone through."""
    mass = start * number
    lowest, highest = number * least, number * most
    limited, worst, passes = False, np.inf, 0
    for passes in range(1, PASSES + 1):  # how often is told
        before, worst = worst, 0.0
        for cell, target in zip(cells, targets, strict=True):
            found = np.bincount(cell, mass, len(target))
            factor = target / np.where(found > 0, found, 1.0)
            worst = max(worst, float(np.abs(factor[found > 0] - 1).max()))
            mass = mass * factor[cell]
        if worst < CLOSE or (limited and passes > 20 and abs(before - worst) < 1e-6 * worst):
            break
        limited = bool((mass < lowest).any() or (mass > highest).any())
        if limited:
            mass = np.clip(mass, lowest, highest)
    held = np.clip(mass, lowest, highest)
    deviation = (
        max(float(np.abs(np.bincount(cell, held, len(target)) - target).max()) for cell, target in zip(cells, targets, strict=True)) / number.sum()
    )
    return held / number, deviation < 1e-6, deviation, passes
