"""Budgets by pabutools, a library written by others, under the same order of ties or among all the ways in which ties can end.

Where our rules are meant to differ, the comparison leaves that out: nobody's project gets no money here even if it is free or fits
(pabutools is not offered what nobody supports, nor what misses a threshold); what is free and supported always gets it (worth its cost,
pabutools says, it is worth nothing under equal shares); equal shares are raised until the next raise would overspend
(pabutools' default stops at the first full selection); of selections with equally many points the cheapest is taken (pabutools takes any).
It knows no limits of neighbourhoods and no withdrawn projects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, takewhile
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from participation.methods.counting.budgets import BudgetBallots, BudgetOutcome, BudgetTerms, count_budget
from participation.methods.counting.budgets.reading_pb import read_pb
from participation.methods.counting.budgets.writing_pb import write_pb
from tests.methods.counting.budgets.builders import elections
from tests.methods.oracles import Ask, an_oracle

PLAIN = BudgetTerms(complete=False)
Satisfaction = Literal["cost", "points"]
approvals_or_points = elections("approval") | elections("points") | elections("points", negative=True)


@pytest.fixture(scope="module")
def pabutools() -> Iterator[Ask]:
    """`pabutools(rule=…, …)`: see the oracle's `answer`."""
    with an_oracle("counting.budgets.pabutools_oracle") as ask:
        yield ask


def the_same(ballots: BudgetBallots, outcome: BudgetOutcome) -> dict[str, Any]:
    """The same ballots for pabutools, with the order of ties that our rules document, and without what none of them may fund."""
    ids = [project.identifier for project in ballots.projects]
    votes, scores = ballots.support()
    lot = outcome.lot.order if outcome.lot else range(len(ids))
    place = {project: position for position, project in enumerate(lot)}
    ties = sorted(place, key=lambda project: (ballots.projects[project].cost, -votes[project], place[project]))
    least = outcome.threshold if outcome.threshold is not None else 0
    given = {
        "costs": {project.identifier: project.cost for project in ballots.projects},
        "budget": ballots.budget,
        "ballots": [[(ids[project], weight) for project, weight in ballot] for ballot in ballots.ballots],
        "counts": list(ballots.ballots.values()),
        "kind": ballots.kind,
    }
    return {
        "source": ("ballots", given),
        "ties": [ids[project] for project in ties],
        "without": [ids[project] for project, score in enumerate(scores) if score <= 0 or score < least],
    }


def by_rank(ballots: BudgetBallots) -> str:
    """The satisfaction by which pabutools' greedy rule, which divides by the cost, ranks by votes or points."""
    return "cost" if ballots.kind == "approval" else "points-times-cost"


def by_worth(ballots: BudgetBallots) -> str:
    """What a project is worth under equal shares."""
    return "cost" if ballots.kind == "approval" else "points"


@settings(max_examples=80, deadline=None)
@given(approvals_or_points, st.none() | st.binary(min_size=1, max_size=2), st.none() | st.integers(0, 12))
def test_greedy(pabutools: Ask, ballots: BudgetBallots, seed: bytes | None, threshold: int | None) -> None:
    rule = "greedy" if threshold is None else "greedy-threshold"
    outcome = count_budget(rule, ballots, BudgetTerms(threshold=threshold, seed=seed))
    theirs = pabutools(rule="greedy", satisfaction=by_rank(ballots), **the_same(ballots, outcome))
    assert set(outcome.winner_ids) == set(theirs)


@settings(max_examples=50, deadline=None)
@given(elections("approval", most_projects=4) | elections("points", most_projects=4), st.binary(min_size=1, max_size=2))
def test_greedy_is_one_of_the_ways_ties_can_end(pabutools: Ask, ballots: BudgetBallots, seed: bytes) -> None:
    outcome = count_budget("greedy", ballots, BudgetTerms(seed=seed))
    possible = pabutools(rule="greedy", satisfaction=by_rank(ballots), resolute=False, **the_same(ballots, outcome))
    assert set(outcome.winner_ids) in [set(selection) for selection in possible]
    if not outcome.ties:
        assert len({frozenset(selection) for selection in possible}) == 1


@settings(max_examples=60, deadline=None)
@given(approvals_or_points)
def test_greedy_without_skipping_is_the_beginning_of_their_order(pabutools: Ask, ballots: BudgetBallots) -> None:
    """With money for everything pabutools says the order; ours takes from it as long as the money lasts. What is free has no rank there."""
    ballots = replace(ballots, projects=tuple(replace(project, cost=project.cost or 6) for project in ballots.projects))
    outcome = count_budget("greedy-no-skip", ballots)
    cost = {project.identifier: project.cost for project in ballots.projects}
    order = pabutools(rule="greedy", satisfaction=by_rank(ballots), budget=str(sum(cost.values())), **the_same(ballots, outcome))
    spent = takewhile(lambda total: total <= ballots.budget, accumulate(cost[name] for name in order))
    assert list(outcome.winner_ids) == order[: len(list(spent))]


