"""A free text that was released can be reported, hidden and cut; hidden, it is nowhere for the public, at the same number of statements."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.texts import Standing
from participation.kit import clock
from participation.kit.errors import Conflict, Invalid, NotFound, Refused
from participation.moderation.models import Measure
from participation.moderation.queries import log_lines
from participation.surveys.actions import release_text
from participation.surveys.exporting import Source, write_file
from participation.surveys.models import Survey, SurveyAnswer
from participation.surveys.queries import definition_of, version_of
from participation.surveys.source import FreeTexts
from participation.surveys.text_models import SurveyText
from participation.surveys.text_queries import HIDDEN, released_texts
from tests.builders import a_consultation, a_person, an_administrator, post
from tests.moderation.builders import report, rule
from tests.surveys.builders import EVERY_KIND, an_open_survey, answer, closed, count_now

UGLY = "Herr Maier aus der Gasse 7 ist ein Dieb"


@pytest.fixture
def here(session: Session) -> Consultation:
    """Where it is asked."""
    return a_consultation(session)


@pytest.fixture
def survey(session: Session, here: Consultation) -> Survey:
    """A closed survey whose result is published, with two released texts."""
    survey = an_open_survey(session, here, EVERY_KIND, title="Die Halle", publishes=True)
    for number in range(30):
        answer(
            session,
            survey,
            {"visits": "often", "district": "north", "age": "40", "name": UGLY if number == 7 else f"Verein {number}", "rank": ["air"]},
        )
    closed(session, survey)
    for value in (UGLY, "Verein 9"):
        key = session.scalars(select(SurveyAnswer.response_key).where(SurveyAnswer.value == value)).one()
        release_text(session, an_administrator(session), here, survey, "name", key, clock.now())
    count_now(session, survey)
    return survey


def _number(session: Session, value: str = UGLY) -> int:
    key = session.scalars(select(SurveyAnswer.response_key).where(SurveyAnswer.value == value)).one()
    return session.query(SurveyText).filter_by(response_key=key, question="name").one().id


def _hide(session: Session, here: Consultation) -> int:
    number = _number(session)
    rule(session, an_administrator(session), here, "answer", number, Measure.HIDE, "Nennt einen Menschen.")
    return number


def test_only_released_texts_can_be_reported(session: Session, here: Consultation, survey: Survey) -> None:
    assert session.query(SurveyText).count() == 2
    case = report(session, None, here, "answer", _number(session))
    assert case.author_id is None
    with pytest.raises(NotFound):
        report(session, None, here, "answer", 999)


def test_hidden_it_is_nowhere_for_the_public(
    session: Session, here: Consultation, survey: Survey, browse: Callable[[Person | None], FlaskClient]
) -> None:
    url = f"/beteiligungen/{here.slug}/umfragen/{survey.id}/ergebnis"
    session.commit()
    before = browse(None).get(url).text
    assert UGLY in before
    assert f"/melden/answer/{_number(session)}" in before
    number = _hide(session, here)
    session.commit()
    page = browse(None).get(url).text
    assert UGLY not in page
    assert "Nennt einen Menschen." in page
    assert "Verein 9" in page
    assert released_texts(session, survey) == {"name": ["Verein 9"]}
    found = FreeTexts()
    assert UGLY not in {text.words for text in found.page(session, here, "", 100)}
    assert found.find(session, here, "Maier", 10) == []
    assert found.count(session, here) == 29
    answer = session.get_one(SurveyText, number)
    (cited,) = found.by_refs(session, here, [f"{answer.response_key.hex()}:name"])
    assert (cited.standing, cited.words) == (Standing.HIDDEN, "")
    assert [(line.kind, line.measure) for line in log_lines(session)] == [("answer", "hide")]


def test_files_hold_a_cover_in_its_place(session: Session, here: Consultation, survey: Survey) -> None:
    _hide(session, here)
    stream = io.BytesIO()
    write_file(Source(session, survey, definition_of(version_of(session, survey)), lambda done: None), "xlsx", stream)
    cells = [str(cell) for sheet in load_workbook(stream) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert not any("Maier" in cell for cell in cells)
    assert cells.count(HIDDEN) == 2  # in the table and among the texts
    assert "Verein 8" in cells


def test_the_page_costs_the_same_with_and_without(
    session: Session,
    here: Consultation,
    survey: Survey,
    browse: Callable[[Person | None], FlaskClient],
    count_statements: Callable[[], AbstractContextManager],  # type: ignore[type-arg]
) -> None:
    url, browser = f"/beteiligungen/{here.slug}/umfragen/{survey.id}/ergebnis", browse(None)
    session.commit()
    browser.get(url)
    with count_statements() as before:
        browser.get(url)
    _hide(session, here)
    session.commit()
    browser.get(url)
    with count_statements() as after:
        browser.get(url)
    assert before.count == after.count > 0


def test_shown_again_and_hidden_twice(session: Session, here: Consultation, survey: Survey) -> None:
    number = _hide(session, here)
    with pytest.raises(Conflict):
        rule(session, an_administrator(session), here, "answer", number, Measure.HIDE, "Noch einmal.")
    rule(session, an_administrator(session), here, "answer", number, Measure.KEEP)
    assert UGLY in released_texts(session, survey)["name"]
    with pytest.raises(Invalid):
        rule(session, an_administrator(session), here, "answer", number, Measure.WARN, "Niemand zu verwarnen.")


def test_personal_data_goes_out_of_the_answer_for_good(session: Session, here: Consultation, survey: Survey) -> None:
    number = _number(session)
    rule(session, an_administrator(session), here, "answer", number, Measure.CUT, "Ein Name.", passages="Herr Maier aus der Gasse 7")
    assert released_texts(session, survey)["name"].count("[…] ist ein Dieb") == 1
    assert session.scalars(select(SurveyAnswer).where(SurveyAnswer.value.contains("Maier"))).all() == []


def test_who_moderates_elsewhere_decides_nothing(
    session: Session, here: Consultation, survey: Survey, browse: Callable[[Person | None], FlaskClient]
) -> None:
    stranger, number = a_person(session, moderates=a_consultation(session)), _number(session)
    with pytest.raises(Refused):
        rule(session, stranger, here, "answer", number, Measure.HIDE, "Weil.")
    session.commit()
    assert post(browse(stranger), f"/moderation/answer/{number}", {"measure": "hide", "facts": "Weil."}).status_code == 403
    moderator = a_person(session, moderates=here)
    session.commit()
    page = browse(moderator).get(f"/moderation/answer/{number}")
    assert UGLY in page.text
    assert post(browse(moderator), f"/moderation/answer/{number}", {"measure": "hide", "facts": "Nennt einen Menschen."}).status_code == 303
