"""Results: counts that add up, intervals, cross tables that give no small cell away, comparisons that do not take chance for a finding."""

from __future__ import annotations

from math import exp

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.intervals import wilson_interval, wilson_lower_bound
from participation.methods.surveys.definition import Kind
from participation.methods.surveys.results.cells import protect, with_totals
from participation.methods.surveys.results.chances import chi_square_above, discoveries, normal_beyond
from participation.methods.surveys.results.columns import Column, encode
from participation.methods.surveys.results.comparing import compare, compare_means
from participation.methods.surveys.results.crosses import CannotCross, cross, rao_scott
from participation.methods.surveys.results.tallies import mean, student, tally
from tests.methods.surveys.samples import ask, every_kind, options, survey

RESPONSES = [
    {"age": 30.0, "visits": "often", "uses": ["music", "sport"], "rating": 4.0, "parts": {"roof": "keep"}, "times": {"week": ["day", "night"]},
     "order": ["build", "sell"], "money": {"roof": 7.0, "stage": 3.0, "garden": 0.0}, "moved": "2020-05-01", "name": "x", "born": 1996.0},
    {"age": 50.0, "visits": "never", "rating": "dont_know", "parts": {"roof": "renew", "stage": "keep"}, "order": ["sell"], "moved": "2010-05-01", "uses": None},
    {"age": None, "visits": "often", "uses": ["music"], "rating": 2.0, "order": None, "name": None},
]  # fmt: skip


def columns() -> dict[str, Column]:
    return encode(every_kind(), RESPONSES)  # type: ignore[arg-type]  # of many forms


def test_counts_add_up_and_shares_are_of_people() -> None:
    found = columns()
    visits = tally(found["visits"])
    assert (visits.shown, visits.answered, visits.missing) == (3, 3, 0)
    assert [(line.option, line.count) for line in visits.lines] == [("often", 2), ("rarely", 0), ("never", 1), ("other", 0)]
    uses = tally(found["uses"])
    assert (uses.shown, uses.answered) == (3, 2)
    assert [(line.count, line.share and line.share.value) for line in uses.lines] == [(2, 1.0), (1, 0.5), (0, 0.0), (0, 0.0)]
    parts = {(line.row, line.option): (line.count, line.share and line.share.value) for line in tally(found["parts"]).lines}
    assert parts["roof", "keep"] == (1, 0.5)
    assert parts["stage", "keep"] == (1, 1.0)
    assert {(line.row, line.option): line.count for line in tally(found["times"]).lines}["week", "night"] == 1
    assert (tally(found["name"]).shown, tally(found["name"]).answered) == (2, 1)
    assert (tally(found["plan"]).shown, tally(found["plan"]).answered) == (0, 0)


def test_numbers_ranks_points_and_days() -> None:
    found = columns()
    age = tally(found["age"]).measures[0]
    assert (age.number, age.least, age.most, age.quartiles) == (2, 30, 50, (35, 40, 45))
    assert age.mean is not None
    assert age.mean.value == 40
    rating = tally(found["rating"])
    assert rating.measures[0].mean is not None
    assert (rating.measures[0].number, rating.measures[0].mean.value) == (2, 3)
    assert {line.option: line.count for line in rating.lines}["dont_know"] == 1
    order = tally(found["order"])
    assert {(line.row, line.option): line.count for line in order.lines if line.count} == {("build", "1"): 1, ("sell", "2"): 1, ("sell", "1"): 1}
    assert [one.mean.value if one.mean else None for one in order.measures] == [1.0, None, 1.5]
    assert [one.mean.value if one.mean else None for one in tally(found["money"]).measures] == [7, 3, 0]
    assert tally(found["moved"]).days == ("2010-05-01", "2010-05-01", "2020-05-01")


def test_weights_stand_beside_what_was_counted() -> None:
    found = tally(columns()["visits"], np.array([1.0, 4.0, 1.0]))
    assert [(line.count, line.weighted and round(line.weighted.value, 4)) for line in found.lines] == [(2, 0.3333), (0, 0.0), (1, 0.6667), (0, 0.0)]
    assert found.effective == pytest.approx(36 / 18)


