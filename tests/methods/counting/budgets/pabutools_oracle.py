"""What pabutools says about budgets, in a process of its own (`tests/methods/oracles.py`). pabutools is GPL: the tests ask it, the product does not know it."""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tests.methods.oracles import answer_all

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pabutools.fractions
    from pabutools.election import (
        AbstractApprovalProfile,
        Additive_Borda_Sat,
        Additive_Cardinal_Sat,
        AdditiveSatisfaction,
        ApprovalMultiProfile,
        CardinalBallot,
        Cardinality_Sat,
        CardinalProfile,
        Cost_Sat,
        FrozenApprovalBallot,
        Instance,
        Project,
        parse_pabulib,
    )
    from pabutools.election.pabulib import parse_pabulib_from_string
    from pabutools.rules import (
        exhaustion_by_budget_increase,
        greedy_utilitarian_welfare,
        max_additive_utilitarian_welfare,
        method_of_equal_shares,
        popularity_comparison,
    )
    from pabutools.tiebreaking import TieBreakingRule

pabutools.fractions.FRACTION = "gmpy2"


class Points_Times_Cost(AdditiveSatisfaction):  # pabutools names its satisfactions so
    """Its greedy rule ranks by satisfaction for the money; by this one that is the points."""

    def __init__(self, instance: Any, profile: Any, ballot: Any) -> None:
        super().__init__(instance, profile, ballot, lambda _instance, _profile, marks, project, _known: marks.get(project, 0) * project.cost)


SATISFACTIONS = {
    "cost": Cost_Sat,
    "cardinality": Cardinality_Sat,
    "points": Additive_Cardinal_Sat,
    "points-times-cost": Points_Times_Cost,
    "borda": Additive_Borda_Sat,
}


@dataclass
class Election:
    """Projects with a budget, grouped ballots, and how ties are broken."""

    instance: Any
    profile: Any
    ties: Any


def an_election(costs: dict[str, int], budget: int, ballots: list[list[tuple[str, int]]], counts: list[int], kind: str) -> tuple[Any, Any]:
    """Ballots as (project, weight) pairs, for approvals with weight 1; those with points one by one, as its frozen ones cannot be copied."""
    projects = {name: Project(name, cost) for name, cost in costs.items()}
    grouped = [({projects[name]: weight for name, weight in marks}, number) for marks, number in zip(ballots, counts, strict=True)]
    instance = Instance(projects.values(), budget_limit=budget)
    if kind == "points":
        return instance, CardinalProfile([CardinalBallot(weights) for weights, number in grouped for _ in range(number)])
    profile = ApprovalMultiProfile()
    for weights, number in grouped:
        profile[FrozenApprovalBallot(weights)] += number
    return instance, profile


@lru_cache
def read(path: str) -> tuple[Any, Any]:
    instance, profile = parse_pabulib(path)
    return instance, profile.as_multiprofile()


def read_text(text: str) -> tuple[Any, Any]:
    instance, profile = parse_pabulib_from_string(text)
    return instance, profile.as_multiprofile()


def greedy(election: Election, satisfaction: Any, resolute: bool) -> Any:
    return greedy_utilitarian_welfare(election.instance, election.profile, sat_class=satisfaction, tie_breaking=election.ties, resoluteness=resolute)


def knapsack(election: Election, satisfaction: Any, resolute: bool) -> Any:
    return max_additive_utilitarian_welfare(election.instance, election.profile, sat_class=satisfaction, resoluteness=resolute)


def equal_shares(election: Election, satisfaction: Any, resolute: bool) -> Any:
    return method_of_equal_shares(
        election.instance, election.profile, sat_class=satisfaction, tie_breaking=election.ties, resoluteness=resolute, analytics=resolute
    )


def completed(election: Election, satisfaction: Any, step: int) -> Any:
    """Every voter's money is raised by `step` until the next raise overspends; its own defaults would stop at the first full selection or earlier."""
    raised = step * election.profile.num_ballots()
    return exhaustion_by_budget_increase(
        election.instance,
        election.profile,
        method_of_equal_shares,
        {"sat_class": satisfaction, "tie_breaking": election.ties},
        exhaustive_stop=False,
        budget_step=raised,
        budget_bound=election.instance.budget_limit * (election.profile.num_ballots() + 1) + raised,
    )


def preferred(election: Election, satisfaction: Any) -> Any:
    """Which of equal shares and the greedy selection more ballots prefer by the number of their projects; both where they are equal."""
    own = {"sat_class": satisfaction, "tie_breaking": election.ties}
    return popularity_comparison(
        election.instance, election.profile, Cardinality_Sat, [method_of_equal_shares, greedy_utilitarian_welfare], [own, own]
    )


def as_read(election: Election) -> Any:
    """What pabutools finds in a file: money, number of ballots, and for each project its cost and its approvals or points."""
    approval = isinstance(election.profile, AbstractApprovalProfile)
    support = election.profile.approval_score if approval else election.profile.total_score
    projects = {project.name: (str(project.cost), str(support(project))) for project in election.instance}
    return {"budget": str(election.instance.budget_limit), "voters": election.profile.num_ballots(), "projects": projects}


def names(selection: Any) -> list[str]:
    return [project.name for project in selection]


def money_left(selection: Any) -> list[tuple[str, int]]:
    """What voters have left after one run of equal shares, with how many have it."""
    details = selection.details
    return [(str(money), number) for money, number in zip(details.iterations[-1].voters_budget, details.voter_multiplicity, strict=True)]


def answer(
    rule: str,
    satisfaction: str,
    source: tuple[str, Any],
    ties: list[str],
    without: list[str] = (),  # type: ignore[assignment]  # JSON has lists
    budget: str | None = None,
    resolute: bool = True,
    step: int = 1,
) -> Any:
    """The selection as identifiers in the order in which they were chosen, all possible ones if not `resolute`.

    `source` is ("ballots", arguments of `an_election`), ("file", path) or ("text", of a file). `ties`: all identifiers, the first is
    preferred. `without`: projects that no rule of ours may fund.
    """
    where, given = source
    instance, profile = an_election(**given) if where == "ballots" else read(given) if where == "file" else read_text(given)
    offered = [project for project in instance if project.name not in without]
    limit = instance.budget_limit if budget is None else pabutools.fractions.str_as_frac(budget)
    place = {name: position for position, name in enumerate(ties)}
    election = Election(Instance(offered, budget_limit=limit), profile, TieBreakingRule(lambda _instance, _profile, project: place[project.name]))
    kind = SATISFACTIONS[satisfaction]
    if rule == "read":
        return as_read(election)
    if rule == "completed":
        return names(completed(election, kind, step))
    if rule == "preferred":
        return [names(selection) for selection in preferred(election, kind)]
    selected = {"greedy": greedy, "knapsack": knapsack, "equal-shares": equal_shares}[rule](election, kind, resolute)
    if not resolute:
        return [names(selection) for selection in selected]
    if rule == "equal-shares":
        return {"chosen": names(selected), "left": money_left(selected)}
    return names(selected)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    answer_all(answer, sys.stdin)
