"""Answers on their way: kept, checked, sent once, and then nobody's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, NotFound, Refused
from participation.surveys.actions import SurveyTerms, close_due_surveys, edit_survey, publish_survey, replace_questions
from participation.surveys.answer_actions import begin_answering, draft_of, keep_answers, submit_answers, sweep_drafts
from participation.surveys.models import State, Survey, SurveyAnswer, SurveyDraft, SurveyMark, SurveyResponse, SurveyVersion
from participation.surveys.queries import answers_of, definition_of, responses, version_of
from tests.builders import a_consultation, a_resident, an_administrator
from tests.conftest import NOON
from tests.surveys.builders import AFTER, EVERY_KIND, a_survey_draft, an_open_survey, answer, closed, consultation_of, somebody, uploaded

WHOLE = {
    "visits": "often",
    "age": "41",
    "district": "south",
    "music": "dont_know",
    "name": "Turnverein",
    "day": "2026-05-31",
    "uses": ["other", "music"],
    "uses.other": "Tanz",
    "rate": {"seats": "good"},
    "times": {"week": ["day", "night"]},
    "rank": {"light": "2", "price": "1"},
    "money": {"stage": "7", "roof": "3"},
}


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_every_kind_comes_back_as_it_was_checked(session: Session) -> None:
    survey = an_open_survey(session, pages=EVERY_KIND)
    answer(session, survey, WHOLE)
    [found] = answers_of(session, survey, definition_of(version_of(session, survey)))
    assert found == {
        "visits": "often", "age": 41.0, "district": "south", "music": "dont_know", "name": "Turnverein", "day": "2026-05-31",
        "uses": ["music", "other"], "uses.other": "Tanz", "rate": {"seats": "good"}, "times": {"week": ["day", "night"]},
        "rank": ["price", "light"], "money": {"stage": 7.0, "roof": 3.0}, "double": 82.0,
    }  # fmt: skip


def test_an_account_answers_once_and_nothing_leads_from_it_to_the_answers(session: Session) -> None:
    survey, alice = an_open_survey(session, mode="account"), a_resident(session)
    before = count(session, AuditEntry)
    answer(session, survey, {"visits": "often"}, somebody(alice))
    assert (count(session, SurveyMark), count(session, SurveyResponse), count(session, SurveyDraft)) == (1, 1, 0)
    assert count(session, AuditEntry) == before, "the log says nothing of who answers when"
    names = {column.name for table in (SurveyResponse, SurveyAnswer, SurveyMark) for column in table.__table__.columns}
    assert not any("at" in name.split("_") for name in names)
    with pytest.raises(Refused):
        begin_answering(session, somebody(alice), consultation_of(session, survey), survey, NOON)


def test_a_browser_sends_once(session: Session) -> None:
    survey = an_open_survey(session)
    who = answer(session, survey, {"visits": "often"})
    with pytest.raises(NotFound):
        submit_answers(session, who, consultation_of(session, survey), survey, NOON)
    assert responses(session, survey) == 1


def test_what_does_not_fit_is_kept_and_not_sent(session: Session) -> None:
    survey, who = an_open_survey(session), somebody()
    here = consultation_of(session, survey)
    begin_answering(session, who, here, survey, NOON)
    keep_answers(session, who, here, survey, {"visits": "never", "age": "zwölf"}, NOON)
    with pytest.raises(Invalid):
        submit_answers(session, who, here, survey, NOON)
    draft = draft_of(session, survey, who)
    assert draft is not None
    assert draft.answers == {"visits": "never", "age": "zwölf"}
    with pytest.raises(Invalid, match="zu lang"):
        keep_answers(session, who, here, survey, {"why": "x" * 400_000}, NOON)
    keep_answers(session, who, here, survey, {"why": "Zu weit.", "age": None}, NOON)
    assert submit_answers(session, who, here, survey, NOON)


def test_a_hidden_question_is_not_stored(session: Session) -> None:
    survey = an_open_survey(session)
    answer(session, survey, {"visits": "often", "why": "Das schrieb ich vorher.", "music": "4"})
    assert session.scalars(select(SurveyAnswer.value).where(SurveyAnswer.question == "why")).all() == []


def test_trying_a_draft_out_stores_nothing(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    survey, who = a_survey_draft(session, consultation, mode="open"), somebody(staff)
    begin_answering(session, who, consultation, survey, NOON)
    keep_answers(session, who, consultation, survey, {"visits": "often"}, NOON)
    assert submit_answers(session, who, consultation, survey, NOON) is False
    assert (count(session, SurveyResponse), count(session, SurveyMark), count(session, SurveyDraft)) == (0, 0, 0)
    with pytest.raises(NotFound):
        begin_answering(session, somebody(a_resident(session)), consultation, survey, NOON)


def test_the_close_takes_drafts_and_marks_away_and_the_platform_closes_in_time(session: Session) -> None:
    survey, begun = an_open_survey(session, mode="account"), somebody(a_resident(session))
    answer(session, survey, {"visits": "often"})
    begin_answering(session, begun, consultation_of(session, survey), survey, NOON)
    assert close_due_surveys(session, NOON) == 0
    assert close_due_surveys(session, AFTER) == 1
    assert (survey.state, count(session, SurveyMark), count(session, SurveyDraft), responses(session, survey)) == (State.CLOSED, 0, 0, 1)


def test_drafts_go_after_thirty_days_and_with_the_account(app: Flask, session: Session) -> None:
    settings = app.extensions["settings"]
    survey, alice = an_open_survey(session, mode="account"), a_resident(session)
    begin_answering(session, somebody(alice), consultation_of(session, survey), survey, NOON)
    assert sweep_drafts(session, NOON + timedelta(days=30, seconds=-1)) == 0
    delete_account(session, alice, settings, clock.now())
    assert count(session, SurveyDraft) == 0
    answer(session, survey, {"visits": "often"}, somebody(bob := a_resident(session)))
    delete_account(session, bob, settings, clock.now())
    assert (count(session, SurveyMark), responses(session, survey)) == (0, 1)
    begin_answering(session, somebody(a_resident(session)), consultation_of(session, survey), survey, NOON)
    assert sweep_drafts(session, NOON + timedelta(days=31)) == 1


def test_a_published_survey_is_frozen(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    survey = a_survey_draft(session, consultation)
    replace_questions(session, staff, consultation, survey, uploaded(EVERY_KIND), NOON)
    edit_survey(session, staff, consultation, survey, SurveyTerms("Neu", closes_at=AFTER), NOON)
    publish_survey(session, staff, consultation, survey, NOON)
    for act in (
        lambda: replace_questions(session, staff, consultation, survey, uploaded(), NOON),
        lambda: edit_survey(session, staff, consultation, survey, SurveyTerms("Anders"), NOON),
        lambda: publish_survey(session, staff, consultation, survey, NOON),
    ):
        with pytest.raises(Refused):
            act()
    for change in (
        update(SurveyVersion).values(definition="{}"),
        delete(SurveyVersion),
        update(Survey).values(mode="account"),
        delete(Survey),
    ):
        with pytest.raises(DatabaseError, match="frozen"), session.begin_nested():
            session.execute(change)


def test_nothing_is_taken_after_the_close(session: Session) -> None:
    survey, who = an_open_survey(session), somebody()
    here = consultation_of(session, survey)
    begin_answering(session, who, here, survey, NOON)
    with pytest.raises((Refused, Conflict)):
        keep_answers(session, who, here, survey, {"visits": "often"}, AFTER)
    closed(session, survey)
    with pytest.raises(Refused):
        submit_answers(session, who, here, survey, NOON)
