"""Files on their way in: everything wrong is told with its place; what cannot be asked here is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.methods.surveys.files import read_survey, write_survey
from participation.surveys.models import Survey
from participation.surveys.queries import version_of
from participation.surveys.uploading import MOST_FIELDS, Unusable, read_upload
from tests.builders import a_consultation, a_person, post
from tests.surveys.builders import EVERY_KIND, SHORT, a_survey_draft, definition, question, texts

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Browse = Callable[[Person | None], FlaskClient]


def refused(content: bytes) -> str:
    with pytest.raises(Unusable) as error:
        read_upload(content)
    return error.value.message


def with_macros() -> bytes:
    content = io.BytesIO(write_survey(read_survey(definition()).survey, ".xlsx").content)
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub x()")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "leer"),
        (b"hallo", "unbekannt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><document>&a;</document>", ""),
        (definition([{"code": "p", "questions": [question("plan", "file", "Ein Plan?", endings=["dwg", "zip"])]}]), "Möglich sind: jpg"),
        (definition([{"code": "p", "questions": [question("a", "number", "A?", condition="b = 1")]}]), "pages[0].questions[0].condition"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(content: bytes, says: str) -> None:
    assert says in refused(content)


def test_macros_are_refused() -> None:
    assert "Makros" in refused(with_macros())


def test_a_page_with_more_fields_than_a_form_may_have_is_refused() -> None:
    options = texts(**{f"o{number}": str(number) for number in range(50)})
    rows = [{"code": f"r{number}", "text": {"de": str(number)}} for number in range(MOST_FIELDS // 50 + 1)]
    assert "mehrere Seiten" in refused(definition([{"code": "p", "questions": [question("m", "matrix-multiple", "M?", rows=rows, options=options)]}]))


def upload(browser: FlaskClient, url: str, content: bytes, name: str, **more: str) -> tuple[int, str]:
    response = post(browser, url, {"file": (io.BytesIO(content), name), "mode": "open", **more}, content_type="multipart/form-data")
    return response.status_code, response.text if response.status_code == 422 else browser.get(response.location).text


@SQLITE
def test_a_clerk_uploads_a_workbook_and_sees_what_was_not_carried_over(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    browser = browse(a_person(session, moderates=consultation))
    url = f"/beteiligungen/{consultation.slug}/umfragen/neu"
    never = [*SHORT[:1], {"code": "x", "questions": [question("lost", "number", "Nie?", condition='visits = "often" and visits = "never"')]}]
    content = write_survey(read_survey(definition(never)).survey, ".xlsx").content
    status, page = upload(browser, url, content, "umfrage.xlsx")
    assert status == 303
    assert "Die Stadthalle" in page
    assert "lost" in page, "a question that nobody reaches is named"
    survey = session.scalars(select(Survey)).one()
    assert survey.title == "Die Stadthalle"
    assert version_of(session, survey).frozen_at is None


@SQLITE
def test_all_faults_are_listed_and_nothing_is_kept(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    browser = browse(a_person(session, moderates=consultation))
    url = f"/beteiligungen/{consultation.slug}/umfragen/neu"
    wrong = [{"code": "p", "questions": [question("a", "number", "A?", condition="b = 1"), question("a", "single", "Noch einmal?")]}]
    status, page = upload(browser, url, definition(wrong), "umfrage.json")
    assert status == 422
    assert page.count("pages[0].questions[") >= 3
    assert session.scalars(select(Survey)).all() == []
    assert "Bitte wählen Sie eine Datei aus" in post(browser, url, {"mode": "open"}).text
    assert upload(browser, url, definition(), "x.json", mode="alle")[0] == 422
    assert upload(browser, url, definition(), "x.json", opens_at="2026-10-20T10:00", closes_at="2026-10-19T10:00")[0] == 422


@SQLITE
def test_another_file_takes_the_place_of_the_drafts_questions(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    survey = a_survey_draft(session, consultation)
    browser = browse(a_person(session, moderates=consultation))
    base = f"/beteiligungen/{consultation.slug}/umfragen/{survey.id}"
    assert upload(browser, f"{base}/fragen", definition(EVERY_KIND), "neu.json")[0] == 303
    preview = browser.get(f"{base}/vorschau").text
    assert "Wofür soll Geld da sein?" in preview
    assert "Nur gezeigt, wenn: visits = &#34;never&#34;" in preview
    assert post(browser, f"{base}/veroeffentlichen").status_code == 303
    assert post(browser, f"{base}/fragen").status_code == 403
