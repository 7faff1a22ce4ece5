"""The opinion map: where everybody stands, whether there are groups, what unites and what divides."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from participation.methods.opinions.clusters import KS, Division, Floats, Labels, divisions, renamed
from participation.methods.opinions.evidence import LEAST_PEOPLE, Evidence, Sample, Verdict, against_chance, come_again, judged
from participation.methods.opinions.outlines import outline
from participation.methods.opinions.projection import Projection, project
from participation.methods.opinions.statements import Finding, findings
from participation.methods.opinions.votes import UNSEEN, Bools, Marks, Votes


@dataclass(frozen=True, slots=True)
class Before:
    """What an earlier map of the same conversation looked like, so that the new one keeps its names and its sides.

    `groups`: person → group; `axes`: statement → its place on both axes.
    """

    groups: Mapping[str, int] = field(default_factory=dict)
    axes: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpinionMap:
    """The map of some votes.

    `votes`: those on open statements; `on_map` (n) says who counts, `points` (m × 2) and `groups` (m) are theirs, in order. Where the
    verdict is `none`, k is 1 and all groups are 0: one cloud. `found`: the division looked at, shown or not; None below 30 people. `findings`: one a statement.
    """

    votes: Votes
    verdict: Verdict
    k: int
    on_map: Bools
    points: Floats
    groups: Labels
    found: Division | None
    findings: tuple[Finding, ...]
    evidence: Evidence
    projection: Projection

    @property
    def people(self) -> list[str]:
        """Who is on the map, in the order of `points`."""
        return [name for name, counts in zip(self.votes.people, self.on_map, strict=True) if counts]

    def groups_of_all(self) -> Labels:
        """Everybody's group in the order of `votes.people`; −1 for who is not on the map, and for all where there are no groups."""
        everybody = np.full(len(self.votes.people), -1, np.int64)
        if self.verdict != Verdict.NONE:
            everybody[self.on_map] = self.groups
        return everybody

    def place(self, answers: Mapping[str, int]) -> tuple[float, float, int | None]:
        """Where somebody stands who answers like this, and in which group; None without groups. Costs no new map."""
        marks = np.full((1, len(self.votes.statements)), UNSEEN, np.int8)
        for column, statement in enumerate(self.votes.statements):
            marks[0, column] = answers.get(statement, UNSEEN)
        x, y = self.projection.points(marks)[0]
        if self.verdict == Verdict.NONE:
            return float(x), float(y), None
        centres = np.array([self.points[self.groups == name].mean(axis=0) for name in range(self.k)])
        return float(x), float(y), int(np.argmin(((centres - (x, y)) ** 2).sum(axis=1)))

    def outlines(self) -> list[list[tuple[float, float]]]:
        """Each group's outline; empty for a group of fewer than ten people."""
        return [outline(self.points[self.groups == name]) for name in range(self.k)]

    def as_before(self) -> Before:
        """What the next map of this conversation has to know of this one."""
        groups = dict(zip(self.people, map(int, self.groups), strict=True)) if self.verdict != Verdict.NONE else {}
        axes = {name: (float(x), float(y)) for name, (x, y) in zip(self.votes.statements, self.projection.axes.T, strict=True)}
        return Before(groups, axes)


Progress = Callable[[str], None]


def opinion_map(
    votes: Votes,
    seed: str,
    hidden: Collection[str] = (),
    k: int | None = None,
    before: Before | None = None,
    progress: Progress = lambda step: None,
) -> OpinionMap:
    """The map. The same votes and the same seed (any text) give the same map, whatever order they came in.

    `hidden`: statements that moderation took out. `k`: the number of groups, where it is not to be found; the evidence is asked all the
    same. `progress` is told the steps `projection`, `groups`, `chance`, `samples`, `statements`.
    """
    on_map = votes.who_count()
    shown = votes.without(hidden)
    chance = np.random.default_rng(list(seed.encode()))
    before = before or Before()
    progress("projection")
    sample = Sample(shown.marks, on_map, len(votes.statements) - len(shown.statements))
    projection = project(sample.marks, sample.hidden).turned(_axes(before, shown))
    points = projection.points(shown.marks[on_map])
    progress("groups")
    ks = KS if k is None else (k,)
    each = divisions(points, chance, ks) if len(points) >= LEAST_PEOPLE else {}
    evidence = _evidence(sample, each, chance, progress)
    verdict, found = judged(each, evidence, given=k is not None)
    groups, number = np.zeros(len(points), np.int64), 1
    if found is not None and verdict != Verdict.NONE:
        people = [name for name, counts in zip(shown.people, on_map, strict=True) if counts]
        groups, number = renamed(found.labels, points, [before.groups.get(name) for name in people]), found.k
    progress("statements")
    told = _findings(shown.marks, on_map, groups, verdict)
    return OpinionMap(shown, verdict, number, on_map, points, groups, found, told, evidence, projection)


def _evidence(sample: Sample, found: Mapping[int, Division], chance: np.random.Generator, progress: Progress) -> Evidence:
    if not found:
        return Evidence()
    progress("chance")
    null = against_chance(sample, chance)
    progress("samples")
    return Evidence({k: division.silhouette for k, division in found.items()}, null, *come_again(sample, found, chance))


def _findings(marks: Marks, on_map: Bools, groups: Labels, verdict: Verdict) -> tuple[Finding, ...]:
    everybody = np.full(len(marks), -1, np.int64)
    if verdict != Verdict.NONE:
        everybody[on_map] = groups
    return tuple(findings(marks, everybody))


def _axes(before: Before, votes: Votes) -> Floats:
    return np.array([before.axes.get(name, (0.0, 0.0)) for name in votes.statements]).reshape(len(votes.statements), 2).T
