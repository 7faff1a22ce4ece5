"""Many at once, each in a transaction of its own: sends of one account are one response, steps of several clerks all hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.database import db
from participation.kit.errors import DomainError
from participation.methods.surveys.definition import Kind, Question
from participation.methods.surveys.definition import Survey as Definition
from participation.methods.surveys.editing import add_question, change_question
from participation.surveys.answer_actions import Answering, begin_answering, keep_answers, submit_answers
from participation.surveys.editing_actions import check_mark, edit_questions, mark_of
from participation.surveys.models import Survey, SurveyMark, SurveyResponse
from participation.surveys.queries import definition_of, version_of
from tests.builders import a_consultation, a_resident, an_administrator
from tests.conftest import NOON
from tests.surveys.builders import a_survey_draft, an_open_survey, consultation_of, somebody

AT_ONCE = 20


@pytest.mark.parametrize("mode", ["account", "open"])
def test_twenty_sends_at_once_are_one_response(own_app: Flask, mode: str) -> None:
    with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        survey, alice = an_open_survey(session, mode=mode), a_resident(session)
        who, here = somebody(alice), consultation_of(session, survey)
        begin_answering(session, who, here, survey, NOON)
        keep_answers(session, who, here, survey, {"visits": "often"}, NOON)
        session.commit()
        number, person_id, token = survey.id, alice.id, who.token_hash

    def send(_number: int) -> str:
        with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            survey, person = session.get_one(Survey, number), session.get_one(Person, person_id)
            try:
                submit_answers(session, Answering(person, token), consultation_of(session, survey), survey, NOON)
                session.commit()
            except DomainError as error:
                return type(error).__name__
            return "sent"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = Counter(pool.map(send, range(AT_ONCE)))
    assert outcomes["sent"] == 1, outcomes
    with own_app.app_context(), Session(db.engine) as session:
        assert session.scalar(select(func.count()).select_from(SurveyResponse)) == 1
        assert session.scalar(select(func.count()).select_from(SurveyMark)) == (1 if mode == "account" else 0)


def test_clerks_at_once_lose_nobodys_step(own_app: Flask) -> None:
    """Eight clerks, each with a question of their own: all steps are there. Eight with the same one: the first counts, the others are told."""
    with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        survey, clerk = a_survey_draft(session, a_consultation(session)), an_administrator(session)
        session.commit()
        number, person_id = survey.id, clerk.id
        age = definition_of(version_of(session, survey)).question("age")
    assert age is not None
    mark = mark_of(age)

    def edit(step: Callable[[Definition], Definition]) -> str:
        with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            survey, person = session.get_one(Survey, number), session.get_one(Person, person_id)
            definition_of(version_of(session, survey))  # what the form was made of
            try:
                edit_questions(session, person, consultation_of(session, survey), survey, step, "question", NOON)
                session.commit()
            except DomainError as error:
                return type(error).__name__
            return "kept"

    def added(place: int) -> Callable[[Definition], Definition]:
        return lambda survey: add_question(survey, Question(f"more_{place}", Kind.DATE, {"de": "Wann?"}), "first")

    def renamed(place: int) -> Callable[[Definition], Definition]:
        def step(survey: Definition) -> Definition:
            check_mark(survey.question("age"), mark)
            return change_question(survey, "age", replace(age, text={"de": f"Alter {place}?"}))

        return step

    with ThreadPoolExecutor(8) as pool:
        assert Counter(pool.map(edit, map(added, range(8)))) == {"kept": 8}
        assert Counter(pool.map(edit, map(renamed, range(8)))) == {"kept": 1, "ChangedElsewhere": 7}
    with own_app.app_context(), Session(db.engine) as session:
        found = definition_of(version_of(session, session.get_one(Survey, number)))
    assert sum(question.code.startswith("more_") for question in found.questions) == 8
