"""Projects with costs and ballots about them, as values. Money is whole numbers of 1/`scale` (100 for cents), never a float."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from participation.methods.counting.ballots import CountingError

BallotKind = Literal["approval", "points"]

Ballot = tuple[tuple[int, int], ...]
"""(project, weight) pairs, ascending by project: the weight is 1 for an approval, else the points given; `()` is a blank ballot."""


@dataclass(frozen=True)
class Project:
    """A project on the ballot: `identifier` is how files and ballots name it; `columns` is all that a file says about it.

    `withdrawn` projects stay on the list and get no money.
    """

    identifier: str
    cost: int
    name: str = ""
    categories: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    neighbourhood: str = ""
    withdrawn: bool = False
    columns: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Limit:
    """At most `amount` for these projects together, e.g. those of one neighbourhood."""

    name: str
    projects: frozenset[int]
    amount: int


@dataclass(frozen=True)
class BudgetBallots:
    """Projects, the money there is, and grouped ballots: (project, weight) pairs → how often.

    `kind` says whether weights are approvals (then a project is worth its cost to whoever approves it) or points (then it is worth the
    points). Points are whole numbers of 1/`points_scale`.
    """

    projects: tuple[Project, ...]
    budget: int
    ballots: Mapping[Ballot, int]
    kind: BallotKind = "approval"
    scale: int = 100
    points_scale: int = 1
    currency: str = ""

    @property
    def voters(self) -> int:
        """All who voted, blank ballots included."""
        return sum(self.ballots.values())

    @property
    def blank(self) -> int:
        """Ballots without a project."""
        return self.ballots.get((), 0)

    def support(self) -> tuple[list[int], list[int]]:
        """For each project how many named it, and its score: the same number for approvals, else its points."""
        votes, scores = self._support
        return list(votes), list(scores)

    @cached_property
    def _support(self) -> tuple[list[int], list[int]]:
        votes, scores = [0] * len(self.projects), [0] * len(self.projects)
        for ballot, number in self.ballots.items():
            for project, weight in ballot:
                votes[project] += number
                scores[project] += number * weight
        return votes, scores


@dataclass(frozen=True)
class BudgetTerms:
    """What is fixed before the count besides the rule.

    `threshold` is the score (in units of 1/`points_scale`) below which a project gets nothing, `limits` bound what groups of projects get (greedy rules only). Equal
    shares: `complete` raises every voter's money by `step` until the next raise would overspend (step: one unit of the currency);
    `compare` takes the greedy result instead where more voters prefer it. `seed` (committed before the vote) draws the lot for ties
    that nothing else decides; without it the order of the list does.
    """

    threshold: int | None = None
    limits: tuple[Limit, ...] = ()
    complete: bool = True
    compare: bool = False
    step: int | None = None
    seed: bytes | None = None


def check_budget(ballots: BudgetBallots) -> None:
    """Refuse projects and ballots that do not fit together; raises CountingError."""
    if not ballots.projects:
        raise CountingError("Es gibt keine Projekte.")
    if len({project.identifier for project in ballots.projects}) != len(ballots.projects):
        raise CountingError("Zwei Projekte haben dieselbe Nummer.")
    if ballots.budget < 0 or any(project.cost < 0 for project in ballots.projects):
        raise CountingError("Geldbeträge dürfen nicht negativ sein.")
    size = len(ballots.projects)
    for ballot, number in ballots.ballots.items():
        before = -1
        for project, _weight in ballot:
            if not before < project < size:
                raise CountingError("Ein Stimmzettel nennt Projekte, die es nicht gibt, doppelt oder in falscher Ordnung.")
            before = project
        if number < 0:
            raise CountingError("Eine Anzahl von Stimmzetteln ist negativ.")


def lot_identifiers(projects: Sequence[Project]) -> list[str]:
    """What the lot is drawn over: the projects' identifiers."""
    return [project.identifier for project in projects]
