"""How likely differences are by chance alone."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, exp, lgamma, log, sqrt


def chi_square_above(value: float, freedom: int) -> float:
    """The chance that chi-square with whole degrees of freedom exceeds a value, by its recursion over them.

    Source: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions (1964), 26.4.4, 26.4.5 and 26.4.8.
    """
    if freedom < 1:
        raise ValueError("degrees of freedom begin at 1")
    if value <= 0:
        return 1.0
    half, start = value / 2, freedom % 2 or 2
    found = erfc(sqrt(half)) if start == 1 else exp(-half)
    for below in range(start, freedom, 2):
        found += exp(below / 2 * log(half) - half - lgamma(below / 2 + 1))
    return min(1.0, found)


def normal_beyond(z: float) -> float:
    """The chance that a normal value is further from 0 than z, to either side."""
    return erfc(abs(z) / sqrt(2))


def discoveries(chances: Sequence[float], rate: float = 0.05) -> list[bool]:
    """Which of several differences to believe, so that among those believed at most `rate` are expected to be false.

    Source: Y. Benjamini, Y. Hochberg, Controlling the false discovery rate, Journal of the Royal Statistical Society B 57 (1995).
    """
    ordered = sorted(range(len(chances)), key=chances.__getitem__)
    last = max((rank for rank, place in enumerate(ordered, start=1) if chances[place] <= rate * rank / len(chances)), default=0)
    believed = set(ordered[:last])
    return [place in believed for place in range(len(chances))]
