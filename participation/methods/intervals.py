"""How sure one can be of a share that few people gave."""

from __future__ import annotations

from math import sqrt

Z_95 = 1.96


def wilson_interval(share: float, total: float, z: float = Z_95) -> tuple[float, float]:
    """Wilson's score interval for a share of `total` people, within 0 and 1; all of it where nobody was asked. `total` may be an effective number.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212.
    """
    if total <= 0:
        return 0.0, 1.0
    square = z * z
    middle = share + square / (2 * total)
    reach = z * sqrt(max(0.0, share * (1 - share)) / total + square / (4 * total * total))
    width = 1 + square / total
    return max(0.0, (middle - reach) / width), min(1.0, (middle + reach) / width)


def wilson_lower_bound(positive: int, total: int, z: float = Z_95) -> float:
    """The lower end of Wilson's score interval for a share, between 0 and 1; 0 where nobody was asked.

    Used for orders only: 9 of 10 come before 1 of 1, because ten people say more than one.
    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212.
    """
    if total <= 0:
        return 0.0
    return wilson_interval(positive / total, total, z)[0]
