"""Approvals for several seats by abcvoting, a library written by others: approval voting, equal shares where everything costs the same, and
its checks of what groups of voters are promised (justified representation).

Two differences are meant: an option that nobody approves wins no seat here, abcvoting fills seats with it; and completed equal shares stop
before the raise that would overspend, abcvoting cuts that run off when the seats are full.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from participation.methods.counting import ApprovalBallots, count, group_approved
from participation.methods.counting.ballots import as_approval
from participation.methods.counting.budgets import BudgetBallots, BudgetTerms, Project, count_budget
from participation.methods.counting.budgets.reading_pb import read_pb
from participation.methods.counting.reading import read_ballots
from tests.methods.counting.profiles import NAMES
from tests.methods.oracles import Ask, an_oracle

PLAIN = BudgetTerms(complete=False)


@pytest.fixture(scope="module")
def abcvoting() -> Iterator[Ask]:
    """`abcvoting(rule, ballots, seats=…)`: see the oracle's `answer`."""
    with an_oracle("counting.abcvoting_oracle") as ask:

        def asked(rule: str, ballots: ApprovalBallots, **more: Any) -> Any:
            groups = {marks: number for marks, number in ballots.approvals.items() if number}
            return ask(rule=rule, options=len(ballots.options), approvals=list(groups), counts=list(groups.values()), **more)

        yield asked


@st.composite
def committees(draw: st.DrawFn, *, most_voters: int = 20) -> tuple[ApprovalBallots, int]:
    """Approvals with many ties, blank ballots among them, and a number of seats."""
    size = draw(st.integers(1, 6))
    alike = st.lists(st.sets(st.integers(0, size - 1)), min_size=1, max_size=5).flatmap(st.sampled_from)
    ballots = draw(st.lists(alike | st.sets(st.integers(0, size - 1)), min_size=1, max_size=most_voters))
    return ApprovalBallots(NAMES[:size], group_approved(ballots)), draw(st.integers(1, size))


def votes_of(ballots: ApprovalBallots) -> list[int]:
    return [sum(number for marks, number in ballots.approvals.items() if option in marks) for option in range(len(ballots.options))]


def most_votes_first(ballots: ApprovalBallots) -> ApprovalBallots:
    """The options renamed so that abcvoting, which prefers the first of equals, breaks ties as ours: by votes, then by the order of the list."""
    votes = votes_of(ballots)
    order = sorted(range(len(votes)), key=lambda option: -votes[option])
    moved = group_approved({order.index(option) for option in marks} for marks, number in ballots.approvals.items() for _ in range(number))
    return ApprovalBallots(tuple(ballots.options[option] for option in order), moved)


def where_all_cost_the_same(ballots: ApprovalBallots, seats: int, cost: int = 1) -> BudgetBallots:
    """Money for so many seats; every option costs one."""
    marked = {tuple((option, 1) for option in marks): number for marks, number in ballots.approvals.items()}
    return BudgetBallots(tuple(Project(name, cost) for name in ballots.options), seats * cost, marked, scale=1)


@settings(max_examples=100, deadline=None)
@given(committees(), st.binary(min_size=1, max_size=2))
def test_approval_leaves_open_what_is_open(abcvoting: Ask, drawn: tuple[ApprovalBallots, int], seed: bytes) -> None:
    ballots, seats = drawn
    approved = {option for option, votes in enumerate(votes_of(ballots)) if votes}
    theirs = {frozenset(approved & set(committee)) for committee in abcvoting("approval", ballots, seats=seats)}
    outcome = count("approval", ballots, seats=seats)
    tied = outcome.open_ties[0].options if outcome.open_ties else ()
    missing = min(seats, len(approved)) - len(outcome.winners)
    assert {frozenset({*outcome.winners, *chosen}) for chosen in itertools.combinations(tied, missing)} == theirs
    assert frozenset(count("approval", ballots, seats=seats, seed=seed).winners) in theirs


@settings(max_examples=100, deadline=None)
@given(committees(), st.binary(min_size=1, max_size=2))
def test_equal_shares_where_all_cost_the_same(abcvoting: Ask, drawn: tuple[ApprovalBallots, int], seed: bytes) -> None:
    ballots, seats = drawn
    theirs = abcvoting("equal-shares", ballots, seats=seats)
    outcome = count_budget("equal-shares", where_all_cost_the_same(ballots, seats), replace(PLAIN, seed=seed))
    assert sorted(outcome.winners) in theirs
    if not outcome.ties:
        assert len(theirs) == 1
    in_order = most_votes_first(ballots)
    (first,) = abcvoting("equal-shares", in_order, seats=seats, resolute=True)
    assert sorted(count_budget("equal-shares", where_all_cost_the_same(in_order, seats), PLAIN).winners) == first


