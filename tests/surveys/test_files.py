"""Files of answers hold everything, no formula and no key; they are made in the background, fetched, and deleted after their days."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from defusedxml.ElementTree import fromstring
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.cells import Sheet, write_workbook
from participation.kit.jobs import jobs_of
from participation.surveys.columns import columns_of
from participation.surveys.export_sav import can_write_sav
from participation.surveys.exporting import Source, write_file
from participation.surveys.file_jobs import files_dir, make_file, sweep_files
from participation.surveys.models import Survey
from participation.surveys.queries import definition_of, version_of
from participation.surveys.result_models import SurveyFile, SurveyWeighting
from tests.builders import a_consultation, a_person, post
from tests.conftest import NOON
from tests.surveys.builders import EVERY_KIND, an_open_survey, answer, closed, consultation_of, count_now

Browse = Callable[[Person | None], FlaskClient]
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def empty_folder(app: Flask) -> None:
    """No other test's files."""
    with app.app_context():
        shutil.rmtree(files_dir(), ignore_errors=True)


def work(app: Flask, act: Callable[[], object] | None = None) -> object:
    """What the worker does, in a context of its own."""
    with app.app_context():
        return act() if act is not None else jobs_of(app).run_pending()


def files(app: Flask) -> list[Path]:
    with app.app_context():
        return list(files_dir().glob("*"))


def url(session: Session, survey: Survey, path: str = "") -> str:
    return f"/beteiligungen/{consultation_of(session, survey).slug}/umfragen/{survey.id}{path}"


def answered(session: Session, people: int = 12) -> Survey:
    survey = an_open_survey(session, a_consultation(session), EVERY_KIND)
    for number in range(people):
        told: dict[str, Any] = {"visits": "often", "district": "north" if number % 2 else "south", "age": str(20 + number), "name": f"=1+{number}"}
        answer(
            session,
            survey,
            {**told, "uses": ["other"], "uses.other": "@Tanz", "rate": {"seats": "good"}, "rank": ["air", "price"], "music": "dont_know"},
        )
    return survey


def written(session: Session, survey: Survey, kind: str, weights: list[float] | None = None) -> bytes:
    stream, told = io.BytesIO(), list[int]()
    write_file(Source(session, survey, definition_of(version_of(session, survey)), told.append, weights or []), kind, stream)
    return stream.getvalue()


def test_a_workbook_has_all_answers_what_columns_mean_and_the_texts(session: Session) -> None:
    survey = answered(session)
    book = openpyxl.load_workbook(io.BytesIO(written(session, survey, "xlsx", [1.0] * 12)))
    assert book.sheetnames == ["Antworten", "Spalten", "Freie Texte"]
    rows = list(book["Antworten"].iter_rows(values_only=True))
    header = list(rows[0])
    assert len(rows) == 13
    assert [row[0] for row in book["Spalten"].iter_rows(min_row=2, values_only=True)] == header[1:]
    by_name = [dict(zip(header, row, strict=True)) for row in rows[1:]]
    assert sorted(row["age"] for row in by_name) == list(range(20, 32))  # type: ignore[type-var]  # numbers
    assert {row["name"] for row in by_name} == {f"'=1+{number}" for number in range(12)}
    assert {(row["uses.other"], row["uses.music"], row["rank.air"], row["rank.light"], row["rate.sound"]) for row in by_name} == {
        (1, 0, 1, None, None)
    }
    assert {(row["music"], row["gewicht"]) for row in by_name} == {("dont_know", 1)}
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    told = list(book["Freie Texte"].iter_rows(min_row=2, values_only=True))
    assert {(name, text) for _person, name, text in told} == {("uses.other.text", "'@Tanz"), *(("name", f"'=1+{number}") for number in range(12))}


