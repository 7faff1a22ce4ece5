"""Answers on paper: the form, and how typed papers become answers from which no way leads back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.errors import Conflict, Invalid, Refused
from participation.methods.surveys.conditions import parse
from participation.methods.surveys.formats.as_json import read_json
from participation.surveys.actions import close_due_surveys, close_survey
from participation.surveys.channel_models import PaperStage, SurveyPaper, SurveyPaperBatch
from participation.surveys.condition_words import ConditionWords
from participation.surveys.models import Survey, SurveyResponse
from participation.surveys.paper_actions import differences, discard_papers, finish_papers, open_papers, settle_papers, type_paper
from participation.surveys.paper_form import FormWords, form_pdf, question_numbers
from participation.surveys.queries import answers_of, definition_of, version_of
from tests.builders import a_person, an_administrator, post
from tests.conftest import NOON
from tests.surveys.builders import AFTER, EVERY_KIND, an_open_survey, answer, consultation_of, definition, question

Browse = Callable[[Person | None], FlaskClient]
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SURVEY = read_json(definition(EVERY_KIND).decode()).survey


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ('visits = "never"', "Frage 1 so beantwortet ist: „Nie“"),
        ('visits in ["often", "rarely"] or age < 16', "Frage 1 eines davon ist: „Oft“, „Selten“ oder Frage 3 kleiner ist als 16"),
        (
            'uses contains "music" and (age >= 16 or not answered(name))',
            "bei Frage 8 angekreuzt ist: „Konzerte“ und (Frage 3 mindestens 16 ist oder Frage 6 nicht beantwortet ist)",
        ),
        ('not (uses contains "music")', "bei Frage 8 nicht angekreuzt ist: „Konzerte“"),
        ('rate.seats != "good"', "Frage 9 „Stühle“ anders beantwortet ist als: „Gut“"),
        ('music = "dont_know"', "Frage 5 so beantwortet ist: weiß nicht"),
        ("count(uses) + 1 > 2.5", "Anzahl bei Frage 8 + 1 größer ist als 2,5"),
    ],
)
@SQLITE
def test_a_condition_in_words(app: Flask, condition: str, says: str) -> None:
    with app.test_request_context():
        assert ConditionWords(SURVEY, question_numbers(SURVEY), "de").say(parse(condition)) == says


@SQLITE
def test_the_form_is_a_tagged_pdf_that_says_when_to_skip(app: Flask) -> None:
    with app.test_request_context():
        made = form_pdf(SURVEY, "de", ["7-1-0001", "7-1-0002"], FormWords("Musterstadt", "Die Stadthalle", ["Bis Freitag."], with_code=True, at=NOON))
    assert made.startswith(b"%PDF")
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid" in made


@pytest.fixture
def batch(session: Session) -> tuple[Survey, Person, Person, SurveyPaperBatch]:
    """A survey with a batch that two people enter."""
    survey, one, two = an_open_survey(session, pages=EVERY_KIND), an_administrator(session), an_administrator(session)
    return survey, one, two, open_papers(session, one, consultation_of(session, survey), survey, NOON, twice=True)


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_two_entries_differ_are_settled_and_count_without_a_way_back(
    session: Session, batch: tuple[Survey, Person, Person, SurveyPaperBatch]
) -> None:
    survey, one, two, stack = batch
    here = consultation_of(session, survey)
    typed: list[dict[str, Any]] = [{"visits": "often", "age": "41", "uses": ["music"]}, {"age": "70"}]
    for number, paper in enumerate(typed, 1):
        type_paper(session, one, here, survey, stack, number, paper, NOON)
    with pytest.raises(Refused, match="die ihn angelegt hat"):
        type_paper(session, two, here, survey, stack, 1, typed[0], NOON)
    finish_papers(session, one, here, survey, stack, NOON)
    with pytest.raises(Refused, match="andere Person"):
        type_paper(session, one, here, survey, stack, 1, typed[0], NOON)
    type_paper(session, two, here, survey, stack, 1, {**typed[0], "age": "47"}, NOON)
    with pytest.raises(Conflict, match="fehlen noch: 2"):
        finish_papers(session, two, here, survey, stack, NOON)
    type_paper(session, two, here, survey, stack, 2, typed[1], NOON)
    assert finish_papers(session, two, here, survey, stack, NOON).stage == PaperStage.DIFFERS
    assert differences(session, stack) == [(1, "age", "41", "47")]
    assert count(session, SurveyResponse) == 0, "nothing counts before it is settled"
    with pytest.raises(Conflict, match="nicht gezählt"):
        close_survey(session, one, here, survey, NOON)
    assert close_due_surveys(session, AFTER) == 1
    assert survey.state == "open", "what arrived in time is still typed"
    with pytest.raises(Invalid, match="Bogen 1"):
        settle_papers(session, two, here, survey, stack, {}, NOON)
    settle_papers(session, two, here, survey, stack, {(1, "age"): "second"}, NOON)
    found = list(answers_of(session, survey, definition_of(version_of(session, survey))))
    assert sorted((one["age"], one["visits"]) for one in found if isinstance(one["age"], float)) == sorted([(47.0, "often"), (70.0, None)], key=str)
    assert set(session.scalars(select(SurveyResponse.channel))) == {"paper"}
    assert (count(session, SurveyPaper), stack.counted, stack.stage) == (0, 2, PaperStage.COUNTED)
    with pytest.raises(Conflict, match="gezählt"):
        discard_papers(session, one, here, survey, stack, NOON)


def test_one_entry_counts_at_once_where_no_second_is_wanted(session: Session) -> None:
    survey, one = an_open_survey(session), an_administrator(session)
    here = consultation_of(session, survey)
    answer(session, survey, {"visits": "often"})
    stack = open_papers(session, one, here, survey, NOON, twice=False)
    with pytest.raises(Conflict, match="noch kein Bogen"):
        finish_papers(session, one, here, survey, stack, NOON)
    with pytest.raises(Invalid):
        type_paper(session, one, here, survey, stack, 1, {"visits": "often", "age": "zwölf"}, NOON)
    with pytest.raises(Invalid, match="der Reihe nach"):
        type_paper(session, one, here, survey, stack, 3, {"visits": "often"}, NOON)
    type_paper(session, one, here, survey, stack, 1, {"visits": "often"}, NOON)
    finish_papers(session, one, here, survey, stack, NOON)
    assert sorted(session.scalars(select(SurveyResponse.channel))) == ["paper", "web"]


def test_accounts_do_not_answer_on_paper_and_drafts_take_none(session: Session) -> None:
    survey = an_open_survey(session, mode="account")
    with pytest.raises(Refused, match="von welchem Konto"):
        open_papers(session, an_administrator(session), consultation_of(session, survey), survey, NOON, twice=True)


@SQLITE
def test_a_clerk_types_a_sheet_and_sees_what_does_not_fit(session: Session, browse: Browse) -> None:
    survey = an_open_survey(
        session, pages=[*EVERY_KIND, {"code": "last", "questions": [question("where", "place", "Wo?"), question("f", "file", "Bild?")]}]
    )
    here = consultation_of(session, survey)
    first, second = browse(a_person(session, moderates=here)), browse(a_person(session, moderates=here))
    session.commit()
    base = f"/beteiligungen/{here.slug}/umfragen/{survey.id}/papier"
    assert first.get(f"{base}/formular.pdf?anzahl=999&von=3").data.startswith(b"%PDF")
    stack = post(first, base, {"zweimal": "ja"}).location
    sheet = f"{stack}/bogen/1"
    page = first.get(sheet).text
    assert "1. Wie oft sind Sie in der Halle?" in page
    assert "a-f-datei" not in page, "paper has no files"
    wrong = post(first, sheet, {"a-age": "200", "a-visits": "often", "a-where-punkt": "1, 1"})
    assert wrong.status_code == 422
    assert 'href="#a-age"' in wrong.text
    assert "nicht ganz in der Stadt" in wrong.text
    assert 'value="200"' in wrong.text
    assert post(first, sheet, {"a-age": "20", "naechster": "ja"}).location == f"{stack}/bogen/2"
    assert "1 Frage ohne Antwort" in first.get(stack).text
    assert first.get(f"{stack}/bogen/3").status_code == 404
    assert "Hier ist jemand anderes dran" in second.get(sheet).text
    assert post(first, f"{stack}/abschliessen").status_code == 303
    assert 'value="20"' not in second.get(sheet).text, "the second person does not see the first entry"
    post(second, sheet, {"a-age": "21"})
    post(second, f"{stack}/abschliessen")
    differs = second.get(stack).text
    assert "Erste Eingabe: 20" in differs
    assert post(second, f"{stack}/klaeren", {"wahl-1-age": "x"}).status_code == 422
    assert post(second, f"{stack}/klaeren", {"wahl-1-age": "second"}).status_code == 303
    assert "Gezählt" in second.get(stack).text
    session.expire_all()
    [found] = answers_of(session, survey, definition_of(version_of(session, survey)))
    assert found["age"] == 21.0
