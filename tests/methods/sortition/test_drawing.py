"""The draw: as fair as any lottery can be, legal in every panel, the same for a seed, and told rightly where it cannot be."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.sortition.bound import leximin, nash
from participation.methods.sortition.drawing import METHODS, prepare, public_lottery
from participation.methods.sortition.explain import conflict, price_list
from participation.methods.sortition.lottery import stream
from participation.methods.sortition.problem import CannotDraw
from participation.methods.sortition.verify import check, number_from, upper_bound
from tests.methods.sortition.pools import (
    a_pool_that_shuts_three_out,
    a_pool_without_any_panel,
    a_problem,
    a_random_problem,
    best_smallest,
    legal_panels,
)


@pytest.mark.parametrize("seed", range(25))
def test_the_smallest_chance_is_the_largest_possible(seed: int) -> None:
    problem = a_random_problem(seed)
    prepared = prepare(problem, panels=200, seed="00")
    assert prepared.smallest == pytest.approx(best_smallest(problem), abs=1e-5)
    in_none = set(range(len(problem.ids))) - {person for panel in legal_panels(problem) for person in panel}
    if not prepared.reached or prepared.shut_out:
        assert set(prepared.shut_out) == in_none


@pytest.mark.parametrize("seed", range(10))
def test_the_certificate_proves_the_bound_by_hand(seed: int) -> None:
    problem = a_random_problem(seed)
    prepared = prepare(problem, panels=100, seed="00")
    lottery = public_lottery(prepared, list(problem.ids), {"kind": "seed"}, "0")
    proved = upper_bound(lottery, lottery["certificate"])
    assert proved == pytest.approx(prepared.bound, abs=1e-5)
    assert proved >= best_smallest(problem) - 1e-6 or prepared.shut_out


@given(st.integers(0, 10_000), st.sampled_from(METHODS))
@settings(max_examples=40, deadline=None)
def test_every_panel_is_legal_and_chances_are_counted_exactly(seed: int, method: str) -> None:
    problem = a_random_problem(seed)
    prepared = prepare(problem, method=method, panels=60, seed=f"{seed:x}")
    legal = set(legal_panels(problem))
    assert set(prepared.lottery.panels) <= legal
    assert sum(prepared.lottery.chances) == problem.seats
    drawn = [Fraction(sum(person in panel for panel in prepared.lottery.panels), 60) for person in range(len(problem.ids))]
    assert drawn == prepared.lottery.chances
    check(public_lottery(prepared, list(problem.ids), {"kind": "seed"}, "0"), None)


def test_ten_thousand_draws_break_no_quota() -> None:
    problem = a_random_problem(7, people=40, seats=10)
    prepared = prepare(problem, seed="07")
    broken = [problem.holds(panel) for panel in prepared.lottery.panels]
    numbers = [number_from("ab" * 32, str(turn), 1000) for turn in range(10_000)]
    assert not any(broken[number] for number in numbers)
    counts = np.bincount(numbers, minlength=1000)
    assert counts.max() < 30  # uniform: mean 10, deviation 3


def test_the_same_seed_draws_the_same_and_another_another() -> None:
    problem = a_random_problem(3, people=30, seats=8)
    first, again, other = (prepare(problem, panels=100, seed=seed).lottery.panels for seed in ("aa", "aa", "ab"))
    assert first == again != other
    assert stream("aa", "turns").integers(1 << 60) != stream("aa", "other").integers(1 << 60)


def test_equals_differ_by_at_most_one_ticket() -> None:
    problem = a_problem(
        ["xx"] * 7 + ["xy"] * 5 + ["yx"] * 3 + ["yy"] * 6, [("a", "x", 3, 5), ("a", "y", 3, 5), ("b", "x", 2, 6), ("b", "y", 2, 6)], 8
    )
    tickets = prepare(problem, panels=1000, seed="01").lottery.tickets
    for members in problem.types.members:
        assert np.ptp(tickets[list(members)]) <= 1


def test_at_most_one_of_a_household() -> None:
    homes = ("h", "h", "", "g", "g", "", "", "")
    problem = a_problem(["x", "x", "x", "y", "y", "y", "y", "y"], [("a", "x", 2, 2), ("a", "y", 2, 2)], 4, homes)
    for panel in prepare(problem, panels=100, seed="01").lottery.panels:
        assert not {0, 1} <= set(panel)
        assert not {3, 4} <= set(panel)


def test_people_in_no_legal_panel_are_named_and_the_others_drawn_fairly() -> None:
    problem = a_pool_that_shuts_three_out()
    assert leximin(problem).smallest > 0.1  # the program of fractions promises them a chance
    prepared = prepare(problem, panels=120, seed="01")
    assert prepared.shut_out == (0, 1, 2)
    assert prepared.smallest == pytest.approx(2 / 3, abs=1e-6)
    assert prepared.lottery.tickets[:3].tolist() == [0, 0, 0]


def test_a_pool_that_only_fractions_can_fill_is_told_so() -> None:
    problem = a_pool_without_any_panel()
    assert leximin(problem).smallest > 0
    with pytest.raises(CannotDraw, match="keine Besetzung"):
        prepare(problem)


def test_nash_lies_between_and_is_no_worse_in_product() -> None:
    problem = a_random_problem(5, people=20, seats=6)
    fair, product = leximin(problem), nash(problem)
    assert prepare(problem, method="nash", panels=50, seed="01").reached == (product.smallest > fair.smallest - 1e-4)
    sizes = problem.types.sizes
    assert product.smallest <= fair.smallest + 1e-6
    assert (sizes * np.log(np.maximum(product.of_types, 1e-9))).sum() >= (sizes * np.log(np.maximum(fair.of_types, 1e-9))).sum() - 1e-4


def test_quotas_that_contradict_each_other_are_explained_with_ways_out() -> None:
    rows = ["xxx", "xyx", "xyy", "yxy", "yxx", "yyy", "yyx"]
    quotas = [("a", "x", 3, 3), ("a", "y", 1, 1), ("b", "x", 3, 4), ("b", "y", 0, 1), ("c", "x", 2, 2), ("c", "y", 2, 2)]
    problem = a_problem(rows, quotas, 4)
    found = conflict(problem)
    assert found is not None
    assert {quota.feature for quota in found.quotas} <= {"a", "b"}
    seats = [sum(abs(change.to - getattr(change.quota, change.bound)) for change in way) for way in found.ways_out]
    assert len(seats) >= 2
    assert seats == sorted(seats)
    for way in found.ways_out:
        eased = list(problem.quotas)
        for change in way:
            eased[problem.quotas.index(change.quota)] = replace(change.quota, **{change.bound: change.to})
        assert conflict(replace(problem, quotas=tuple(eased))) is None
    assert conflict(a_random_problem(1)) is None


def test_the_price_of_a_quota_is_the_chance_that_a_seat_of_slack_gives() -> None:
    problem = a_problem(["x"] * 2 + ["y"] * 10, [("a", "x", 1, 1), ("a", "y", 0, 6)], 4)
    now = leximin(problem).smallest
    prices = {(what.change.quota.value, what.change.bound, what.change.to): what.smallest for what in price_list(problem)}
    assert now == pytest.approx(0.3)
    assert prices["x", "minimum", 0] == pytest.approx(1 / 3)
    assert prices["x", "maximum", 2] == pytest.approx(0.3)
