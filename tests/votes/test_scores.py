"""Ballots with a number for each option: typed, checked, written, shown, on paper, and counted as their rule says."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.errors import Invalid
from participation.votes.marks import as_fields, canonical, check_marks, describe, read_marks, stored
from participation.votes.models import Vote
from participation.votes.paper_lines import read_paper, show_paper
from participation.votes.scores import NO_MARK, SCALES
from participation.votes.tally import read_result
from participation.votes.trackers import new_cast_key
from tests.builders import a_resident, post
from tests.votes.builders import an_open_vote, cast, consultation_of, tallied

Browse = Callable[[Person | None], FlaskClient]
KINDS = sorted(SCALES)


def marks_of(kind: str, size: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Ballots that mark something."""
    given_marks = st.lists(st.integers(NO_MARK, SCALES[kind].highest), min_size=size, max_size=size)
    return given_marks.filter(lambda marks: any(mark != NO_MARK for mark in marks)).map(tuple)


@given(kind=st.sampled_from(KINDS), data=st.data(), size=st.integers(1, 6))
def test_what_is_marked_comes_back_from_form_and_store(kind: str, data: st.DataObject, size: int) -> None:
    marks = data.draw(marks_of(kind, size))
    fields: dict[str, list[str]] = {}
    for name, value in as_fields(kind, marks):
        fields.setdefault(name, []).append(value)
    assert read_marks(kind, size, fields).marks == marks
    assert stored(canonical(kind, marks)) == marks
    check_marks(kind, size, marks)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"score-1": ["11"]}, "score-1"),
        ({"score-2": ["٣"]}, "score-2"),
        ({"score-2": ["-1"]}, "score-2"),
        ({"score-2": ["9" * 20]}, "score-2"),
        ({"score-1": ["1", "2"]}, "score-1"),
        ({"score-4": ["1"]}, "score-1"),
        ({"score-01": ["1"]}, "score-1"),
        ({"score-2": ["1.5"]}, "score-2"),
    ],
)
def test_a_number_off_the_scale_is_refused_at_its_field(fields: dict[str, list[str]], place: str) -> None:
    reading = read_marks("scored", 3, fields)
    assert place in {field for _sentence, field in reading.errors}


@pytest.mark.parametrize("marks", [(1, 2), (1, 2, 3, 4), (11, 0, 0), (-2, 0, 0), (-1, -1, -1)])
def test_marks_that_no_ballot_has_are_refused(marks: tuple[int, ...]) -> None:
    with pytest.raises(Invalid):
        check_marks("scored", 3, marks)


def test_nothing_marked_is_a_blank_ballot() -> None:
    assert read_marks("graded", 3, {"score-1": [""]}).marks == ()
    assert canonical("graded", ()) == "[]"
    assert canonical("scored", (NO_MARK, 7, 0)) == "[null,7,0]"


def test_grades_are_said_in_words() -> None:
    assert describe((5, NO_MARK, 0), ("A", "B", "C"), "graded") == ["A: sehr gut", "C: ungenügend"]
    assert describe((5, NO_MARK, 0), ("A", "B", "C"), "scored") == ["A: 5", "C: 0"]


def url(session: Session, vote: Vote, path: str) -> str:
    return f"/beteiligungen/{consultation_of(session, vote).slug}/abstimmungen/{vote.id}{path}"


def test_papers_are_typed_as_numbers_and_school_grades(session: Session) -> None:
    graded = an_open_vote(session, rule="majority-judgment", on_paper=True)
    assert read_paper(graded, "1 6 / 3") == "[5,0,null,3]"
    assert show_paper("[5,0,null,3]", graded) == "Sanierung des Bestands: sehr gut, Teilabriss und Anbau: ungenügend, Kein Vorhaben: befriedigend"
    assert read_paper(graded, "/ / / /") == "[]"
    points = an_open_vote(session, rule="consensing", on_paper=True)
    assert read_paper(points, "10, 0; / 3") == "[10,0,null,3]"
    for vote, line in ((graded, "0 1 1 1"), (graded, "7 1 1 1"), (points, "11 0 0 0"), (points, "1 2 3"), (points, "1 2 3 4 5"), (points, "ja")):
        with pytest.raises(Invalid):
            read_paper(vote, line)


@pytest.mark.parametrize(("rule", "field", "shown"), [("consensing", "10", "10"), ("majority-judgment", "5", "sehr gut"), ("score-mean", "0", "0")])
def test_a_ballot_is_filled_in_checked_and_cast(session: Session, browse: Browse, rule: str, field: str, shown: str) -> None:
    vote = an_open_vote(session, rule=rule)
    voter = browse(a_resident(session))
    page = voter.get(url(session, vote, "/stimmzettel"))
    assert "Keine Angabe" in page.text
    checked = post(voter, url(session, vote, "/stimmzettel"), {"score-2": field})
    assert f"Teilabriss und Anbau: {shown}" in checked.text
    done = post(voter, url(session, vote, "/stimme"), {"score-2": field, "cast_key": new_cast_key()})
    assert done.status_code == 303
    wrong = post(browse(a_resident(session)), url(session, vote, "/stimmzettel"), {"score-2": "99", "score-1": "4"})
    assert wrong.status_code == 422
    assert "Diesen Wert gibt es nicht." in wrong.text


def test_what_decides_is_told_and_the_scale_was_frozen(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session, rule="consensing")
    assert json.loads(vote.frozen_json or "")["scale"] == {"lowest": 0, "highest": 10, "names": []}
    for marks in ((10, 0, 5, 8), (3, 1, NO_MARK, 9), (0, 2, 10, 10)):
        cast(session, vote, marks)
    tallied(session, vote)
    outcome = read_result(vote)["outcome"]
    assert outcome["winners"] == ["Teilabriss und Anbau"]
    assert outcome["values"] == {"Sanierung des Bestands": "13", "Teilabriss und Anbau": "3", "Neubau am Bahnhof": "15", "Kein Vorhaben": "27"}
    page = browse(None).get(url(session, vote, "/ergebnis")).text
    assert "Widerstand" in page
    assert "Wie oft welche Zahl vergeben wurde" in page
    urn = browse(None).get(url(session, vote, "/urne")).text
    assert "Teilabriss und Anbau: 0" in urn


def test_middle_grades_are_told_in_words(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session, rule="majority-judgment")
    for marks in ((5, 4, 0, NO_MARK), (2, 4, 3, 1), (0, 5, 3, 2)):
        cast(session, vote, marks)
    tallied(session, vote)
    page = browse(None).get(url(session, vote, "/ergebnis")).text
    assert read_result(vote)["outcome"]["winners"] == ["Teilabriss und Anbau"]
    assert "Mittlere Note" in page
    assert "gut" in page
