"""What is said to each statement: tallies, what all groups share, and what divides them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import erfc, sqrt

import numpy as np

from participation.methods.intervals import wilson_interval
from participation.methods.opinions.votes import AGREE, DISAGREE, PASS, Ints, Marks

LEAST_ANSWERS_OF_A_GROUP = 10
"""With fewer answers from a group nothing is said about it."""
FALSE_DISCOVERIES = 0.05


@dataclass(frozen=True, slots=True)
class Tally:
    """How many agree, disagree, pass."""

    agree: int
    disagree: int
    passed: int

    @property
    def seen(self) -> int:
        """How many answered at all."""
        return self.agree + self.disagree + self.passed

    def share(self) -> tuple[float, float, float]:
        """The share of those who agree with its 95 % interval; 0, 0, 1 where nobody answered."""
        share = self.agree / self.seen if self.seen else 0.0
        return (share, *wilson_interval(share, self.seen))


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement. `by_group` has a tally for each group.

    `common_ground`: every group agrees, as surely as its answers allow; `ground` (0 … 1) orders these. `divisive`: two groups differ by
    `difference` (0 … 1) in their agreement or their disagreement, more than chance explains; `chance` is the adjusted p-value.
    """

    tally: Tally
    by_group: tuple[Tally, ...]
    ground: float
    common_ground: bool
    difference: float
    chance: float
    divisive: bool


def tallies(marks: Marks) -> list[Tally]:
    """One for each statement."""
    counts = [np.count_nonzero(marks == mark, axis=0) for mark in (AGREE, DISAGREE, PASS)]
    return [Tally(int(agree), int(disagree), int(passed)) for agree, disagree, passed in zip(*counts, strict=True)]


def findings(marks: Marks, groups: Ints) -> list[Finding]:
    """All statements. `marks`: n × C of everybody; `groups`: n, −1 for who is in none.

    Without groups everybody is one. Common ground: geometric mean over the groups of p·(1 − q) with p = (A + ½)/(S + 1),
    q = (D + ½)/(S + 1), listed if each group's Wilson lower bound of agreement exceeds ½ and each gave ten answers. Dividing: the largest difference of two
    groups of ten answers, two-proportion z-test, Bonferroni over the pairs and both answers, Benjamini and Hochberg (1995) over the statements.
    """
    overall = tallies(marks)
    names = range(int(groups.max()) + 1 if len(groups) else 0)
    each = [tallies(marks[groups == name]) for name in names]
    by_group = list(zip(*each, strict=True)) if each else [() for _tally in overall]
    apart = [_apart(tallies_) for tallies_ in by_group]
    surely = adjusted([chance for _difference, chance in apart])
    return [
        _finding(tally, groups_, difference, chance)
        for tally, groups_, (difference, _raw), chance in zip(overall, by_group, apart, surely, strict=True)
    ]


def _finding(tally: Tally, by_group: tuple[Tally, ...], difference: float, chance: float) -> Finding:
    among = by_group or (tally,)
    ground = float(np.prod([_ground(each) for each in among]) ** (1 / len(among)))
    common = all(each.seen >= LEAST_ANSWERS_OF_A_GROUP and each.share()[1] > 0.5 for each in among)
    return Finding(tally, by_group, ground, common, difference, chance, chance <= FALSE_DISCOVERIES and difference > 0 and not common)


def _ground(tally: Tally) -> float:
    return (tally.agree + 0.5) / (tally.seen + 1) * (1 - (tally.disagree + 0.5) / (tally.seen + 1))


def _apart(by_group: Sequence[Tally]) -> tuple[float, float]:
    """The largest difference between two groups, and how often chance would make it (p, Bonferroni)."""
    heard = [tally for tally in by_group if tally.seen >= LEAST_ANSWERS_OF_A_GROUP]
    found = [
        (abs(x / one.seen - y / other.seen), _two_proportions(x, one.seen, y, other.seen))
        for one, other in combinations(heard, 2)
        for x, y in ((one.agree, other.agree), (one.disagree, other.disagree))
    ]
    if not found:
        return 0.0, 1.0
    difference, chance = max(found, key=lambda pair: (pair[0], -pair[1]))
    return difference, min(1.0, chance * len(found))


def _two_proportions(x: int, n: int, y: int, m: int) -> float:
    """The two-sided p-value of a difference of two shares, pooled variance."""
    pooled = (x + y) / (n + m)
    spread = pooled * (1 - pooled) * (1 / n + 1 / m)
    return erfc(abs(x / n - y / m) / sqrt(2 * spread)) if spread > 0 else 1.0


def adjusted(chances: Sequence[float]) -> list[float]:
    """p-values adjusted so that, among those up to 5 %, at most 5 % are expected to be false (Benjamini and Hochberg, 1995)."""
    order = sorted(range(len(chances)), key=lambda place: chances[place], reverse=True)
    found, least = [1.0] * len(chances), 1.0
    for step, place in enumerate(order):
        least = min(least, chances[place] * len(chances) / (len(chances) - step))
        found[place] = least
    return found
