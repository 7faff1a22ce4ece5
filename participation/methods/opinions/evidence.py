"""Whether there are groups at all: votes without camps also fall into clusters, so what is found is held against chance.

Two questions. Do the groups lie more clearly apart than in every one of 20 matrices in which each statement's answers were shuffled
among those who gave them? Do they come again when a fifth of the people is left out?
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.random import Generator

from participation.methods.opinions.clusters import KS, QUICK, Division, alike, clearest, divisions
from participation.methods.opinions.projection import project
from participation.methods.opinions.votes import UNSEEN, Bools, Ints, Marks

LEAST_PEOPLE = 30
"""Below this nobody is put into a group."""
TIMES = 20
STABLE = 0.8
SAME_NUMBER = 0.8
"""So many of the samples must find the same number of groups for the number to be sure."""
_MOST_ON_MAP = 1_200
_MOST_PEOPLE = 5_000


class Verdict(StrEnum):
    """What can be said of groups."""

    CLEAR = "clear"
    NUMBER_UNSURE = "number-unsure"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict rests on; empty where there are too few people to ask.

    `silhouettes`: number of groups → mean silhouette of the division found; `null_silhouettes`: the best of each shuffled matrix;
    `stability`: number of groups → for each sample the adjusted Rand index between its groups and those found; `k_votes`: number of
    groups → how many samples would have chosen it.
    """

    silhouettes: dict[int, float] = field(default_factory=dict)
    null_silhouettes: tuple[float, ...] = ()
    stability: dict[int, tuple[float, ...]] = field(default_factory=dict)
    k_votes: dict[int, int] = field(default_factory=dict)

    def sound(self, k: int) -> bool:
        """Whether this division is clearer than all that chance made, and comes again in the samples."""
        if k not in self.stability or not self.null_silhouettes:
            return False
        return self.silhouettes[k] > max(self.null_silhouettes) and float(np.median(self.stability[k])) >= STABLE


def judged(found: Mapping[int, Division], evidence: Evidence, *, given: bool) -> tuple[Verdict, Division | None]:
    """The verdict and the division to show: the clearest one, or the next that is sound.

    `clear`: it is sound, and four samples of five choose its number of groups too, or the number was `given`; `number-unsure`: it is
    sound, but the number might be another; `none`: no division is sound, and the clearest is told for who wants to know.
    """
    best = clearest(found)
    sound = [division for division in found.values() if division.valid and evidence.sound(division.k)]
    if best is None or not sound:
        return Verdict.NONE, best
    chosen = max(sound, key=lambda division: (division.silhouette, -division.k))
    sure = chosen is best and evidence.k_votes.get(chosen.k, 0) >= SAME_NUMBER * TIMES
    return Verdict.CLEAR if given or sure else Verdict.NUMBER_UNSURE, chosen


@dataclass(frozen=True, slots=True)
class Sample:
    """Votes to be held against chance: `marks` of everybody, `counts` who of them is on the map, `hidden` statements taken out."""

    marks: Marks
    counts: Bools
    hidden: int = 0

    def part(self, share: float, chance: Generator) -> tuple[Sample, Ints]:
        """So many of the people, and who they are; at most about 1,200 of those on the map and 5,000 of all."""
        people = len(self.marks)
        share = min(share, _MOST_ON_MAP / max(int(self.counts.sum()), 1), _MOST_PEOPLE / max(people, 1))
        if share >= 1:
            return self, np.arange(people)
        some = np.sort(chance.choice(people, round(share * people), replace=False))
        return Sample(self.marks[some], self.counts[some], self.hidden), some

    def divisions(self, chance: Generator, ks: Sequence[int]) -> dict[int, Division]:
        """What a map of these votes would find."""
        points = project(self.marks, self.hidden, roughly=True).points(self.marks[self.counts], np.float32)
        return divisions(points, chance, ks, QUICK)


def against_chance(sample: Sample, chance: Generator, ks: Sequence[int] = KS) -> tuple[float, ...]:
    """The best silhouettes of 20 matrices without any camps; of a part of the people where there are more than 1,200."""
    found = []
    for _time in range(TIMES):
        part, _some = sample.part(1.0, chance)
        best = clearest(Sample(shuffled(part.marks, chance), part.counts, part.hidden).divisions(chance, ks))
        found.append(best.silhouette if best else 0.0)
    return tuple(found)


def come_again(
    sample: Sample, found: Mapping[int, Division], chance: Generator, ks: Sequence[int] = KS
) -> tuple[dict[int, tuple[float, ...]], dict[int, int]]:
    """The same map of 20 samples of 80 %: how alike their divisions are to those `found` of everybody, and how many groups each would choose."""
    stability: dict[int, list[float]] = {k: [] for k in found}
    chosen = Counter[int]()
    everybody = np.full((len(found), len(sample.marks)), -1)
    everybody[:, sample.counts] = [division.labels for division in found.values()]
    for _time in range(TIMES):
        part, some = sample.part(0.8, chance)
        each = part.divisions(chance, sorted({*ks, *found}))
        best = clearest({k: division for k, division in each.items() if k in ks})
        if best:
            chosen[best.k] += 1
        for labels, (k, likenesses) in zip(everybody, stability.items(), strict=True):
            likenesses.append(alike(each[k].labels, labels[some[part.counts]]) if k in each else 0.0)
    return {k: tuple(likenesses) for k, likenesses in stability.items()}, dict(sorted(chosen.items()))


def shuffled(marks: Marks, chance: Generator) -> Marks:
    """Each statement's answers dealt out anew among those who gave one: who saw what stays, as do all tallies."""
    turned = marks.T.copy()
    seen = turned != UNSEEN
    answers, start = turned[seen], 0
    for count in np.count_nonzero(seen, axis=1):
        chance.shuffle(answers[start : start + count])
        start += count
    turned[seen] = answers
    return np.ascontiguousarray(turned.T)
