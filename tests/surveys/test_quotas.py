"""Quotas are never exceeded, are told as early as the answers tell, and leave no trace of who was counted or turned away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.database import db
from participation.kit.errors import DomainError, Invalid, Refused
from participation.surveys.answer_actions import begin_answering, keep_answers, submit_answers
from participation.surveys.channel_models import SurveyQuota
from participation.surveys.models import Survey, SurveyDraft, SurveyMark, SurveyResponse
from participation.surveys.paper_actions import finish_papers, open_papers, type_paper
from participation.surveys.quota_actions import QuotaFull, drop_quota, quotas_of, set_quota
from tests.builders import a_person, a_resident, an_administrator, post
from tests.conftest import NOON
from tests.surveys.builders import an_open_survey, answer, closed, consultation_of, somebody
from tests.surveys.test_at_once import AT_ONCE

Browse = Callable[[Person | None], FlaskClient]
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OFTEN = [("visits", "often")]


def a_quota(session: Session, survey: Survey, parts: list[tuple[str, str]], most: int) -> SurveyQuota:
    return set_quota(session, an_administrator(session), consultation_of(session, survey), survey, parts, most, NOON)


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_who_comes_after_the_last_place_is_not_stored(session: Session) -> None:
    survey = an_open_survey(session, mode="account")
    answer(session, survey, {"visits": "often"})
    quota, both = a_quota(session, survey, OFTEN, 2), a_quota(session, survey, [("visits", "never"), ("district", "south")], 1)
    assert quota.filled == 1, "who answered before is counted"
    answer(session, survey, {"visits": "often"})
    who, here = somebody(a_resident(session)), consultation_of(session, survey)
    begin_answering(session, who, here, survey, NOON)
    keep_answers(session, who, here, survey, {"visits": "often"}, NOON)
    with pytest.raises(QuotaFull), session.begin_nested():
        submit_answers(session, who, here, survey, NOON)
    assert (count(session, SurveyResponse), count(session, SurveyMark)) == (2, 2)
    answer(session, survey, {"visits": "never", "why": "Weit.", "district": "north"})
    answer(session, survey, {"visits": "never", "why": "Weit.", "district": "south"})
    session.expire_all()
    assert (quota.filled, both.filled) == (2, 1)
    assert set(SurveyQuota.__table__.columns.keys()) == {"id", "survey_id", "parts", "most", "filled"}, "a number, and nothing of who was counted"


def test_what_a_quota_cannot_be(session: Session) -> None:
    survey = an_open_survey(session)
    for _number in range(3):
        answer(session, survey, {"visits": "often"})
    for parts, most, says in (
        ([], 5, "mindestens eine"),
        ([("visits", "daily")], 5, "mindestens eine"),
        ([("why", "x")], 5, "mindestens eine"),
        (OFTEN, 0, "zwischen 1"),
        (OFTEN, 2, "Schon 3 Antworten"),
    ):
        with pytest.raises(Invalid, match=says):
            a_quota(session, survey, parts, most)
    quota = a_quota(session, survey, OFTEN, 3)
    with pytest.raises(Invalid, match="gibt es schon"):
        a_quota(session, survey, OFTEN, 9)
    drop_quota(session, an_administrator(session), consultation_of(session, survey), survey, quota.id, NOON)
    assert list(quotas_of(session, survey)) == []
    closed(session, survey)
    with pytest.raises(Refused, match="geschlossen"):
        a_quota(session, survey, OFTEN, 9)


def test_papers_fill_a_quota_and_are_left_out_when_it_is_full(session: Session) -> None:
    survey, clerk = an_open_survey(session), an_administrator(session)
    quota, here = a_quota(session, survey, OFTEN, 1), consultation_of(session, survey)
    stack = open_papers(session, clerk, here, survey, NOON, twice=False)
    for number in (1, 2):
        type_paper(session, clerk, here, survey, stack, number, {"visits": "often"}, NOON)
    finish_papers(session, clerk, here, survey, stack, NOON)
    session.expire_all()
    assert (stack.counted, stack.left_out, quota.filled, count(session, SurveyResponse)) == (1, 1, 1, 1)


@SQLITE
def test_it_is_told_on_the_page_of_the_question_and_nothing_stays(session: Session, browse: Browse) -> None:
    survey = an_open_survey(session)
    here = consultation_of(session, survey)
    staff, reader = browse(a_person(session, moderates=here)), browse(None)
    session.commit()
    base = f"/beteiligungen/{here.slug}/umfragen/{survey.id}"
    assert post(staff, f"{base}/quoten", {"teil-1": "visits=often", "most": "x"}).status_code == 422
    assert post(staff, f"{base}/quoten", {"teil-1": "visits=often", "most": "1"}).status_code == 303
    answer(session, survey, {"visits": "often"})
    session.commit()
    page = staff.get(f"{base}/quoten").text
    assert "Wie oft sind Sie in der Halle? = Oft" in page
    assert "1 von 1" in page
    post(reader, f"{base}/beginnen")
    assert post(reader, f"{base}/seite/1", {"a-visits": "often"}).location == f"{base}/voll"
    assert "schon genug Menschen" in reader.get(f"{base}/voll").text
    session.expire_all()
    assert (count(session, SurveyDraft), count(session, SurveyResponse)) == (0, 1)
    post(reader, f"{base}/beginnen")
    assert post(reader, f"{base}/seite/1", {"a-visits": "rarely"}).location == f"{base}/seite/2", "whoever mistyped begins again"
    assert post(reader, f"{base}/seite/2", {}).status_code == 303
    assert post(staff, f"{base}/quoten", {"teil-1": "visits=rarely", "most": "1"}).status_code == 303
    answer(session, survey, {"visits": "rarely"})
    session.commit()
    assert post(reader, f"{base}/absenden").location == f"{base}/voll", "also where somebody else was faster"
    session.expire_all()
    assert (count(session, SurveyDraft), count(session, SurveyResponse)) == (0, 2)


def test_many_at_once_never_exceed_a_quota(own_app: Flask) -> None:
    with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        survey = an_open_survey(session)
        a_quota(session, survey, OFTEN, 7)
        a_quota(session, survey, [("visits", "often"), ("district", "south")], 3)
        people, here = [somebody() for _one in range(AT_ONCE)], consultation_of(session, survey)
        for number, who in enumerate(people):
            begin_answering(session, who, here, survey, NOON)
            keep_answers(session, who, here, survey, {"visits": "often", "district": "south" if number % 2 else "north"}, NOON)
        session.commit()
        number = survey.id

    def send(place: int) -> str:
        with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            survey = session.get_one(Survey, number)
            try:
                submit_answers(session, people[place], consultation_of(session, survey), survey, NOON)
                session.commit()
            except DomainError as error:
                session.rollback()
                return type(error).__name__
            return "sent"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = Counter(pool.map(send, range(AT_ONCE)))
    assert outcomes == {"sent": 7, "QuotaFull": AT_ONCE - 7}
    with own_app.app_context(), Session(db.engine) as session:
        assert count(session, SurveyResponse) == 7
        assert session.scalars(select(SurveyQuota.filled).order_by(SurveyQuota.id)).first() == 7
        assert max(session.scalars(select(SurveyQuota.filled - SurveyQuota.most))) <= 0
