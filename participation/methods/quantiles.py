"""Quantiles of whole numbers that are themselves among the numbers: "in nine of ten cases within so many days" has to be true as it is said."""

from __future__ import annotations

from collections.abc import Sequence


def quantile(values: Sequence[int], tenths: int) -> int | None:
    """The smallest of the values such that at least `tenths` tenths of all are not greater; None of nothing.

    The inverse of the empirical distribution function, definition 1 in Hyndman and Fan, Sample Quantiles in Statistical Packages, The
    American Statistician 50 (1996), 361-365. `tenths` from 1 to 10. Raises ValueError for others.
    """
    if not 1 <= tenths <= 10:
        raise ValueError("tenths lie between 1 and 10")
    ordered = sorted(values)
    return ordered[-(-len(ordered) * tenths // 10) - 1] if ordered else None
