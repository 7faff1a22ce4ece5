"""What is told of the answers: nothing of few, nothing that can be worked out, the rest with its interval."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.audit import AuditEntry
from participation.methods.surveys.formats.as_json import read_json
from participation.methods.surveys.results.columns import encode
from participation.surveys.models import Survey, SurveyAnswer
from participation.surveys.results import Result, shown
from participation.surveys.rows import from_rows, to_rows
from tests.builders import a_consultation, a_person, post
from tests.surveys.builders import EVERY_KIND, an_open_survey, answer, closed, consultation_of, count_now, definition

Browse = Callable[[Person | None], FlaskClient]
Counting = Callable[[], AbstractContextManager[Any]]
KINDS = read_json(definition(EVERY_KIND).decode()).survey


def result(code: str, responses: Sequence[Mapping[str, Any]]) -> Result:
    return shown(encode(KINDS, responses)[code])


@given(st.lists(st.integers(0, 60), min_size=3, max_size=3))
def test_a_hidden_number_cannot_be_worked_out(counts: list[int]) -> None:
    """Whoever knows how many answered and all numbers shown finds at least two hidden ones, or none. What nobody chose is told."""
    codes = ("often", "rarely", "never")
    told = result("visits", [{"visits": code} for code, number in zip(codes, counts, strict=True) for _each in range(number)])
    if sum(counts) < 10:
        assert (told.answered, told.bars) == (None, ())
        return
    hidden = [number for bar, number in zip(told.bars, counts, strict=True) if bar.count is None]
    assert all(bar.count is None for bar, number in zip(told.bars, counts, strict=True) if 0 < number < 10)
    assert len(hidden) != 1
    assert all(bar.count == number for bar, number in zip(told.bars, counts, strict=True) if bar.count is not None)


@given(st.integers(0, 60), st.integers(0, 60))
def test_of_several_answers_the_rest_must_be_many_too(chosen: int, others: int) -> None:
    told = result("uses", [{"uses": ["music"]}] * chosen + [{"uses": ["sport"]}] * others)
    if chosen + others >= 10:
        music = next(bar for bar in told.bars if bar.option == "music")
        assert (music.count is None) == (0 < min(chosen, others) < 10)


def test_numbers_have_a_mean_and_no_single_persons_ends() -> None:
    told = result("age", [{"age": float(age)} for age in range(20, 40)])
    [measure] = told.measures
    assert measure.mean is not None
    assert (measure.mean.value, measure.least, measure.most) == (29.5, None, None)
    assert result("age", [{"age": 20.0}] * 9).measures == ()


def test_rows_of_a_matrix_and_places_are_counted() -> None:
    rated = result("rate", [{"rate": {"seats": "good"}}] * 12 + [{"rate": {"seats": "bad", "sound": "good"}}] * 15)
    assert {(bar.row, bar.option): bar.count for bar in rated.bars if bar.row == "seats"} == {("seats", "good"): 12, ("seats", "bad"): 15}
    ranked = result("rank", [{"rank": ["light", "air", "price"]}] * 30)
    assert len(ranked.bars) == 9


@given(st.data())
def test_answers_become_rows_and_come_back(data: st.DataObject) -> None:
    answers: dict[str, Any] = {
        "visits": data.draw(st.sampled_from(["often", None])),
        "age": data.draw(st.one_of(st.none(), st.integers(14, 120).map(float))),
        "uses": data.draw(st.sampled_from([None, ["music"], ["music", "other"]])),
        "times": data.draw(st.sampled_from([None, {"week": ["day"]}, {"weekend": ["day", "night"]}])),
        "rank": data.draw(st.one_of(st.none(), st.permutations(["light", "air", "price"]))),
        "money": data.draw(st.sampled_from([None, {"stage": 4.0, "roof": 6.0}])),
        "music": data.draw(st.sampled_from([None, "dont_know", 3.0])),
        "name": data.draw(st.one_of(st.none(), st.text(min_size=1))),
    }
    assert from_rows(KINDS, to_rows(KINDS, answers)) == answers


def url(session: Session, survey: Survey, path: str = "") -> str:
    return f"/beteiligungen/{consultation_of(session, survey).slug}/umfragen/{survey.id}{path}"


def answered(session: Session, people: int, **terms: Any) -> Survey:
    survey = an_open_survey(session, pages=EVERY_KIND, **terms)
    for number in range(people):
        told = {
            "visits": "often" if number % 2 else "rarely",
            "district": "north" if number % 3 else "south",
            "age": str(20 + number),
            "name": f"=Verein {number}",
        }
        answer(session, survey, told)
    return survey


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_public_sees_a_promised_result_after_the_close_and_nothing_of_few(session: Session, browse: Browse) -> None:
    few, many = answered(session, 9), answered(session, 24)
    running = url(session, many, "/ergebnis")
    session.commit()
    assert browse(None).get(running).status_code == 403
    for one in (few, many):
        count_now(session, closed(session, one))
    session.commit()
    page = browse(None).get(url(session, few, "/ergebnis")).text
    assert "weniger als 10" in page
    assert "<h2" not in page.partition("<main")[2].partition("Ergebnis</h1>")[2]
    page = browse(None).get(running).text
    assert "24" in page
    assert "50,0" in page
    assert "=Verein" not in page, "texts wait for staff"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_texts_are_let_out_one_by_one(session: Session, browse: Browse) -> None:
    survey = closed(session, answered(session, 12))
    count_now(session, survey)
    staff = browse(a_person(session, moderates=consultation_of(session, survey)))
    keys = [key.hex() for key in session.scalars(select(SurveyAnswer.response_key).where(SurveyAnswer.value == "=Verein 3"))]
    session.commit()
    texts, result = url(session, survey, "/texte"), url(session, survey, "/ergebnis")
    assert "=Verein 7" in staff.get(f"{texts}?frage=name").text
    assert post(staff, texts, {"frage": "name", "text": keys[0], "freigeben": "ja"}).status_code == 303
    assert "=Verein 3" in browse(None).get(result).text
    assert "=Verein 7" not in browse(None).get(result).text
    assert post(staff, texts, {"frage": "name", "text": keys[0], "freigeben": "nein"}).status_code == 303
    assert "=Verein 3" not in browse(None).get(result).text
    for wrong in ({"frage": "age", "text": keys[0]}, {"frage": "name", "text": "zz"}, {"frage": "name", "text": "00"}, {}):
        assert post(staff, texts, wrong).status_code in (404, 422)
    session.expire_all()
    actions = list(session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("survey.text%")).order_by(AuditEntry.id)))
    assert actions == ["survey.text_released", "survey.text_withheld"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_groups_stand_beside_each_other(session: Session, browse: Browse) -> None:
    survey = answered(session, 60)
    count_now(session, survey)
    staff = browse(a_person(session, moderates=consultation_of(session, survey)))
    session.commit()
    page = staff.get(url(session, survey, "/vergleich?gruppen=visits&frage=district")).text
    assert "Cramér" in page or "verdeckt" in page
    assert "zwei verschiedene" in staff.get(url(session, survey, "/vergleich?gruppen=visits&frage=visits")).text
    assert "zwei Fragen" in staff.get(url(session, survey, "/vergleich?gruppen=age&frage=nichts")).text
    assert "unter " in staff.get(url(session, survey, "/vergleich?gruppen=visits&frage=age")).text


def test_tables_hold_all_answers_no_formula_and_no_time(session: Session, browse: Browse) -> None:
    survey = answered(session, 14)
    staff = browse(a_person(session, moderates=consultation_of(session, survey)))
    session.commit()
    wide = list(csv.DictReader(io.StringIO(staff.get(url(session, survey, "/antworten.csv")).text.removeprefix("\ufeff"))))
    assert len(wide) == 14
    assert {row["name"] for row in wide} == {f"'=Verein {number}" for number in range(14)}
    assert {int(row["double"]) for row in wide} == {2 * (20 + number) for number in range(14)}
    assert [row["age"] for row in wide] != sorted(row["age"] for row in wide), "not in the order in which they came"
    long = list(csv.DictReader(io.StringIO(staff.get(url(session, survey, "/angaben.csv")).text.removeprefix("\ufeff"))))
    assert sum(row["frage"] == "visits" for row in long) == 14
    codebook = list(csv.DictReader(io.StringIO(staff.get(url(session, survey, "/spalten.csv")).text.removeprefix("\ufeff"))))
    assert [row["spalte"] for row in codebook] == list(wide[0])[1:]


@pytest.mark.parametrize(
    "path", ["", "/ergebnis", "/texte?frage=name", "/vergleich?gruppen=visits&frage=district", "/ergebnis?nur=visits:often", "/antworten.csv"]
)
def test_a_page_needs_as_many_statements_for_eighty_answers_as_for_forty(
    session: Session, browse: Browse, count_statements: Counting, path: str
) -> None:
    consultation, seen = a_consultation(session), []
    staff = browse(a_person(session, moderates=consultation))
    for people in (40, 80):
        survey = answered(session, people, consultation=consultation)
        count_now(session, survey)
        session.commit()
        staff.get("/")
        with count_statements() as statements:
            response = staff.get(url(session, survey, path))
            assert response.status_code == 200
            assert response.data
        seen.append(statements.count)
    assert seen[0] == seen[1] <= 20
