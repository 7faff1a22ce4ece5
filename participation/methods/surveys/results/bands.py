"""Bands in which numbers are counted, none of them with few people: a histogram that tells nobody's number."""

from __future__ import annotations

from math import floor, log10

import numpy as np
from numpy.typing import NDArray

from participation.methods.surveys.results.cells import LEAST

BANDS = 8
"""At most about so many bands between the ends."""


def edges_for(values: NDArray[np.float64], least: int = LEAST, bands: int = BANDS) -> list[float]:
    """Where bands begin: round numbers between which at least `least` people stand each; empty for too few people.

    values: finite numbers (n). The first band has no lower and the last no upper end, so that no single person's number is told.
    """
    if len(values) < 2 * least:
        return []
    low, high = (float(one) for one in np.quantile(values, (0.05, 0.95)))
    step = _round_step((high - low) / bands) if high > low else _round_step(max(abs(low), 1.0))
    candidates = np.arange(floor(low / step), floor(high / step) + 2) * step
    kept: list[float] = []
    ordered = np.sort(values)
    before = 0
    for edge in candidates:
        below = int(np.searchsorted(ordered, edge, side="left"))
        if below - before >= least and len(ordered) - below >= least:
            kept.append(float(round(edge, 10)) + 0.0)
            before = below
    return kept


def _round_step(wanted: float) -> float:
    """The next of 1, 2, 5 times a power of ten."""
    power = 10.0 ** floor(log10(wanted)) if wanted > 0 else 1.0
    return next(times * power for times in (1, 2, 5, 10) if times * power >= wanted * 0.999999)
