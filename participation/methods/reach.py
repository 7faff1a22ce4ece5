"""Who took part, beside the town: tables that tell nothing of a small group, how a group's share differs from the town's, and weights.

A single row with a published total is the case in which hiding one number hides nothing: it is the total less the others. So a hidden number never
stands alone, and what stands with it is large enough that whoever knows the rule, the total and all that is shown still has to reckon with every
number from 0 to 9.
Sources: M. Fischetti, J.-J. Salazar-González, Solving the cell suppression problem on tabular data with linear constraints, Management Science 47
(2001), for the attacker who knows the rule; A. Hundepool et al., Statistical Disclosure Control, Wiley (2012), section 4, for primary and secondary
suppression; D. Holt, T. M. F. Smith, Post Stratification, Journal of the Royal Statistical Society A 142 (1979), for the weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from participation.methods.intervals import wilson_interval
from participation.methods.surveys.results.cells import LEAST

CLEARLY = 0.8
"""A group is missing where it has less than this part of its share of the town, beyond chance."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be told of a row of counts: each number or None, and the total or None."""

    counts: tuple[int | None, ...]
    total: int | None


def protect_row(counts: Sequence[int], least: int = LEAST) -> Shown:
    """Hide what is below `least`, 0 too, and as little else as keeps it hidden from whoever knows the total and this rule.

    Where no others are large enough for that, everything is hidden, the total too. Raises ValueError for a negative count.
    """
    if any(count < 0 for count in counts):
        raise ValueError("counts are not negative")
    small = [place for place, count in enumerate(counts) if count < least]
    total = sum(counts)
    if not small:
        return Shown(tuple(counts), total)
    beside = _beside(sorted(count for count in counts if count >= least), sum(counts[place] for place in small), len(small), least)
    if beside is None:
        return Shown((None,) * len(counts), None)
    hidden = set(small)
    for count in beside:
        hidden.add(next(place for place, one in enumerate(counts) if one == count and place not in hidden))
    return Shown(tuple(None if place in hidden else count for place, count in enumerate(counts)), total)


def _beside(large: Sequence[int], small_sum: int, number: int, least: int) -> list[int] | None:
    """Which large counts are hidden with the small ones: the fewest people. None where none are enough.

    With L large ones hidden and a hidden sum S, a small one can be `least` - 1 only where S - (`least` - 1) is at least L times `least`;
    it can be 0 because the large ones have no upper end. Without any large one it can be everything only where there are so many small
    ones, and so few people in them, that each could hold all up to `least` - 1, and none.
    """
    if not large:
        return [] if number > 1 and least - 1 <= small_sum <= (least - 1) * (number - 1) else None
    for one in large:
        if small_sum + one >= 2 * least - 1:
            return [one]
    if len(large) > 1 and small_sum + sum(large) >= least * len(large) + least - 1:
        return list(large)
    return None


class Verdict(StrEnum):
    """How a group's share of those who took part lies beside its share of the town."""

    LESS = "less"  # even the upper end of the interval is below
    MORE = "more"
    ALIKE = "alike"  # the difference can be chance
    HIDDEN = "hidden"
    UNKNOWN = "unknown"  # the town's share is not known


@dataclass(frozen=True, slots=True)
class Group:
    """A group beside the town. Shares are 0 to 1; `weight`: how much each of them would count so that the shares were the town's."""

    label: str
    people: int | None
    share: float | None
    low: float | None
    high: float | None
    town: float | None
    weight: float | None
    verdict: Verdict

    @property
    def is_missing(self) -> bool:
        """Whether it is clearly fewer than in the town."""
        return self.verdict is Verdict.LESS and self.share is not None and self.town is not None and self.share < CLEARLY * self.town


@dataclass(frozen=True, slots=True)
class Beside:
    """The groups of a feature, those whose group is not known, and all together; None where a number may not be told."""

    groups: tuple[Group, ...]
    unknown: int | None
    total: int | None


def beside_town(counts: Mapping[str, int], town: Mapping[str, int], unknown: int = 0, least: int = LEAST) -> Beside:
    """The groups of a feature with Wilson's 95 % interval for each share, beside the town's people.

    `counts`: those who took part, by group; `unknown`: those whose group is not known; `town`: people in the town by the same names. Shares are of
    those whose group is known; where these are told apart from too few, of all. Groups are in the order of `counts`.
    """
    shown = protect_row((*counts.values(), unknown) if unknown else tuple(counts.values()), least)
    inhabitants = sum(town.values())
    known = bool(inhabitants) and all(town.get(label, 0) > 0 for label in counts)
    apart = shown.counts[-1] if unknown else 0
    # a share tells of how many it is one, and with the total how many are unknown
    people = sum(counts.values()) + (0 if apart is not None else unknown)
    each = zip(counts, shown.counts, strict=False)
    groups = (_group(label, number, people, town[label] / inhabitants if known else None) for label, number in each)
    return Beside(tuple(groups), apart, shown.total)


def _group(label: str, number: int | None, people: int, town: float | None) -> Group:
    if number is None or not people:
        return Group(label, None, None, None, None, town, None, Verdict.HIDDEN)
    share = number / people
    low, high = wilson_interval(share, people)
    if town is None:
        return Group(label, number, share, low, high, None, None, Verdict.UNKNOWN)
    verdict = Verdict.LESS if high < town else Verdict.MORE if low > town else Verdict.ALIKE
    return Group(label, number, share, low, high, town, town / share, verdict)


def grew_enough(before: int, now: int, least: int = LEAST) -> bool:
    """Whether a table may be made anew: two tables beside each other tell of everybody who came or went between them, so these must be enough."""
    return abs(now - before) >= least
