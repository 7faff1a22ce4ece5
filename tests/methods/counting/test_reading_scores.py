"""Ballots with numbers, grades and Debian's terms, from JSON and CSV, and back again."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from participation.methods.counting import RankedBallots, ScoreBallots, Terms, count_on_terms
from participation.methods.counting.files import BallotFileError
from participation.methods.counting.reading import read_ballots
from participation.methods.counting.text import as_text
from participation.methods.counting.writing import write_csv, write_json

NAMES = ("Sanieren", "Neubau")
GRADES = ("schlecht", "mittel", "gut")


def as_json(**content: object) -> bytes:
    return json.dumps({"format": "participation-ballots/1", "options": list(NAMES), **content}).encode()


def test_numbers_by_name_or_by_place() -> None:
    found = read_ballots(as_json(scale=[0, 5], ballots=[{"scores": {"Neubau": 3}, "count": 2}, {"scores": [5, None]}]), "x.json")
    assert found.ballots == ScoreBallots(NAMES, {(None, 3): 2, (5, None): 1}, 0, 5)
    assert found.usual_rule == "score-sum"


def test_grades_by_their_names() -> None:
    found = read_ballots(as_json(grades=list(GRADES), ballots=[{"scores": ["Gut", "schlecht"]}]), "x.json")
    assert found.ballots == ScoreBallots(NAMES, {(2, 0): 1}, 0, 2, GRADES)
    assert found.usual_rule == "majority-judgment"
    text = as_text(count_on_terms("majority-judgment", found.ballots, Terms()))
    assert "Sanieren: mittlere Note gut; 0 besser, 0 schlechter." in text
    assert "ohne Angabe" in text


def test_a_table_of_resistance() -> None:
    found = read_ballots(b"# rule: consensing\ncount,Sanieren,Neubau\n3,0,10\n2,,4\n", "x.csv")
    assert (found.rule, found.ballots) == ("consensing", ScoreBallots(NAMES, {(0, 10): 3, (None, 4): 2}, 0, 10))


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"# rule: consensing\nA,B\n1,11\n", "x.csv", "von 0 bis 10"),
        (b"# rule: score-sum\n# scale: 0 5\nA,B\n1,6\n", "x.csv", "Zeile 4: Eine Zelle: 6 liegt nicht"),
        (b"# rule: score-sum\n# scale: 5\nA,B\n1,2\n", "x.csv", "kleinste und die"),
        (b"# rule: majority-judgment\n# grades: gut|gut\nA,B\n1,2\n", "x.csv", "zwei verschiedene Noten"),
        (b"# rule: majority-judgment\n# grades: schlecht|gut\nA,B\nprima,gut\n", "x.csv", "keine ganze Zahl und keine Note"),
        (as_json(ballots=[{"scores": {"Platz": 3}}]), "x.json", "„Platz“ gibt es nicht"),
        (as_json(ballots=[{"scores": [1]}]), "x.json", "braucht einen Wert je Option"),
        (as_json(ballots=[{"scores": [1.5, 1]}]), "x.json", "keine ganze Zahl"),
        (as_json(scale=[3, 1], ballots=[{"scores": [1, 1]}]), "x.json", "kleinste Zahl zuerst"),
        (as_json(majorities={"Neubau": "1/2"}, ballots=[]), "x.json", "mindestens 1"),
        (b"# rule: schulze-debian\n# default_option: B\n# majorities: A=viel\nA,B\n1,2\n", "x.csv", "keine Zahl wie"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, name: str, says: str) -> None:
    with pytest.raises(BallotFileError, match=says):
        read_ballots(data, name)


def test_numbers_come_back_as_they_were() -> None:
    ballots = ScoreBallots(NAMES, {(2, None): 3, (0, 1): 1, (None, None): 2}, 0, 2, GRADES)
    for text, name in ((write_json(ballots, rule="majority-judgment"), "x.json"), (write_csv(ballots, rule="majority-judgment"), "x.csv")):
        back = read_ballots(text.encode(), name)
        assert (back.ballots, back.rule) == (ballots, "majority-judgment")


def test_debians_terms_come_back_as_they_were() -> None:
    ballots = RankedBallots(NAMES, {(0, 1): 3})
    terms = Terms(default_option="Neubau", support_quorum=Fraction("46.8"), majorities=(("Sanieren", Fraction(3)),))
    written = write_json(ballots, rule="schulze-debian", terms=terms), write_csv(ballots, rule="schulze-debian", terms=terms)
    for text, name in zip(written, ("x.json", "x.csv"), strict=True):
        assert read_ballots(text.encode(), name).terms == terms
