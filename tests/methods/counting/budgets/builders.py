"""Budgets by hand and by chance, and equal shares told slowly, voter by voter, in fractions."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction

from hypothesis import strategies as st

from participation.methods.counting.budgets import BudgetBallots, Project
from participation.methods.counting.budgets.ballots import Ballot, BallotKind


def a_budget(budget: int, costs: list[int], *ballots: tuple[int, ...], **more: object) -> BudgetBallots:
    """Approvals; a project is named by its place, costs in whole units of money."""
    projects = tuple(Project(f"P{place}", cost) for place, cost in enumerate(costs))
    grouped = Counter(tuple((project, 1) for project in sorted(ballot)) for ballot in ballots)
    return BudgetBallots(projects, budget, dict(grouped), scale=1, **more)  # type: ignore[arg-type]  # by name


def with_points(budget: int, costs: list[int], *ballots: dict[int, int]) -> BudgetBallots:
    """Points for projects, named by their places."""
    projects = tuple(Project(f"P{place}", cost) for place, cost in enumerate(costs))
    grouped = Counter(tuple(sorted(ballot.items())) for ballot in ballots)
    return BudgetBallots(projects, budget, dict(grouped), "points", scale=1)


def by_chance(seed: int, *, points: bool = False) -> BudgetBallots:
    """Up to 6 projects and 12 voters; costs that often lead to ties."""
    chance = random.Random(seed)
    size = chance.randint(1, 6)
    costs = [chance.choice((1, 2, 2, 3, 4, 5, 7, 10)) * chance.choice((1, 1, 10)) for _ in range(size)]
    ballots = []
    for _ in range(chance.randint(1, 12)):
        named = chance.sample(range(size), chance.randint(0, size))
        ballots.append({project: chance.randint(1, 3) if points else 1 for project in named})
    budget = chance.randint(1, 1 + sum(costs))
    if points:
        return with_points(budget, costs, *ballots)
    return a_budget(budget, costs, *(tuple(ballot) for ballot in ballots))


@st.composite
def budgets(draw: st.DrawFn) -> BudgetBallots:
    """Small budgets of all kinds."""
    return by_chance(draw(st.integers(0, 10**6)), points=draw(st.booleans()))


@st.composite
def elections(draw: st.DrawFn, kind: BallotKind, *, most_projects: int = 6, negative: bool = False) -> BudgetBallots:
    """Few projects and few different ballots, several voters each: blank ones, free projects and many ties among them."""
    size = draw(st.integers(1, most_projects))
    costs = draw(st.lists(st.sampled_from((0, 1, 1, 2, 2, 3, 4, 5, 7, 10, 20)), min_size=size, max_size=size))
    weight = st.just(1) if kind == "approval" else st.integers(-2 if negative else 1, 4).filter(bool)
    marks = st.dictionaries(st.integers(0, size - 1), weight, max_size=size)
    ballots = draw(st.lists(st.tuples(marks, st.integers(1, 4)), min_size=1, max_size=6))
    grouped: Counter[Ballot] = Counter()
    for ballot, number in ballots:
        grouped[tuple(sorted(ballot.items()))] += number
    projects = tuple(Project(f"P{place}", cost) for place, cost in enumerate(costs))
    return BudgetBallots(projects, draw(st.integers(0, sum(costs) + 1)), dict(grouped), kind, scale=1)


def slow_equal_shares(ballots: BudgetBallots, each: Fraction) -> list[int]:
    """One run, told literally: every voter has a purse; the project with the least price for its worth is bought; ties as documented."""
    people = [dict(ballot) for ballot, number in ballots.ballots.items() for _ in range(number)]
    purse = [each] * len(people)
    votes, _scores = ballots.support()
    bought: list[int] = []
    while True:
        bids: dict[int, tuple[Fraction, Fraction]] = {}
        for place, project in enumerate(ballots.projects):
            backers = [person for person, marks in enumerate(people) if marks.get(place, 0) > 0]
            if place in bought or not backers or sum(purse[person] for person in backers) < project.cost:
                continue
            waiting, missing = sorted(backers, key=lambda person: purse[person] / people[person][place]), Fraction(project.cost)
            while True:
                price = missing / sum(people[person][place] for person in waiting)
                if purse[waiting[0]] >= price * people[waiting[0]][place]:
                    break
                missing -= purse[waiting.pop(0)]
            bids[place] = (price / (project.cost if ballots.kind == "approval" and project.cost else 1), price)
        if not bids:
            return bought
        least = min(bid for bid, _price in bids.values())
        chosen = min(
            (place for place, (bid, _price) in bids.items() if bid == least), key=lambda place: (ballots.projects[place].cost, -votes[place], place)
        )
        bought.append(chosen)
        for person, marks in enumerate(people):
            if marks.get(chosen, 0) > 0:
                purse[person] -= min(purse[person], bids[chosen][1] * marks[chosen])