@settings(max_examples=80, deadline=None)
@given(approvals_or_points)
def test_no_selection_of_theirs_has_more_points_than_the_knapsack(pabutools: Ask, ballots: BudgetBallots) -> None:
    outcome = count_budget("knapsack", ballots)
    assume(any(score > 0 and project.cost for score, project in zip(outcome.scores, ballots.projects, strict=True)))  # else theirs fails
    theirs = pabutools(rule="knapsack", satisfaction=by_value(ballots), **the_same(ballots, outcome))
    place = {project.identifier: position for position, project in enumerate(ballots.projects)}
    assert sum(outcome.scores[place[name]] for name in theirs) == sum(outcome.scores[project] for project in outcome.winners)
    assert outcome.spent <= sum(ballots.projects[place[name]].cost for name in theirs)


def priced(ballots: BudgetBallots, names: Iterable[str]) -> list[str]:
    """Those of the projects that cost something."""
    free = {project.identifier for project in ballots.projects if not project.cost}
    return [name for name in names if name not in free]


def by_value(ballots: BudgetBallots) -> str:
    """What a project adds to a selection's points."""
    return "cardinality" if ballots.kind == "approval" else "points"


@settings(max_examples=8, deadline=None)
@given(elections("approval", most_projects=5) | elections("points", most_projects=5))
def test_the_knapsack_is_the_cheapest_of_all_their_best_selections(pabutools: Ask, ballots: BudgetBallots) -> None:
    """Their solver needs a process of its own for each of the selections, hence few examples."""
    outcome = count_budget("knapsack", ballots)
    cost = {project.identifier: project.cost for project in ballots.projects}
    best = pabutools(rule="knapsack", satisfaction=by_value(ballots), resolute=False, **the_same(ballots, outcome))
    assert set(outcome.winner_ids) in [set(selection) for selection in best]
    assert outcome.spent == min(sum(cost[name] for name in selection) for selection in best)
    assert bool(outcome.ties) == (len({frozenset(selection) for selection in best}) > 1 and bool(outcome.winners))


@settings(max_examples=150, deadline=None)
@given(approvals_or_points, st.none() | st.binary(min_size=1, max_size=2))
def test_one_run_of_equal_shares_buys_the_same_in_the_same_order_and_leaves_the_same_money(
    pabutools: Ask, ballots: BudgetBallots, seed: bytes | None
) -> None:
    outcome = count_budget("equal-shares", ballots, replace(PLAIN, seed=seed))
    theirs = pabutools(rule="equal-shares", satisfaction=by_worth(ballots), **the_same(ballots, outcome))
    assert priced(ballots, outcome.winner_ids) == priced(ballots, theirs["chosen"])
    left = [(Fraction(money), number) for money, number in theirs["left"]]
    purse = outcome.purse
    assert purse is not None
    assert (purse.least, purse.most) == (min(left)[0], max(left)[0])
    assert purse.left == sum(money * number for money, number in left)
    assert purse.emptied == sum(number for money, number in left if money == 0)


@settings(max_examples=60, deadline=None)
@given(elections("approval"))
def test_one_point_for_each_project_is_equal_shares_by_number_of_projects(pabutools: Ask, ballots: BudgetBallots) -> None:
    """Cardinality utilities: a project is worth 1 to whoever approves it, whatever it costs."""
    outcome = count_budget("equal-shares", replace(ballots, kind="points"), PLAIN)
    theirs = pabutools(rule="equal-shares", satisfaction="cardinality", **the_same(ballots, outcome))
    assert set(outcome.winner_ids) == set(theirs["chosen"])


@settings(max_examples=60, deadline=None)
@given(elections("approval", most_projects=4), st.none() | st.binary(min_size=1, max_size=2))
def test_equal_shares_are_one_of_the_ways_ties_can_end(pabutools: Ask, ballots: BudgetBallots, seed: bytes | None) -> None:
    """Of approvals alone: with points pabutools fails where it should follow every way."""
    outcome = count_budget("equal-shares", ballots, replace(PLAIN, seed=seed))
    possible = pabutools(rule="equal-shares", satisfaction=by_worth(ballots), resolute=False, **the_same(ballots, outcome))
    possible = [priced(ballots, selection) for selection in possible]
    assert set(priced(ballots, outcome.winner_ids)) in [set(selection) for selection in possible]
    if not outcome.ties:
        assert len({frozenset(selection) for selection in possible}) == 1


@settings(max_examples=80, deadline=None)
@given(elections("approval") | elections("points"), st.sampled_from((1, 1, 2, 5)))
def test_equal_shares_completed_by_raises(pabutools: Ask, ballots: BudgetBallots, step: int) -> None:
    outcome = count_budget("equal-shares", ballots, BudgetTerms(step=step))
    theirs = pabutools(rule="completed", satisfaction=by_worth(ballots), step=step, **the_same(ballots, outcome))
    assert set(priced(ballots, outcome.winner_ids)) == set(priced(ballots, theirs))