def test_more_rows_than_a_sheet_has_go_on_in_the_next() -> None:
    stream = io.BytesIO()
    assert write_workbook(stream, [Sheet("Daten", ["n"], ([number] for number in range(25)))], most_rows=10) == 25
    book = openpyxl.load_workbook(stream)
    assert book.sheetnames == ["Daten", "Daten 2", "Daten 3"]
    assert [row[0] for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)] == list(range(25))
    with pytest.raises(ValueError, match="do not fit"):
        write_workbook(io.BytesIO(), [Sheet("Daten", ["n"] * 16_385, [])])


@sqlite
def test_the_codebook_for_archives_names_every_column_and_value(session: Session) -> None:
    survey = answered(session)
    root = fromstring(written(session, survey, "xml"))
    space = {"d": "ddi:codebook:2_5"}
    names = [one.get("name") for one in root.iterfind("d:dataDscr/d:var", space)]
    assert names == ["person", *(column.name for column in columns_of(definition_of(version_of(session, survey))))]
    assert root.findtext("d:fileDscr/d:fileTxt/d:dimensns/d:caseQnty", namespaces=space) == "12"
    visits = next(one for one in root.iterfind("d:dataDscr/d:var", space) if one.get("name") == "visits")
    found = {one.findtext("d:catValu", namespaces=space): one.findtext("d:labl", namespaces=space) for one in visits.iterfind("d:catgry", space)}
    assert found == {"often": "Oft", "rarely": "Selten", "never": "Nie"}
    music = next(one for one in root.iterfind("d:dataDscr/d:var", space) if one.get("name") == "music")
    assert music.findtext("d:universe", namespaces=space) == 'visits != "never"'


@sqlite
def test_a_file_is_asked_for_made_fetched_and_deleted(app: Flask, session: Session, browse: Browse) -> None:
    survey = answered(session)
    session.add(SurveyWeighting(survey_id=survey.id, targets={"district": {"north": 70.0, "south": 30.0}}, changed_at=NOON))
    closed(session, survey)
    count_now(session, survey)
    staff = browse(a_person(session, moderates=consultation_of(session, survey)))
    session.commit()
    work(app)
    where = url(session, survey, "/dateien")
    assert staff.get(f"{where}/xlsx").status_code == 404
    assert post(staff, where, {"art": "exe"}).status_code == 422
    assert post(staff, where, {"art": "xlsx"}).status_code == 303
    assert post(staff, where, {"art": "xlsx"}).status_code == 303
    assert "Antworten geschrieben" in staff.get(where).text
    assert work(app) == 1, "asked for twice, it is made once"
    assert "Herunterladen" in staff.get(where).text
    with staff.get(f"{where}/xlsx") as sent:
        book = openpyxl.load_workbook(io.BytesIO(sent.data))
    weights = [row[-1] for row in book["Antworten"].iter_rows(min_row=2, values_only=True)]
    assert sorted(set(weights)) == pytest.approx([0.6, 1.4])
    assert post(staff, where, {"art": "xlsx"}).status_code == 303
    work(app)
    assert len(files(app)) == 1, "the one before is gone"
    with clock.frozen(NOON + timedelta(days=4)):
        work(app, sweep_files)
        assert files(app) == []
    session.expire_all()
    assert staff.get(f"{where}/xlsx").status_code == 410
    assert "Die Datei ist gelöscht" in staff.get(where).text
    if not can_write_sav():
        assert "participation[spss]" in post(staff, where, {"art": "sav"}).text


@sqlite
def test_a_failure_leaves_nothing_and_is_tried_again(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, browse: Browse) -> None:
    survey = answered(session)
    staff = browse(a_person(session, moderates=consultation_of(session, survey)))
    session.commit()
    post(staff, url(session, survey, "/dateien"), {"art": "xml"})
    jobs_of(app).huey.flush()
    [number] = [one.id for one in session.query(SurveyFile)]

    def fails(*_what: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("participation.surveys.file_jobs.write_file", fails)
        with pytest.raises(OSError, match="disk"):
            work(app, lambda: make_file(number))
    session.expire_all()
    assert (session.get_one(SurveyFile, number).state, files(app)) == ("requested", [])
    work(app, sweep_files)
    session.expire_all()
    assert session.get_one(SurveyFile, number).state == "ready"