def test_nobody_answered_and_nothing_is_a_number_that_is_none() -> None:
    for column in encode(every_kind(), []).values():
        found = tally(column, np.zeros(0))
        assert all(line.share is None and line.weighted is None for line in found.lines)
        assert all(one.mean is None for one in found.measures)


def test_answers_of_another_form_count_as_missing() -> None:
    strange = encode(every_kind(), [{"visits": ["a"], "uses": 3, "parts": "x", "order": 5, "money": None, "age": "x", "rating": "7"}])  # type: ignore[list-item]  # meant
    assert all(tally(column).answered == 0 for column in strange.values())


@given(positive=st.integers(0, 500), more=st.integers(0, 500))
def test_intervals_hold_the_share_and_grow_narrower(positive: int, more: int) -> None:
    total = positive + more
    low, high = wilson_interval(positive / total if total else 0.0, total)
    assert 0 <= low <= high <= 1
    if total:
        assert low - 1e-12 <= positive / total <= high + 1e-12
        wider = wilson_interval(positive / total, total / 4)
        assert wider[1] - wider[0] > high - low
        assert low == wilson_lower_bound(positive, total)


def test_wilsons_interval_as_published() -> None:
    """R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3."""
    for positive, total, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)):
        assert wilson_interval(positive / total, total) == pytest.approx((low, high), abs=5e-5)


def test_chances_as_in_tables() -> None:
    for value, freedom, chance in (
        (3.841459, 1, 0.05),
        (5.991465, 2, 0.05),
        (7.814728, 3, 0.05),
        (18.307038, 10, 0.05),
        (50.892181, 30, 0.01),
        (0, 4, 1),
    ):
        assert chi_square_above(value, freedom) == pytest.approx(chance, abs=1e-6)
    assert chi_square_above(7.0, 4) == pytest.approx(exp(-3.5) * (1 + 3.5))
    assert normal_beyond(1.959964) == pytest.approx(0.05, abs=1e-6)
    assert [round(student(freedom), 3) for freedom in (1, 5, 9, 30, 1000)] == pytest.approx([12.706, 2.571, 2.262, 2.042, 1.962], abs=0.004)
    assert discoveries([0.01, 0.02, 0.03, 0.5]) == [True, True, True, False]
    assert discoveries([]) == []


def test_an_interval_of_a_mean_holds_it_in_nineteen_of_twenty_samples() -> None:
    chance = np.random.default_rng(2)
    held = 0
    for _each in range(2000):
        values = chance.exponential(3, 80)
        found = mean(values, np.ones(80))
        assert found is not None
        held += found.low <= 3 <= found.high
    assert 0.92 < held / 2000 < 0.965


# --- small cells -------------------------------------------------------------------------------------------------------------


def bounds(counts: np.ndarray, hidden: np.ndarray) -> dict[tuple[int, int], tuple[float, float]]:
    """What whoever knows everything shown can say of each hidden entry: from where to where it may be (by linear programs)."""
    full = with_totals(counts)
    entries = [(int(row), int(column)) for row, column in zip(*np.nonzero(hidden), strict=True)]
    found: dict[tuple[int, int], list[float]] = {entry: [] for entry in entries}
    rows, columns_ = full.shape
    for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
        solver = highspy.Highs()
        solver.silent()
        known = {entry: solver.addVariable(lb=0, ub=1e6) for entry in entries}
        for line in [
            *([(row, column) for column in range(columns_)] for row in range(rows)),
            *([(row, column) for row in range(rows)] for column in range(columns_)),
        ]:
            fixed = sum(int(full[entry]) for entry in line[:-1] if entry not in known) - (int(full[line[-1]]) if line[-1] not in known else 0)
            terms = [known[entry] for entry in line[:-1] if entry in known] + [-1 * known[line[-1]] for _one in range(1) if line[-1] in known]
            if terms:
                solver.addConstr(sum(terms[1:], 1 * terms[0]) == -fixed)
        for entry in entries:
            (solver.minimize if sense == highspy.ObjSense.kMinimize else solver.maximize)(1 * known[entry])
            found[entry].append(float(solver.val(known[entry])))
    return {entry: (low, high) for entry, (low, high) in found.items()}


