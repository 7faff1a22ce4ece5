"""What few want strongly: statements that a small group supports and most others do not.

A report that counts hands overlooks it. A statement is a minority's where all of this holds:

1. the group is small: at most a third of the people, and at least ten, below which nothing is said of a group;
2. its support is strong and certain: of those in it who answered, the lower end of Wilson's 95 % interval lies above one half;
3. outside of it there is no majority: the share of support among all others is at most one half;
4. chance does not explain the difference: two-proportion z-test, over all statements and groups together at a false discovery rate of 5 %.

Sources: E. B. Wilson, JASA 22 (1927), 209-212; Y. Benjamini, Y. Hochberg, Controlling the false discovery rate, J. Royal Statistical
Society B 57 (1995), 289-300. That a majority's rule needs such a list beside it: A. Lijphart, Patterns of Democracy (1999), ch. 3. These
are candidates; whether they belong into the report, people decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erfc, sqrt

from participation.methods.intervals import wilson_lower_bound

LEAST_PEOPLE = 10
LARGEST_SHARE = 1 / 3
STRONG = 0.5
FALSE_DISCOVERIES = 0.05


@dataclass(frozen=True, slots=True)
class Support:
    """Of one group: how many support something, of how many who answered."""

    yes: int
    answered: int


@dataclass(frozen=True, slots=True)
class Voice:
    """A statement (`subject`) that the group `group` supports; shares in 0 … 1."""

    subject: int
    group: int
    inside: Support
    outside: Support

    @property
    def distance(self) -> float:
        """By how much the group's share is above that of the others."""
        return _share(self.inside) - _share(self.outside)


def minority_voices(sizes: Sequence[int], support: Mapping[int, Sequence[Support]]) -> list[Voice]:
    """Statements of small groups, the largest distance first.

    `sizes`: people in each group; `support`: for each subject one `Support` a group, in the same order. Raises ValueError for numbers that
    cannot be.
    """
    people = sum(sizes)
    small = [place for place, size in enumerate(sizes) if LEAST_PEOPLE <= size <= people * LARGEST_SHARE]
    tested: list[tuple[float, Voice]] = []
    for subject, groups in sorted(support.items()):
        if len(groups) != len(sizes) or any(not 0 <= one.yes <= one.answered for one in groups):
            raise ValueError(f"subject {subject}: each group has its own support, and no more of it than answers")
        for group in small:
            outside = Support(sum(one.yes for one in groups) - groups[group].yes, sum(one.answered for one in groups) - groups[group].answered)
            tested.append((_chance(groups[group], outside), Voice(subject, group, groups[group], outside)))
    found = [voice for voice in _discovered(tested) if _is_strong(voice)]
    return sorted(found, key=lambda voice: (-round(voice.distance, 9), voice.subject, voice.group))


def _is_strong(voice: Voice) -> bool:
    enough = voice.inside.answered >= LEAST_PEOPLE and voice.outside.answered >= LEAST_PEOPLE
    return enough and wilson_lower_bound(voice.inside.yes, voice.inside.answered) > STRONG and _share(voice.outside) <= STRONG


def _discovered(tested: Sequence[tuple[float, Voice]]) -> list[Voice]:
    """Those whose chance is small enough, all tests taken together."""
    ordered = sorted(tested, key=lambda each: (each[0], each[1].subject, each[1].group))
    last = max((rank for rank, (chance, _voice) in enumerate(ordered, 1) if chance <= FALSE_DISCOVERIES * rank / len(ordered)), default=0)
    return [voice for _chance, voice in ordered[:last]]


def _share(support: Support) -> float:
    return support.yes / support.answered if support.answered else 0.0


def _chance(inside: Support, outside: Support) -> float:
    """How likely so large a difference is where there is none (two-sided, pooled)."""
    if not inside.answered or not outside.answered:
        return 1.0
    pooled = (inside.yes + outside.yes) / (inside.answered + outside.answered)
    spread = pooled * (1 - pooled) * (1 / inside.answered + 1 / outside.answered)
    if spread <= 0:
        return 1.0
    return erfc(abs(_share(inside) - _share(outside)) / sqrt(2 * spread))
