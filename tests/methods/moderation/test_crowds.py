"""Crowds: the tails are right, people who act alone are left alone, a farm of accounts is found, and so is a school class."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from itertools import permutations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from participation.methods.moderation.crowds import (
    FEWEST,
    LEVEL,
    _chances,
    alike,
    binomial_tail,
    concentrations,
    hypergeometric_tail,
)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_the_hypergeometric_tail_is_the_written_out_sum(total: int, drawn: int, marked: int, count: int) -> None:
    """Against whole numbers: Σ C(K,k)·C(N−K,n−k) / C(N,n)."""
    drawn, marked = min(drawn, total), min(marked, total)
    exact = Fraction(sum(comb(marked, k) * comb(total - marked, drawn - k) for k in range(count, min(drawn, marked) + 1)), comb(total, drawn))
    assert hypergeometric_tail(count, drawn, marked, total) == pytest.approx(float(exact), rel=1e-9, abs=1e-300)


def test_the_tails_agree_with_scipy_far_out() -> None:
    for count, drawn, marked, total in ((15, 60, 15, 5_000), (40, 800, 120, 90_000), (12, 400, 4_000, 50_000)):
        assert hypergeometric_tail(count, drawn, marked, total) == pytest.approx(hypergeom.sf(count - 1, total, marked, drawn), rel=1e-6)
    for count, tries, share in ((10, 400, 0.001), (30, 50, 0.2), (5, 2_000, 0.0001)):
        assert binomial_tail(count, tries, share) == pytest.approx(binom.sf(count - 1, tries, share), rel=1e-8)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="more drawn"):
        hypergeometric_tail(1, 5, 1, 4)
    with pytest.raises(ValueError, match="more of a group"):
        concentrations({"a": 11}, {"a": 10})


@given(st.dictionaries(st.integers(0, 20), st.integers(1, 400), min_size=1), st.randoms(use_true_random=False))
def test_a_share_like_everywhere_is_never_conspicuous(everywhere: dict[int, int], chance: random.Random) -> None:
    """Whoever backs a thing as its share of all says is not called anything; nor is anybody in small groups."""
    part = chance.uniform(0.1, 1)
    assert concentrations({group: int(size * part) for group, size in everywhere.items()}, everywhere) == []
    small = dict.fromkeys(everywhere, FEWEST - 1)
    assert concentrations(small, dict.fromkeys(everywhere, FEWEST - 1) | {-1: 10_000}) == []


def _town(chance: random.Random, people: int, networks: int) -> list[int]:
    """Each person's network: a few very large ones (carriers, a school), many with one household."""
    weights = [1 / (rank + 1) for rank in range(networks)]
    return chance.choices(range(networks), weights, k=people)


@pytest.mark.parametrize("part", [0.02, 0.2, 0.6])
def test_false_alarms_are_as_rare_as_promised(part: float) -> None:
    """600 towns in which networks do not matter, at a level of 5 %: alarms in 5 % of them at most, with three standard errors to spare."""
    chance, level, towns, alarms = random.Random(20261130), 0.05, 600, 0
    for _town_number in range(towns):
        network = _town(chance, 500, 60)
        backers = [number for number in range(500) if chance.random() < part]
        alarms += bool(concentrations(Counter(network[one] for one in backers), Counter(network), level=level))
    assert alarms <= towns * level + 3 * (towns * level * (1 - level)) ** 0.5


def test_false_alarms_of_alike_sets_are_rare() -> None:
    """400 towns of accounts that choose by popularity alone, few things and two liked by nearly all: sets repeat often, and stay unremarkable."""
    chance, level, towns, alarms = random.Random(7), 0.05, 400, 0
    weights = [40, 30, 20, 3, 2, 1]
    for _town_number in range(towns):
        sets = [frozenset(_pick(chance, weights, 3)) for _account in range(80)]
        alarms += bool(alike(sets, Counter(thing for one in sets for thing in one), level=level))
    assert alarms <= towns * level + 3 * (towns * level * (1 - level)) ** 0.5


def _pick(chance: random.Random, weights: list[int], number: int) -> list[int]:
    left, picked = dict(enumerate(weights)), []
    for _time in range(number):
        (thing,) = chance.choices(list(left), list(left.values()))
        picked.append(thing)
        del left[thing]
    return picked


def test_a_farm_of_accounts_is_found() -> None:
    """Fifteen accounts of one network, all behind one of many proposals, among four hundred people."""
    chance = random.Random(3)
    everywhere = Counter(_town(chance, 400, 60)) + Counter({"farm": 15})
    here = Counter(_town(chance, 25, 60)) & everywhere
    (found,) = concentrations(here | Counter({"farm": 15}), everywhere)
    assert (found.group, found.count) == ("farm", 15)
    assert found.expected < 2
    assert found.chance < LEVEL / 1_000


def test_a_school_class_looks_the_same() -> None:
    """The trap, written down: thirty pupils at one school behind their playground are as concentrated as one person with thirty accounts."""
    everywhere = {"school": 60, **dict.fromkeys(range(300), 1)}
    assert [one.group for one in concentrations({"school": 30, 1: 1, 2: 1}, everywhere)] == ["school"]


def test_accounts_with_the_same_set_are_found_and_popular_sets_are_not() -> None:
    everybody = [frozenset({1, 2, 3})] * 30 + [frozenset({1, 2, 4})] * 10
    assert alike(everybody, {1: 900, 2: 800, 3: 700, 4: 200}) == []
    popularity = Counter({1: 900, 2: 800, 3: 700, 4: 20, **dict.fromkeys(range(5, 60), 15)})
    (found,) = alike([frozenset({17, 23, 41, 55})] * 12 + [frozenset({1, 2, 3})] * 5, popularity)
    assert (found.things, found.count) == (frozenset({17, 23, 41, 55}), 12)
    assert alike([frozenset({17, 23})] * 40, popularity) == []


@settings(deadline=None)
@given(st.lists(st.integers(1, 50), min_size=5, max_size=8))
def test_the_chance_of_a_set_lies_between_its_bounds(weights: list[int]) -> None:
    """Against the sum over all orders of picking three without putting back."""
    shares = [weight / sum(weights) for weight in weights]
    exact = sum(a * b / (1 - a) * c / (1 - a - b) for a, b, c in permutations(shares[:3]))
    least, at_most = _chances(sorted(shares[:3], reverse=True))
    assert least <= exact * (1 + 1e-9)
    assert exact <= at_most * (1 + 1e-9)
