"""Raking: the town's shares are met, whoever is alike weighs alike, and what cannot be reached is told in German."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from participation.methods.surveys.results.weights import CannotWeigh, Margin, design_effect, effective_number, rake


@st.composite
def samples(draw: st.DrawFn) -> list[Margin]:
    """People with some features, all combinations of which there are, so that every target can be reached."""
    sizes = draw(st.lists(st.integers(2, 4), min_size=1, max_size=3))
    every = np.array(list(itertools.product(*map(range, sizes))))
    more = draw(st.lists(st.integers(0, len(every) - 1), max_size=60))
    people = np.vstack([every, every[more]]) if more else every
    shares = [draw(st.lists(st.floats(0.5, 2), min_size=size, max_size=size)) for size in sizes]
    return [Margin(f"m{axis}", people[:, axis], tuple(map(str, range(size))), tuple(shares[axis])) for axis, size in enumerate(sizes)]


def sums(margin: Margin, weights: np.ndarray) -> np.ndarray:
    return np.bincount(margin.places, weights, len(margin.labels)) / weights.sum()


@settings(max_examples=100, deadline=None)
@given(margins=samples())
def test_targets_are_met_by_positive_weights_with_mean_one(margins: list[Margin]) -> None:
    found = rake(margins, least=0.0, most=1e6)
    assert found.met
    assert (found.weights > 0).all()
    assert found.weights.mean() == pytest.approx(1)
    for margin in margins:
        assert sums(margin, found.weights) == pytest.approx(np.array(margin.targets) / sum(margin.targets), abs=1e-6)
    assert found.design_effect == pytest.approx(design_effect(found.weights)) == pytest.approx(len(found.weights) / found.effective)
    assert found.effective <= len(found.weights) + 1e-9


@settings(max_examples=60, deadline=None)
@given(margins=samples(), seed=st.integers(0, 1000))
def test_neither_the_order_of_features_nor_of_people_matters(margins: list[Margin], seed: int) -> None:
    found = rake(margins, least=0.0, most=1e6).weights
    assert rake(margins[::-1], least=0.0, most=1e6).weights == pytest.approx(found, rel=1e-6)
    order = np.random.default_rng(seed).permutation(len(found))
    shuffled = [Margin(margin.name, margin.places[order], margin.labels, margin.targets) for margin in margins]
    assert rake(shuffled, least=0.0, most=1e6).weights == pytest.approx(found[order], rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(margins=samples(), least=st.floats(0.1, 0.9), most=st.floats(1.1, 4))
def test_limits_hold_whatever_the_targets_are(margins: list[Margin], least: float, most: float) -> None:
    found = rake(margins, least=least, most=most)
    if found.met:
        assert found.weights.min() >= least - 1e-6
        assert found.weights.max() <= most + 1e-6
    assert found.weights.max() / found.weights.min() <= most / least + 1e-6
    assert found.weights.mean() == pytest.approx(1)


@settings(max_examples=40, deadline=None)
@given(margins=samples(), seed=st.integers(0, 1000))
def test_base_weights_are_kept_in_proportion_among_alike(margins: list[Margin], seed: int) -> None:
    assume(len(margins[0].places) > 4)
    base = np.random.default_rng(seed).choice([1.0, 2.0, 3.5], len(margins[0].places))
    found = rake(margins, base, least=0.0, most=1e6)
    assert found.met
    factors: dict[tuple[int, ...], float] = {}
    for person, weight in enumerate(found.weights):
        kind = tuple(int(margin.places[person]) for margin in margins)
        assert weight / base[person] == pytest.approx(factors.setdefault(kind, weight / base[person]))


def test_two_features_worked_out_by_hand() -> None:
    sex = Margin.of("sex", np.array([0] * 30 + [1] * 70), {"f": 50, "m": 50})
    found = rake([sex])
    assert found.weights[0] == pytest.approx(5 / 3)
    assert found.weights[-1] == pytest.approx(5 / 7)
    assert found.design_effect == pytest.approx(100 * (30 * 25 / 9 + 70 * 25 / 49) / 100**2)
    assert (found.trimmed, found.met) == (0, True)


def test_who_is_unknown_keeps_their_share() -> None:
    found = rake([Margin.of("age", np.array([0] * 20 + [1] * 60 + [-1] * 20), {"young": 1, "old": 1})])
    assert found.weights[-20:].sum() == pytest.approx(20)
    assert found.weights[:20].sum() == pytest.approx(40)


def test_where_limits_keep_a_target_from_being_met_the_worst_is_told() -> None:
    found = rake([Margin.of("age", np.array([0] * 2 + [1] * 98), {"young": 50, "old": 50})], most=5)
    assert not found.met
    assert found.trimmed == 2
    assert found.weights[0] / found.weights[-1] > 5
    assert found.deviation > 0.3


def test_targets_that_contradict_each_other_are_told_as_not_met() -> None:
    same = np.array([0] * 40 + [1] * 60)
    found = rake([Margin.of("a", same, {"x": 50, "y": 50}), Margin.of("b", same, {"x": 20, "y": 80})])
    assert not found.met
    assert np.isfinite(found.weights).all()
    assert (found.weights > 0).all()
    assert found.deviation > 0.1


@pytest.mark.parametrize(
    ("margins", "words"),
    [
        ([], "kein Merkmal angegeben"),
        ([Margin.of("a", np.array([], dtype=int), {"x": 1})], "keine Antworten"),
        ([Margin.of("a", np.array([0, 0]), {"x": 1, "y": 1})], "Niemand mit diesem Wert hat geantwortet: „y“"),
        ([Margin.of("a", np.array([0, 1]), {"x": 1, "y": 0})], "gibt es in der Stadt nicht, er wurde aber geantwortet: „y“"),
        ([Margin.of("a", np.array([0, 2]), {"x": 1, "y": 1})], "fehlt der Anteil"),
        ([Margin.of("a", np.array([0, 1]), {"x": 1, "y": -1})], "Zahlen ab 0"),
        ([Margin.of("a", np.array([0, 1]), {"x": float("nan"), "y": 1})], "Zahlen ab 0"),
        ([Margin.of("a", np.array([0, 1]), {"x": 1, "y": 1}), Margin.of("b", np.array([0]), {"x": 1})], "nicht für jede Person"),
    ],
)
def test_what_cannot_be_weighed_is_told(margins: list[Margin], words: str) -> None:
    with pytest.raises(CannotWeigh, match=words):
        rake(margins)


def test_wrong_limits_and_bases_are_told() -> None:
    margin = Margin.of("a", np.array([0, 1]), {"x": 1, "y": 1})
    with pytest.raises(CannotWeigh, match="Grenzen"):
        rake([margin], most=0.5)
    with pytest.raises(CannotWeigh, match="Ausgangsgewicht"):
        rake([margin], np.array([1.0, 0.0]))


def test_effective_numbers() -> None:
    assert effective_number(np.ones(7)) == 7
    assert effective_number(np.zeros(0)) == 0
    assert design_effect(np.array([1.0, 3.0])) == pytest.approx(2 * 10 / 16)