@settings(max_examples=60, deadline=None)
@given(elections("approval"))
def test_the_comparison_takes_what_more_ballots_prefer(pabutools: Ask, ballots: BudgetBallots) -> None:
    """Where as many prefer the one as the other, both are theirs, and equal shares ours."""
    outcome = count_budget("equal-shares", ballots, replace(PLAIN, compare=True))
    preferred = [set(selection) for selection in pabutools(rule="preferred", satisfaction="cost", **the_same(ballots, outcome))]
    assert outcome.comparison is not None
    assert set(outcome.winner_ids) in preferred
    assert outcome.comparison.took_greedy == (preferred == [set(count_budget("greedy", ballots).winner_ids)] != equal_shares(ballots))


def equal_shares(ballots: BudgetBallots) -> list[set[str]]:
    return [set(count_budget("equal-shares", ballots, PLAIN).winner_ids)]


FILES = ("Netherlands_Assen_2024.pb", "Poland_Swiecie_2023.pb", "Poland_Katowice_2020.pb")


def what_is_read(ballots: BudgetBallots) -> dict[str, Any]:
    _votes, scores = ballots.support()
    projects = {
        project.identifier: [str(Fraction(project.cost, ballots.scale)), str(Fraction(score, ballots.points_scale))]
        for project, score in zip(ballots.projects, scores, strict=True)
    }
    return {"budget": str(Fraction(ballots.budget, ballots.scale)), "voters": ballots.voters, "projects": projects}


@pytest.mark.parametrize("name", FILES)
def test_a_citys_file(pabutools: Ask, data_folder: Path, name: str) -> None:
    """Read, ranked, searched and shared alike; the completion is compared in its last run and in the one that would have overspent."""
    path = data_folder / "elections" / name
    file = read_pb(path.read_bytes())
    ballots, terms = file.ballots, file.terms
    greedy, knapsack, shares = (count_budget(rule, ballots, terms) for rule in ("greedy", "knapsack", "equal-shares"))
    same = the_same(ballots, greedy) | {"source": ("file", str(path))}
    assert pabutools(rule="read", **same | {"satisfaction": "cost", "without": []}) == what_is_read(ballots)
    assert set(pabutools(rule="greedy", satisfaction=by_rank(ballots), **same)) == set(greedy.winner_ids)
    points = dict(zip((project.identifier for project in ballots.projects), knapsack.scores, strict=True))
    theirs = pabutools(rule="knapsack", satisfaction=by_value(ballots), **same)
    assert sum(points[name] for name in theirs) == sum(points[name] for name in knapsack.winner_ids)
    done = shares.completion
    assert done is not None
    for raises, bought in ((done.raises, shares.winners), (done.raises + 1, done.overspent_projects)):
        money = Fraction(ballots.budget + raises * done.step * ballots.voters, ballots.scale)
        run = pabutools(rule="equal-shares", satisfaction=by_worth(ballots), budget=str(money), **same)
        assert run["chosen"] == [ballots.projects[project].identifier for project in bought]


@settings(max_examples=40, deadline=None)
@given(elections("approval") | elections("points", negative=True))
def test_what_is_written_they_read(pabutools: Ask, ballots: BudgetBallots) -> None:
    """Money with cents; a blank ballot with points, on which pabutools fails, is left out."""
    blank = {} if ballots.kind == "points" else {(): 1}
    ballots = replace(ballots, scale=100, ballots={marks: number for marks, number in ballots.ballots.items() if marks} | blank)
    read = pabutools(rule="read", satisfaction="cost", source=("text", write_pb(ballots, rule="greedy")), ties=[])
    assert read == what_is_read(ballots)


@settings(max_examples=40, deadline=None)
@given(elections("approval"), st.data())
def test_ordered_ballots_are_worth_their_borda_points(pabutools: Ask, ballots: BudgetBallots, data: st.DataObject) -> None:
    """As long as the file states no points of its own. The last of a ballot has none, so that ours pays it from the others' money alone."""
    orders = [data.draw(st.permutations([project for project, _one in marks])) for marks in ballots.ballots]
    text = as_ordinal(ballots, orders)
    read = read_pb(text.encode()).ballots
    outcome = count_budget("equal-shares", read, PLAIN)
    theirs = pabutools(rule="equal-shares", satisfaction="borda", **the_same(read, outcome) | {"source": ("text", text)})
    assert priced(ballots, outcome.winner_ids) == priced(ballots, theirs["chosen"])


def as_ordinal(ballots: BudgetBallots, orders: list[list[int]]) -> str:
    head = [
        *(
            "META",
            "key;value",
            f"budget;{ballots.budget}",
            "vote_type;ordinal",
            f"num_votes;{ballots.voters}",
            f"num_projects;{len(ballots.projects)}",
        ),
        *("PROJECTS", "project_id;cost", *(f"{project.identifier};{project.cost}" for project in ballots.projects)),
        *("VOTES", "voter_id;vote"),
    ]
    marks = [order for order, number in zip(orders, ballots.ballots.values(), strict=True) for _ in range(number)]
    rows = [f"{number};{','.join(ballots.projects[project].identifier for project in order)}" for number, order in enumerate(marks)]
    return "\n".join([*head, *rows, ""])
