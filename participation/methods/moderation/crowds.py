"""Whether people who back the same thing share more than chance gives: a network, a day of signing up, the whole of what they back.

Two questions, each answered by an exact tail and a level that is divided among all that was looked at, so that a platform on which
everybody acts alone is called conspicuous with probability `level` at most:

* `concentrations`: of `total` people `drawn` back a thing, and of the `marked` people of one group `count` do. If groups did not matter,
  `count` would be hypergeometric (sampling without replacement; Fisher's exact test, one side). The level is divided by the number of groups
  that are large enough to be called anything (Bonferroni); their sizes are margins of the table, so choosing by them is no second look.
* `alike`: accounts made at the same time that back exactly the same things. If each chose by itself, things as popular as they are, the
  number of those with one set is binomial. Sets that are popular anyway get the larger part of the level (weighted Bonferroni: Genovese,
  Roeder and Wasserman, Biometrika 93, 2006): the weight is the set's own probability, and those sum to one.

What this cannot tell: **why**. A school, an office, a library, a mobile carrier's shared addresses or a family are one network; a class that
backs its own playground is as concentrated as one person with thirty accounts, and neighbours like the same things. A sign says where a
human being should look and ask. It is never a reason by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import exp, factorial, lgamma, log, log1p, prod
from typing import Generic, TypeVar

G = TypeVar("G", bound=Hashable)

LEVEL = 0.001
"""The chance that is taken of calling anything conspicuous where nothing is."""
FEWEST = 10
"""Fewer people are never called anything, nor told: a number below could point at single ones."""
SMALLEST_SET = 3
"""Sets of fewer things are shared by many who never heard of each other."""


@dataclass(frozen=True, slots=True)
class Concentration(Generic[G]):
    """A group that backs a thing more than its share: how many do, how many would by chance, and how likely as many or more are."""

    group: G
    count: int
    expected: float
    chance: float


@dataclass(frozen=True, slots=True)
class Alike:
    """Accounts with the same set: the set, how many have it, how many would by chance, and how likely as many or more are (at most)."""

    things: frozenset[int]
    count: int
    expected: float
    chance: float


def hypergeometric_tail(count: int, drawn: int, marked: int, total: int) -> float:
    """The probability that of `drawn` out of `total`, of whom `marked` are of a group, `count` or more are of it.

    Raises ValueError for numbers that cannot be.
    """
    if not (0 <= drawn <= total and 0 <= marked <= total):
        raise ValueError("more drawn or marked than there are")
    low, high = max(0, drawn + marked - total), min(drawn, marked)
    if count <= low:
        return 1.0
    if count > high:
        return 0.0
    whole = _choose(total, drawn)
    return min(1.0, sum(exp(_choose(marked, k) + _choose(total - marked, drawn - k) - whole) for k in range(high, count - 1, -1)))


def binomial_tail(count: int, tries: int, share: float) -> float:
    """The probability of `count` or more successes in `tries`."""
    if count <= 0 or share >= 1.0:
        return 1.0 if count <= tries else 0.0
    if count > tries or share <= 0.0:
        return 0.0
    return min(1.0, sum(exp(_choose(tries, k) + k * log(share) + (tries - k) * log1p(-share)) for k in range(tries, count - 1, -1)))


def _choose(of: int, some: int) -> float:
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)


def concentrations(
    here: Mapping[G, int], everywhere: Mapping[G, int], *, looks: int = 1, level: float = LEVEL, fewest: int = FEWEST
) -> list[Concentration[G]]:
    """The groups that back one thing more than their share, the least likely first.

    `here`: how many of each group back it; `everywhere`: how many of each there are among all that were looked at, these among them; `looks`:
    at how many things is looked in the same way. Raises ValueError where more are here than there are.
    """
    if any(count > everywhere.get(group, 0) for group, count in here.items()):
        raise ValueError("more of a group here than everywhere")
    drawn, total = sum(here.values()), sum(everywhere.values())
    able = [group for group, size in everywhere.items() if size >= fewest]
    most = level / max(1, len(able) * looks)
    found = []
    for group in able:
        count, size = here.get(group, 0), everywhere[group]
        if count >= fewest and (chance := hypergeometric_tail(count, drawn, size, total)) < most:
            found.append(Concentration(group, count, drawn * size / total, chance))
    return sorted(found, key=lambda one: (one.chance, -one.count))


def alike(
    sets: Iterable[frozenset[int]], popularity: Mapping[int, int], *, looks: int = 1, level: float = LEVEL, fewest: int = FEWEST
) -> list[Alike]:
    """Which sets more accounts share than would by chance, the least likely first.

    `sets`: of each account made at the same time, all that it backs; `popularity`: how many back each thing, over all accounts; `looks`: how many
    such times are looked at. Sizes share the level as 1/2, 1/4, …
    """
    told = [one for one in sets if len(one) >= SMALLEST_SET]
    whole = sum(popularity.values())
    sizes, found = Counter(map(len, told)), []
    for things, count in Counter(told).items():
        if count < fewest:
            continue
        shares = sorted((popularity[thing] / whole for thing in things), reverse=True)
        least, at_most = _chances(shares)
        chance = binomial_tail(count, sizes[len(things)], at_most)
        if chance < level / looks * least * 0.5 ** (len(things) - SMALLEST_SET + 1):
            found.append(Alike(things, count, sizes[len(things)] * at_most, chance))
    return sorted(found, key=lambda one: (one.chance, -one.count))


def _chances(shares: list[float]) -> tuple[float, float]:
    """Between which numbers the probability lies that somebody who picks one after another, by these shares, ends with this set.

    Any order will do, and what was picked is not picked again: without that the product is the least, with the largest first the most.
    """
    orders, least = factorial(len(shares)), prod(shares)
    left = prod(max(1e-12, 1.0 - sum(shares[:place])) for place in range(len(shares)))
    return min(1.0, orders * least), min(1.0, orders * least / left)
