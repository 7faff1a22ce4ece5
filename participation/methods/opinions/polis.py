"""Polis' own statistics, for export and comparison: what represents a group, what all agree on, and what Polis would show next.

Source: Polis' mathematics as its server computes it (compdemocracy/polis, `math/src/polismath/math/{repness,stats,conversation}.clj`) and
C. Small et al. (2021), read at its commit 2679ba7. All counts are of people in groups, except that consensus and priorities count everybody handed in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.methods.opinions.votes import AGREE, DISAGREE, UNSEEN, Bools, Ints, Marks

Floats = NDArray[np.float64]
SIGNIFICANT = 1.2816
"""The 90 % quantile of the normal distribution, one-sided, as the server rounds it."""
MOST = 5
META_PRIORITY = 7.0


@dataclass(frozen=True, slots=True)
class Counts:
    """Answers to each statement (C): `agree`, `disagree`, `seen`."""

    agree: Ints
    disagree: Ints
    seen: Ints

    @classmethod
    def of(cls, marks: Marks) -> Counts:
        """Counted from n × C marks."""
        count = [np.count_nonzero(wanted, axis=0).astype(np.int64) for wanted in (marks == AGREE, marks == DISAGREE, marks != UNSEEN)]
        return cls(count[0], count[1], count[2])


@dataclass(frozen=True, slots=True)
class Representative:
    """A statement that tells a group or everybody. `place`: of the statement; `side`: `agree` or `disagree`, which the figures are of.

    `repness` and `repness_test` compare with all other groups; 0 for consensus. `best_agree`: put first because it is what the group most agrees on.
    """

    place: int
    side: str
    successes: int
    trials: int
    probability: float
    probability_test: float
    repness: float = 0.0
    repness_test: float = 0.0
    best_agree: bool = False


def one_proportion(successes: Ints, trials: Ints) -> Floats:
    """z of a share against one half, with one success and one trial more."""
    return np.asarray(2 * np.sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5))


def two_proportions(inside: Ints, outside: Ints, trials_inside: Ints, trials_outside: Ints) -> Floats:
    """z of the difference of two shares, with one success and one trial more in each; 0 where all succeeded."""
    inside, outside, n, m = inside + 1, outside + 1, trials_inside + 1, trials_outside + 1
    pooled = (inside + outside) / (n + m)
    spread = pooled * (1 - pooled) * (1 / n + 1 / m)
    return np.where(spread > 0, (inside / n - outside / m) / np.sqrt(np.where(spread > 0, spread, 1)), 0.0)


@dataclass(frozen=True, slots=True)
class _Side:
    """One answer of a group to each statement, compared with all others'."""

    successes: Ints
    probability: Floats
    test: Floats
    repness: Floats
    repness_test: Floats

    @classmethod
    def of(cls, successes: Ints, seen: Ints, others: Ints, others_seen: Ints) -> _Side:
        probability = (successes + 1) / (seen + 2)
        repness = probability / ((others + 1) / (others_seen + 2))
        return cls(successes, probability, one_proportion(successes, seen), repness, two_proportions(successes, others, seen, others_seen))

    @property
    def significant(self) -> Bools:
        return np.asarray((self.test > SIGNIFICANT) & (self.repness_test > SIGNIFICANT))


def representative(marks: Marks, groups: Ints, left_out: Collection[int] = frozenset()) -> list[list[Representative]]:
    """For each group up to five statements, those it agrees with first. `groups`: n, −1 for who is in none; `left_out`: places of statements."""
    inside = [Counts.of(marks[groups == name]) for name in range(int(groups.max()) + 1 if len(groups) else 0)]
    found, places = [], [place for place in range(marks.shape[1]) if place not in left_out]
    for own in inside:
        others = [each for each in inside if each is not own]
        none = np.zeros(marks.shape[1], np.int64)
        seen = sum((each.seen for each in others), none)
        agree = _Side.of(own.agree, own.seen, sum((each.agree for each in others), none), seen)
        disagree = _Side.of(own.disagree, own.seen, sum((each.disagree for each in others), none), seen)
        found.append(_chosen(own, agree, disagree, places))
    return found


