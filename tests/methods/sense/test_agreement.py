"""κ is Cohen's, its interval Fleiss', Cohen's and Everitt's; themes of a text are decided one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.sense.agreement import Strength, Table, agreement_about, agreement_in_sum, strength_of, table_of
from tests.methods.oracles import Ask, an_oracle

COUNTS = st.integers(0, 60)
TABLES = st.builds(Table, COUNTS, COUNTS, COUNTS, COUNTS)


@pytest.fixture(scope="module")
def scikit_learn() -> Iterator[Ask]:
    with an_oracle("sense.sklearn_oracle") as ask:
        yield ask


def test_by_hand() -> None:
    """The example of most textbooks: 50 applications, 20 yes of both, 15 no of both: κ = 0.4."""
    found = agreement_about(Table(20, 5, 10, 15))
    assert found.kappa == pytest.approx(0.4)
    assert found.table.share_agreed == pytest.approx(0.7)
    assert found.strength == Strength.FAIR
    assert found.interval is not None
    low, high = found.interval
    error = (high - low) / 2 / 1.96
    # formula 13 of Fleiss, Cohen, Everitt (1969) by hand: rows ½, ½; columns 0.6, 0.4; expected 0.5, agreed 0.7
    same = 0.4 * (0.5 - (0.6 + 0.5) * 0.3) ** 2 + 0.3 * (0.5 - (0.4 + 0.5) * 0.3) ** 2
    other = 0.3**2 * (0.1 * (0.6 + 0.5) ** 2 + 0.2 * (0.4 + 0.5) ** 2)
    assert error == pytest.approx(((same + other - (0.7 * 0.5 - 2 * 0.5 + 0.7) ** 2) / (50 * 0.5**4)) ** 0.5)
    assert error == pytest.approx(0.1275, abs=0.001)


def test_kappa_is_scikit_learns(scikit_learn: Ask) -> None:
    chance = random.Random(3)
    for _ in range(30):
        first = [chance.random() < 0.4 for _ in range(chance.randint(5, 80))]
        second = [one if chance.random() < 0.7 else not one for one in first]
        if len(set(first)) < 2 and first == second:
            continue
        table = table_of([{1} if one else set() for one in first], [{1} if one else set() for one in second], 1)
        assert table.kappa == pytest.approx(scikit_learn(first=[int(one) for one in first], second=[int(one) for one in second]))


@pytest.mark.parametrize("table", [Table(0, 0, 0, 0), Table(9, 0, 0, 0), Table(0, 0, 0, 9)])
def test_where_chance_would_agree_wholly_nothing_is_said(table: Table) -> None:
    found = agreement_about(table)
    assert found.kappa is None
    assert found.interval is None
    assert found.strength is None


@given(TABLES)
def test_kappa_stays_within_its_bounds(table: Table) -> None:
    found = agreement_about(table)
    if found.kappa is None:
        return
    assert -1 <= found.kappa <= 1
    assert isclose(found.kappa, 1) == (table.first == table.second == 0)
    assert found.interval is not None
    assert -1 <= found.interval[0] <= found.kappa <= found.interval[1] <= 1


@given(TABLES)
def test_who_is_first_makes_no_difference(table: Table) -> None:
    turned = Table(table.both, table.second, table.first, table.neither)
    assert turned.kappa == table.kappa
    no_for_yes = Table(table.neither, table.second, table.first, table.both)
    assert no_for_yes.kappa == pytest.approx(table.kappa) if table.kappa is not None else no_for_yes.kappa is None


CODINGS = st.lists(st.tuples(st.sets(st.integers(1, 4)), st.sets(st.integers(1, 4))), max_size=20)


@given(CODINGS)
def test_in_sum_all_decisions_count_once(pairs: list[tuple[set[int], set[int]]]) -> None:
    first, second = [one for one, _other in pairs], [other for _one, other in pairs]
    found = agreement_in_sum(first, second, [1, 2, 3, 4])
    expected = Table(0, 0, 0, 0)
    for theme in (1, 2, 3, 4):
        expected = expected.plus(table_of(first, second, theme))
    assert found.table == expected
    assert found.table.total == 4 * len(pairs)
    if found.interval is not None and found.kappa is not None:
        assert -1 <= found.interval[0] <= found.kappa <= found.interval[1] <= 1


def test_the_interval_in_sum_grows_narrower_with_more_texts() -> None:
    some = [({1}, {1}), ({1, 2}, {1}), ({2}, {2}), (set(), {2}), ({3}, {3})]
    few = agreement_in_sum([a for a, _ in some * 3], [b for _, b in some * 3], [1, 2, 3])
    many = agreement_in_sum([a for a, _ in some * 30], [b for _, b in some * 30], [1, 2, 3])
    assert few.interval is not None
    assert many.interval is not None
    assert few.kappa == pytest.approx(many.kappa)
    assert many.interval[1] - many.interval[0] < (few.interval[1] - few.interval[0]) / 2


def test_words_of_landis_and_koch() -> None:
    said = [strength_of(kappa) for kappa in (-0.1, 0.0, 0.2, 0.21, 0.41, 0.6, 0.61, 0.8, 0.81, 1.0)]
    assert said == [
        Strength.NONE,
        Strength.SLIGHT,
        Strength.SLIGHT,
        Strength.FAIR,
        Strength.MODERATE,
        Strength.MODERATE,
        Strength.SUBSTANTIAL,
        Strength.SUBSTANTIAL,
        Strength.ALMOST_PERFECT,
        Strength.ALMOST_PERFECT,
    ]


def test_codings_must_be_of_the_same_texts() -> None:
    with pytest.raises(ValueError):
        table_of([{1}], [], 1)
