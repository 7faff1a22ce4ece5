"""Who may answer, run and read a survey: person × moment, as tables."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation, Stage
from participation.kit import clock
from participation.surveys.models import Survey
from participation.surveys.rules import may_answer, may_change_survey, may_publish_survey, may_read_answers, may_see_result, may_see_survey
from tests.builders import a_consultation, a_person, a_resident, an_administrator
from tests.conftest import NOON
from tests.surveys.builders import AFTER, CLOSES, OPENS, a_survey_draft, an_open_survey, closed

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
KINDS = ("reader", "unconfirmed", "resident", "blocked", "moderator", "administrator")


def somebody(session: Session, kind: str, consultation: Consultation) -> Person | None:
    if kind == "reader":
        return None
    if kind == "administrator":
        return an_administrator(session)
    if kind == "moderator":
        return a_person(session, moderates=consultation)
    person = a_person(session, confirmed=kind != "unconfirmed", role=Role.RESIDENT)
    if kind == "blocked":
        person.blocked_at = clock.now()
    return person


@pytest.mark.parametrize(
    ("mode", "moment", "expected"),
    [
        ("account", OPENS - timedelta(seconds=1), "beginnt beginnt beginnt gesperrt beginnt beginnt"),
        ("account", OPENS, "sign-in confirm yes gesperrt yes yes"),
        ("account", CLOSES - timedelta(seconds=1), "sign-in confirm yes gesperrt yes yes"),
        ("account", CLOSES, "beendet beendet beendet gesperrt beendet beendet"),
        ("open", OPENS - timedelta(seconds=1), "beginnt beginnt beginnt gesperrt beginnt beginnt"),
        ("open", NOON, "yes confirm yes gesperrt yes yes"),
        ("open", AFTER, "beendet beendet beendet gesperrt beendet beendet"),
    ],
)
def test_who_may_answer_when(session: Session, mode: str, moment: datetime, expected: str) -> None:
    consultation = a_consultation(session)
    survey = an_open_survey(session, consultation, mode=mode)
    for kind, word in zip(KINDS, expected.split(), strict=True):
        verdict = may_answer(somebody(session, kind, consultation), consultation, survey, moment)
        found = "yes" if verdict else verdict.remedy or verdict.reason
        assert word in found, (kind, found)


def test_once_is_enough_and_a_closed_consultation_takes_nothing(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    survey = an_open_survey(session, consultation)
    assert "schon beantwortet" in may_answer(alice, consultation, survey, NOON, answered=True).reason
    consultation.stage = Stage.CLOSED
    assert "beendet" in may_answer(alice, consultation, survey, NOON).reason


def _seen(survey: Survey, consultation: Consultation, person: Person | None) -> str:
    verdict = may_see_result(person, consultation, survey)
    return "yes" if verdict else "hidden" if verdict.hidden else "no"


def test_a_draft_is_hidden_and_results_are_for_whom_they_were_promised(session: Session) -> None:
    consultation = a_consultation(session)
    moderator, elsewhere = a_person(session, moderates=consultation), a_person(session, moderates=a_consultation(session))
    draft, running, secret = (
        a_survey_draft(session, consultation),
        an_open_survey(session, consultation),
        closed(session, an_open_survey(session, consultation, publishes=False)),
    )
    told = closed(session, an_open_survey(session, consultation))
    for person in (None, a_resident(session), elsewhere, a_person(session, role=Role.OFFICE)):
        assert may_see_survey(person, consultation, draft).hidden
        assert [_seen(one, consultation, person) for one in (draft, running, secret, told)] == ["hidden", "no", "no", "yes"]
        assert not may_read_answers(person, consultation, told)
    assert [_seen(one, consultation, moderator) for one in (draft, running, secret, told)] == ["no", "yes", "yes", "yes"]
    assert may_read_answers(moderator, consultation, running)
    assert not may_read_answers(moderator, consultation, draft)


def test_only_a_draft_with_an_end_in_a_published_consultation_is_published(session: Session) -> None:
    consultation = a_consultation(session)
    moderator = a_person(session, moderates=consultation)
    survey = a_survey_draft(session, consultation)
    assert may_publish_survey(moderator, consultation, survey, NOON)
    assert "Vergangenheit" in may_publish_survey(moderator, consultation, survey, AFTER).reason
    survey.closes_at = None
    assert "bis wann" in may_publish_survey(moderator, consultation, survey, NOON).reason
    assert "festgeschrieben" in may_change_survey(moderator, consultation, an_open_survey(session, consultation)).reason
    hidden = a_consultation(session, stage=Stage.DRAFT)
    assert "Beteiligung" in may_publish_survey(an_administrator(session), hidden, a_survey_draft(session, hidden), NOON).reason