def _chosen(own: Counts, agree: _Side, disagree: _Side, places: Sequence[int]) -> list[Representative]:
    told = {place: _told(place, own, agree, disagree) for place in places}
    enough = agree.significant | disagree.significant
    first = _best_agreed(own, agree, places)
    if first is not None:
        head = [_told(first, own, agree, disagree, best_agree=True)]
    elif not any(enough[place] for place in places):
        strength = np.maximum(agree.repness_test, disagree.repness_test)
        head = [told[max(places, key=lambda place: strength[place])]] if places else []
    else:
        head = []
    weight = {place: each.repness * each.repness_test * each.probability * each.probability_test for place, each in told.items()}
    rest = sorted((place for place in places if enough[place] and place != first), key=lambda place: -weight[place])
    chosen = (head + [told[place] for place in rest])[:MOST]
    return sorted(chosen, key=lambda each: each.side)


def _told(place: int, own: Counts, agree: _Side, disagree: _Side, *, best_agree: bool = False) -> Representative:
    """The statement by the answer that sets the group apart the most."""
    agrees = bool(agree.repness_test[place] > disagree.repness_test[place])
    side = agree if agrees else disagree
    return Representative(
        place,
        "agree" if agrees else "disagree",
        int(side.successes[place]),
        int(own.seen[place]),
        float(side.probability[place]),
        float(side.test[place]),
        float(side.repness[place]),
        float(side.repness_test[place]),
        best_agree,
    )


def _best_agreed(own: Counts, agree: _Side, places: Sequence[int]) -> int | None:
    """What the group most agrees on, found statement by statement as the server does; None if nothing will do."""
    best: int | None = None
    for place in places:
        if own.agree[place] == 0 and own.disagree[place] == 0:
            continue
        if best is None:
            if agree.test[place] > SIGNIFICANT or (agree.repness[place] > 1 and agree.probability[place] > 0.5):
                best = place
            continue
        general = agree.probability * agree.test
        strength = agree.repness * agree.repness_test * general if agree.repness[best] > 1 else general
        if strength[place] > strength[best]:
            best = place
    return best


def consensus(marks: Marks, left_out: Collection[int] = frozenset()) -> dict[str, list[Representative]]:
    """Up to five statements that more than half of everybody handed in agrees with, and five that they reject, the surest first."""
    counts = Counts.of(marks)
    found = {}
    for side, successes in (("agree", counts.agree), ("disagree", counts.disagree)):
        share, test = (successes + 1) / (counts.seen + 2), one_proportion(successes, counts.seen)
        able = [int(place) for place in np.flatnonzero((share > 0.5) & (test > SIGNIFICANT)) if place not in left_out]
        best = sorted(able, key=lambda place: -float(share[place] * test[place]))[:MOST]
        found[side] = [
            Representative(place, side, int(successes[place]), int(counts.seen[place]), float(share[place]), float(test[place])) for place in best
        ]
    return found


def group_aware_consensus(marks: Marks, groups: Ints) -> Floats:
    """The product over the groups of (A + 1)/(S + 2), for each statement (C)."""
    found = np.ones(marks.shape[1])
    for name in range(int(groups.max()) + 1 if len(groups) else 0):
        counts = Counts.of(marks[groups == name])
        found *= (counts.agree + 1) / (counts.seen + 2)
    return found


def priorities(counts: Counts, extremity: Floats, meta: Bools | None = None) -> Floats:
    """How urgently Polis would show each statement next (C). `extremity`: as `Projection.extremity`; `meta`: statements about people themselves."""
    agree, passed = (counts.agree + 1) / (counts.seen + 2), (counts.seen - counts.agree - counts.disagree + 1) / (counts.seen + 2)
    importance = (1 - passed) * (1 + extremity) * agree * (1 + 8 * np.exp2(-counts.seen / 5))
    return np.asarray((importance if meta is None else np.where(meta, META_PRIORITY, importance)) ** 2)