@settings(max_examples=100, deadline=None)
@given(committees())
def test_raised_until_the_seats_are_full(abcvoting: Ask, drawn: tuple[ApprovalBallots, int]) -> None:
    """A raise is one more seat's worth of money for all together, the first that fills the seats is theirs."""
    ballots, seats = most_votes_first(drawn[0]), drawn[1]
    assume(sum(votes > 0 for votes in votes_of(ballots)) >= seats)
    (theirs,) = abcvoting("equal-shares-completed", ballots, seats=seats)
    runs = (count_budget("equal-shares", where_all_cost_the_same(ballots, seats + more), PLAIN).winners for more in itertools.count())
    assert sorted(next(winners[:seats] for winners in runs if len(winners) >= seats)) == theirs
    outcome = count_budget("equal-shares", where_all_cost_the_same(ballots, seats, cost=ballots.total), BudgetTerms(step=1))
    assert outcome.completion is not None
    if len(outcome.winners) < seats:
        assert sorted(outcome.completion.overspent_projects[:seats]) == theirs


@settings(max_examples=80, deadline=None)
@given(committees(most_voters=10))
def test_equal_shares_keep_every_promise_to_groups(abcvoting: Ask, drawn: tuple[ApprovalBallots, int]) -> None:
    """JR, PJR, EJR and EJR+ (Brill/Peters 2023), completed or not: raises only make a group's claim easier to meet."""
    ballots, seats = drawn
    for terms in (PLAIN, BudgetTerms(step=1)):
        outcome = count_budget("equal-shares", where_all_cost_the_same(ballots, seats, cost=ballots.total), terms)
        assert abcvoting("fair", ballots, seats=seats, committee=list(outcome.winners)) == []


def test_approval_breaks_the_promises_that_equal_shares_keep(abcvoting: Ask) -> None:
    """Six of nine want the same three, three want another: a third of the voters is left without a seat of three."""
    ballots = ApprovalBallots(("A", "B", "C", "D"), {(0, 1, 2): 6, (3,): 3})
    most = count("approval", ballots, seats=3).winners
    assert abcvoting("fair", ballots, seats=3, committee=list(most)) == ["JR", "PJR", "EJR", "EJR+"]
    shared = count_budget("equal-shares", where_all_cost_the_same(ballots, 3), PLAIN).winners
    assert abcvoting("fair", ballots, seats=3, committee=list(shared)) == []


def real_approvals(folder: Path, name: str) -> ApprovalBallots:
    """A city's approvals, or a ward's rankings read as approvals of whoever is ranked."""
    data = (folder / "elections" / name).read_bytes()
    if name.endswith(".blt"):
        return as_approval(read_ballots(data, name).ballots)
    ballots = read_pb(data).ballots
    marked = {tuple(project for project, _one in marks): number for marks, number in ballots.ballots.items()}
    return ApprovalBallots(tuple(project.identifier for project in ballots.projects), marked)


@pytest.mark.parametrize("seats", [3, 7])
@pytest.mark.parametrize("name", ["Netherlands_Assen_2024.pb", "Poland_Swiecie_2023.pb", "glasgow_2017_ward3.blt", "fife_2017_ward1.blt"])
def test_real_ballots(abcvoting: Ask, data_folder: Path, name: str, seats: int) -> None:
    """Here EJR+ is checked, which includes the other promises and takes no search through all groups."""
    ballots = most_votes_first(real_approvals(data_folder, name))
    (most,) = abcvoting("approval", ballots, seats=seats, resolute=True)
    outcome = count("approval", ballots, seats=seats)
    assert set(outcome.winners) <= set(most) <= {*outcome.winners, *(option for tie in outcome.open_ties for option in tie.options)}
    (shared,) = abcvoting("equal-shares", ballots, seats=seats, resolute=True)
    outcome = count_budget("equal-shares", where_all_cost_the_same(ballots, seats), PLAIN)
    assert sorted(outcome.winners) == shared
    assert abcvoting("fair", ballots, seats=seats, committee=list(outcome.winners), promises=["EJR+"]) == []
