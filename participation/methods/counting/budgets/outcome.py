"""The result of a budget count: a value that explains itself, project by project and step by step."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from participation.methods.counting.budgets.ballots import Project
from participation.methods.counting.margin import NOT_COMPUTED
from participation.methods.counting.outcome import Lot, Margin

Reason = Literal[
    "funded",  # gets its money
    "unsupported",  # nobody, or nobody with a positive number, named it
    "withdrawn",
    "threshold",  # score below the threshold
    "too-expensive",  # more than what was left when its turn came
    "stopped",  # after the first that did not fit (no skipping)
    "limit",  # its group's money was used up
    "not-best",  # another selection has more points (knapsack)
    "supporters-short",  # its supporters did not have the money (equal shares)
]
TieBreak = Literal["cost", "votes", "lot", "order"]


@dataclass(frozen=True, slots=True)
class BudgetTie:
    """Projects that stood equal where only their order decided: who came first, and by what.

    `cost` (the cheaper), `votes` (named by more), `lot` (the seed's order) or `order` (the order of the list).
    """

    projects: tuple[int, ...]
    chosen: int
    decided_by: TieBreak


@dataclass(frozen=True, slots=True)
class Payment:
    """Where a project's money came from under equal shares.

    `rho` is what one unit of utility cost; who paid in full paid `rho` times the utility, the others their last money. `price` is what
    somebody with one approval (or one point) paid in full.
    """

    rho: Fraction
    price: Fraction
    full_payers: int
    full_amount: Fraction
    last_payers: int
    last_amount: Fraction


@dataclass(frozen=True, slots=True)
class BudgetRound:
    """One step: a project looked at, whether it got its money and why not, and what was left after it."""

    number: int
    project: int
    funded: bool
    reason: Reason
    cost: int
    left: int
    payment: Payment | None = None
    tie: BudgetTie | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """How equal shares used up the money: how often every voter's money was raised by `step`, and the run that would have overspent.

    `runs` counts were needed. `every_step` says whether each raise before that was tried, too (else only those that the search met).
    Where nothing more can be funded, `overspent` is None.
    """

    step: int
    raises: int
    runs: int
    every_step: bool
    overspent: int | None = None
    overspent_projects: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Purse:
    """Voters' money under equal shares, exact: what everybody began with, and what was left at the end."""

    share: Fraction
    raised: Fraction
    left: Fraction
    emptied: int
    least: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class Comparison:
    """The vote of all ballots between the result of equal shares and the greedy one: how many have more of their projects in which."""

    shares: int
    greedy: int
    equal: int
    took_greedy: bool


@dataclass(frozen=True, slots=True)
class BudgetOutcome:
    """Which projects are paid for, by which rule, and everything needed to check it.

    `winners` in the order in which they were chosen. `missing` is, for projects left out, how much money was missing (of the budget, or
    of their supporters' money under equal shares).
    """

    rule: str
    projects: tuple[Project, ...]
    winners: tuple[int, ...]
    reasons: tuple[Reason, ...]
    budget: int
    scale: int
    currency: str
    voters: int
    blank: int
    votes: tuple[int, ...]
    scores: tuple[int, ...]
    points_scale: int = 1
    rounds: tuple[BudgetRound, ...] = ()
    missing: tuple[Fraction | None, ...] = ()
    threshold: int | None = None
    margin: Margin = NOT_COMPUTED
    completion: Completion | None = None
    purse: Purse | None = None
    comparison: Comparison | None = None
    lot: Lot | None = None

    @property
    def winner_ids(self) -> tuple[str, ...]:
        """The winners' identifiers in the order in which they were chosen."""
        return tuple(self.projects[project].identifier for project in self.winners)

    @property
    def spent(self) -> int:
        """What the winners cost together."""
        return sum(self.projects[project].cost for project in self.winners)

    @property
    def ties(self) -> tuple[BudgetTie, ...]:
        """All ties met, in order."""
        return tuple(step.tie for step in self.rounds if step.tie is not None)