TABLES = st.integers(2, 5).flatmap(
    lambda wide: st.lists(st.lists(st.integers(0, 12) | st.integers(0, 60), min_size=wide, max_size=wide), min_size=2, max_size=5).map(
        lambda table: np.array(table, dtype=np.int64)
    )
)


@settings(max_examples=60, deadline=None)
@given(counts=TABLES)
def test_no_hidden_cell_can_be_worked_out(counts: np.ndarray) -> None:
    hidden, full = protect(counts), with_totals(counts)
    matters = np.outer(full[:, -1] > 0, full[-1] > 0)
    assert not (matters & (full < 10) & ~hidden).any()
    assert not (hidden & ~matters).any()
    for entry, (low, high) in bounds(counts, hidden).items():
        assert low - 1e-6 <= full[entry] <= high + 1e-6
        assert high - low > 0.5
        if full[entry] < 10:
            assert high >= full[entry] + 10 - 1e-6


def test_no_more_is_hidden_than_is_needed() -> None:
    assert not protect(np.array([[20, 30], [40, 50]])).any()
    small = protect(np.array([[3, 30, 40], [40, 50, 60], [70, 80, 90]]))
    assert small.sum() == 4
    assert small[0, 0]
    assert not small[-1].any()
    assert not small[:, -1].any()
    assert protect(np.array([[3, 2], [1, 0]])).all()
    assert not protect(np.array([[0, 0], [40, 50]])).any()


def test_a_group_in_which_nobody_says_something_is_hidden_too() -> None:
    assert protect(np.array([[0, 30], [40, 50]]))[0, 0]


# --- tables ------------------------------------------------------------------------------------------------------------------


def two(rows: list[str], answers: list[object], kind: Kind = Kind.SINGLE) -> tuple[Column, Column]:
    made = survey(ask("group", Kind.SINGLE, options=options("a", "b", "c")), ask("said", kind, options=options("x", "y", "z")))
    found = encode(made, [{"group": group, "said": said} for group, said in zip(rows, answers, strict=True)])  # type: ignore[misc]  # codes
    return found["group"], found["said"]


def test_a_table_as_worked_out_by_hand() -> None:
    found = cross(*two(["a"] * 50 + ["b"] * 50, ["x"] * 30 + ["y"] * 20 + ["x"] * 15 + ["y"] * 35))
    assert found.cells == ((30, 20, 0), (15, 35, 0), (0, 0, 0))
    assert (found.people, found.row_totals, found.column_totals) == (100, (50, 50, 0), (45, 55, 0))
    assert found.test is not None
    assert found.test.statistic == pytest.approx(100 * (30 * 35 - 20 * 15) ** 2 / (50 * 50 * 45 * 55))
    assert found.test.cramers_v == pytest.approx((found.test.statistic / 100) ** 0.5)
    assert found.shares[0][0] is not None
    assert found.shares[0][0].value == 0.6


def test_small_cells_take_their_complements_with_them_and_a_tiny_table_shows_nothing() -> None:
    found = cross(*two(["a"] * 50 + ["b"] * 50, ["x"] * 47 + ["y"] * 3 + ["x"] * 25 + ["y"] * 25))
    assert found.cells[0][:2] == found.cells[1][:2] == (None, None)
    assert found.row_totals == (50, 50, 0)
    tiny = cross(*two(["a", "b", "b"], ["x", "y", "x"]))
    assert tiny.withheld
    assert (tiny.people, tiny.test) == (None, None)


def test_several_answers_are_shares_of_people_and_both_sides_are_protected() -> None:
    several: list[object] = [["x", "y"]] * 30 + [["x"]] * 20 + [["y"]] * 47 + [["x", "y"]] * 3
    found = cross(*two(["a"] * 50 + ["b"] * 50, several, Kind.MULTIPLE))
    assert [row[0] for row in found.cells[:2]] == [None, None]  # all of a chose x: three who did not in b would be told
    assert found.row_totals[:2] == (50, 50)
    assert found.test is None
    assert found.cells[0][1] is None  # all of b chose y


