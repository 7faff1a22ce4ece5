"""Whether two people who coded the same texts mean the same by a theme: Cohen's κ.

A text may have several themes, so each theme is a question of its own (does the text speak of it: yes or no), with a κ of its own. The κ
in sum is that of all these decisions together; because the decisions about one text hang together, its interval comes from leaving out
one text after the other.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

Z_95 = 1.96


class Strength(StrEnum):
    """What a κ means in words. Source: J. R. Landis, G. G. Koch, Biometrics 33 (1977), 159-174; the borders are a convention."""

    NONE = "none"  # below 0: less than chance
    SLIGHT = "slight"  # up to 0.2
    FAIR = "fair"  # up to 0.4
    MODERATE = "moderate"  # up to 0.6
    SUBSTANTIAL = "substantial"  # up to 0.8
    ALMOST_PERFECT = "almost perfect"


@dataclass(frozen=True, slots=True)
class Table:
    """Two coders and one yes-or-no question, in numbers of texts: both said yes, only the first, only the second, neither."""

    both: int
    first: int
    second: int
    neither: int

    @property
    def total(self) -> int:
        """How many texts."""
        return self.both + self.first + self.second + self.neither

    @property
    def share_agreed(self) -> float:
        """The share of texts about which both said the same; 1 of no text."""
        return (self.both + self.neither) / self.total if self.total else 1.0

    @property
    def kappa(self) -> float | None:
        """Cohen's κ: agreement beyond chance, 1 at the most. None where chance alone would agree wholly (both always yes, or always no)."""
        total = self.total
        if not total:
            return None
        yes, yes_too = self.both + self.first, self.both + self.second
        expected = yes * yes_too + (total - yes) * (total - yes_too)  # whole numbers: no rounding decides
        agreed = (self.both + self.neither) * total
        return None if expected == total * total else (agreed - expected) / (total * total - expected)

    def plus(self, other: Table) -> Table:
        """Both tables together."""
        return Table(self.both + other.both, self.first + other.first, self.second + other.second, self.neither + other.neither)

    def minus(self, other: Table) -> Table:
        """This table without the other's texts."""
        return Table(self.both - other.both, self.first - other.first, self.second - other.second, self.neither - other.neither)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two coders agree. `kappa` and its 95 % interval are None where nothing can be said of agreement beyond chance."""

    table: Table
    kappa: float | None
    interval: tuple[float, float] | None

    @property
    def strength(self) -> Strength | None:
        """In words."""
        return None if self.kappa is None else strength_of(self.kappa)


def strength_of(kappa: float) -> Strength:
    """A κ in words."""
    if kappa < 0:
        return Strength.NONE
    borders = ((0.2, Strength.SLIGHT), (0.4, Strength.FAIR), (0.6, Strength.MODERATE), (0.8, Strength.SUBSTANTIAL))
    return next((word for border, word in borders if kappa <= border + 1e-12), Strength.ALMOST_PERFECT)


def agreement_about(table: Table) -> Agreement:
    """κ of one theme with its large-sample interval.

    Source: J. L. Fleiss, J. Cohen, B. S. Everitt, Large sample standard errors of kappa and weighted kappa, Psychological Bulletin 72
    (1969), 323-327, formula 13.
    """
    kappa = table.kappa
    if kappa is None:
        return Agreement(table, None, None)
    n = table.total
    shares = ((table.both / n, table.first / n), (table.second / n, table.neither / n))
    rows = [sum(row) for row in shares]
    columns = [shares[0][place] + shares[1][place] for place in (0, 1)]
    expected = rows[0] * columns[0] + rows[1] * columns[1]
    agreed = shares[0][0] + shares[1][1]
    same = sum(shares[i][i] * ((1 - expected) - (columns[i] + rows[i]) * (1 - agreed)) ** 2 for i in (0, 1))
    other = (1 - agreed) ** 2 * sum(shares[i][j] * (columns[i] + rows[j]) ** 2 for i, j in ((0, 1), (1, 0)))
    variance = (same + other - (agreed * expected - 2 * expected + agreed) ** 2) / (n * (1 - expected) ** 4)
    return Agreement(table, kappa, _around(kappa, sqrt(max(variance, 0.0))))


def table_of(first: Sequence[Collection[Hashable]], second: Sequence[Collection[Hashable]], theme: Hashable) -> Table:
    """What two coders said of one theme. Each sequence holds the themes of one text after the other, in the same order."""
    pairs = [(theme in one, theme in other) for one, other in zip(first, second, strict=True)]
    return Table(pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True)), pairs.count((False, False)))


def agreement_in_sum(first: Sequence[Collection[Hashable]], second: Sequence[Collection[Hashable]], themes: Sequence[Hashable]) -> Agreement:
    """κ of all decisions, each text about each theme; its interval by the jackknife over texts.

    Source: B. Efron, C. Stein, The jackknife estimate of variance, Annals of Statistics 9 (1981), 586-596. Without an interval where a
    single text decides whether there is a κ at all.
    """
    each = [_of_one(set(one), set(other), themes) for one, other in zip(first, second, strict=True)]
    total = Table(0, 0, 0, 0)
    for table in each:
        total = total.plus(table)
    kappa = total.kappa
    left = [total.minus(table).kappa for table in each]
    known = [value for value in left if value is not None]
    if kappa is None or len(known) < len(left) or len(known) < 2:
        return Agreement(total, kappa, None)
    mean = sum(known) / len(known)
    variance = (len(known) - 1) / len(known) * sum((value - mean) ** 2 for value in known)
    return Agreement(total, kappa, _around(kappa, sqrt(variance)))


def _of_one(one: set[Hashable], other: set[Hashable], themes: Sequence[Hashable]) -> Table:
    both = sum(theme in one and theme in other for theme in themes)
    first, second = (sum(theme in said for theme in themes) - both for said in (one, other))
    return Table(both, first, second, len(themes) - both - first - second)


def _around(kappa: float, error: float) -> tuple[float, float]:
    return max(-1.0, kappa - Z_95 * error), min(1.0, kappa + Z_95 * error)
