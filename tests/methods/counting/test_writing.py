"""What is written can be read again and counts the same; no cell can become a formula."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.counting import ApprovalBallots, Ballots, ChoiceBallots, RankedBallots, Terms
from participation.methods.counting.reading import read_ballots
from participation.methods.counting.writing import write_blt, write_csv, write_json

NAMES = ("Sanieren, aber „richtig“", "=HYPERLINK(1)", "count", "'@x")
CASES: list[tuple[str, Ballots]] = [
    ("irv", RankedBallots(NAMES, {(0, 1): 3, (3,): 2, (): 1}, {((0, 2), (1,)): 4})),
    ("approval", ApprovalBallots(NAMES, {(0, 3): 3, (): 1})),
    ("plurality", ChoiceBallots(NAMES, {0: 4, 3: 1}, 2, 3)),
]


@pytest.mark.parametrize(("rule", "ballots"), CASES)
def test_json_and_csv_come_back_as_they_were(rule: str, ballots: Ballots) -> None:
    terms = Terms(seats=1, seed=b"\x01", eligible=20, consent_quorum=Fraction(1, 5), overvotes="skip")
    back = read_ballots(write_json(ballots, rule=rule, terms=terms, title="Halle").encode(), "x.json")
    assert (back.ballots, back.rule, back.terms, back.title) == (ballots, rule, terms, "Halle")
    back = read_ballots(write_csv(ballots, rule=rule, seats=2, title="Halle\nund mehr").encode(), "x.csv")
    assert (back.ballots, back.rule, back.seats, back.title) == (ballots, rule, 2, "Halle und mehr")


def test_blt_comes_back_as_it_was() -> None:
    ballots = CASES[0][1]
    back = read_ballots(write_blt(ballots, seats=2, title='Die "Halle"').encode(), "x.blt")
    assert back.ballots == ballots
    assert (back.title, back.seats) == ("Die 'Halle'", 2)


def test_a_blt_file_without_a_title_is_readable() -> None:
    assert read_ballots(write_blt(CASES[0][1]).encode(), "x.blt").title == ""


def test_no_ballots_at_all_can_be_written_and_read() -> None:
    for ending, text in {
        "json": write_json(RankedBallots(("A",), {}), rule="irv"),
        "csv": write_csv(RankedBallots(("A",), {}), rule="irv"),
        "blt": write_blt(RankedBallots(("A",), {})),
    }.items():
        assert read_ballots(text.encode(), f"x.{ending}").ballots == RankedBallots(("A",), {})


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("=+-@'\"#;,|%xÄ ", min_size=1, max_size=8).map(str.strip).filter(bool), min_size=2, max_size=4, unique=True))
def test_whatever_the_names_no_cell_starts_a_formula(names: list[str]) -> None:
    ballots = RankedBallots(tuple(names), {(0, 1): 1})
    text = write_csv(ballots, rule="irv")
    for row in csv.reader(io.StringIO(text)):
        assert not any(part.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row for part in cell.split(";"))
    assert read_ballots(text.encode(), "x.csv").ballots == ballots


def test_a_title_starts_no_formula_behind_its_commas() -> None:
    text = write_csv(RankedBallots(("A", "B"), {(0, 1): 1}), rule="irv", title="Bau,=1+1; @Neu")
    assert "# title: Bau,'=1+1; '@Neu\n" in text