def test_weighted_shares_stand_beside_and_the_test_pays_for_the_weights() -> None:
    chance = np.random.default_rng(4)
    groups, said = two(list(chance.choice(["a", "b"], 600)), list(chance.choice(["x", "y"], 600)))
    weights = chance.lognormal(0, 0.8, 600)
    found = cross(groups, said, weights)
    assert found.test is not None
    assert found.weighted is not None
    assert found.test.design_effect == pytest.approx(600 * (weights**2).sum() / weights.sum() ** 2, rel=0.25)
    even = cross(groups, said, np.ones(600))
    plain = cross(groups, said)
    assert even.test is not None
    assert plain.test is not None
    assert even.test.statistic == pytest.approx(plain.test.statistic, rel=0.02)


def test_the_weighted_test_cries_wolf_in_one_of_twenty() -> None:
    chance = np.random.default_rng(6)
    alarms = plain = 0
    for _each in range(1500):
        rows, columns_ = chance.integers(0, 3, 300), chance.integers(0, 2, 300)
        weights = chance.lognormal(0, 0.9, 300)
        found = rao_scott(rows, columns_, (3, 2), weights)
        assert found is not None
        alarms += found.chance < 0.05
        plain += chi_square_above(found.statistic * found.design_effect, found.freedom) < 0.05
    assert 0.03 < alarms / 1500 < 0.07
    assert plain / 1500 > 0.1


def test_questions_that_make_no_table_are_refused() -> None:
    found = columns()
    for pair in (("uses", "visits"), ("visits", "age"), ("visits", "name")):
        with pytest.raises(CannotCross):
            cross(found[pair[0]], found[pair[1]])


def test_a_table_that_is_too_large_is_refused() -> None:
    codes = [f"o{number}" for number in range(50)]
    large = encode(survey(ask("q", Kind.SINGLE, options=options(*codes))), [{"q": "o1"}])["q"]
    with pytest.raises(CannotCross, match="hätte 2500 Felder"):
        cross(large, large)


def test_groups_that_differ_are_found_and_others_are_not() -> None:
    chance = np.random.default_rng(8)
    groups = list(chance.choice(["a", "b", "c"], 900))
    said: list[object] = [str(chance.choice(["x", "y"], p=[0.8, 0.2] if group == "a" else [0.4, 0.6])) for group in groups]
    found = compare(*two(groups, said))
    believed = {(one.group, one.option) for one in found.differences if one.believed}
    assert ("a", "x") in believed
    wrong = 0
    for _each in range(60):
        nothing = compare(*two(groups, [str(one) for one in chance.choice(["x", "y"], 900)]))
        wrong += any(one.believed for one in nothing.differences)
    assert wrong <= 9  # five of a hundred are expected


def test_means_of_groups_hide_small_ones() -> None:
    made = survey(ask("group", Kind.SINGLE, options=options("a", "b", "c")), ask("age", Kind.NUMBER))
    found = encode(made, [{"group": "a", "age": 30.0 + place} for place in range(12)] + [{"group": "b", "age": 50.0}] * 3)  # type: ignore[operator, list-item]  # answers
    means = compare_means(found["group"], found["age"])
    assert [(one.group, one.people, one.mean and one.mean.value) for one in means] == [("a", 12, 35.5), ("b", None, None), ("c", 0, None)]


def test_numbers_in_bands_and_rows_of_matrices_become_columns() -> None:
    found = columns()
    bands = found["age"].banded([30, 60])
    assert bands.labels == ("<30", "30-<60", ">=60")
    assert [line.count for line in tally(bands).lines] == [0, 2, 0]
    assert tally(found["parts"].row("stage")).answered == 1
    assert tally(found["times"].row("week")).answered == 1
    with pytest.raises(ValueError):
        found["visits"].banded([3])
