"""A survey that was held elsewhere: its questions and finished responses, closed from the beginning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.surveys.actions import SurveyTerms, close_survey, draft_survey, publish_survey
from participation.surveys.answer_actions import store_response
from participation.surveys.models import Mode, Survey, SurveyAnswer, SurveyResponse
from participation.surveys.queries import version_of
from participation.surveys.rules import may_draft_survey
from participation.surveys.stale import mark_stale
from participation.surveys.uploading import Uploaded


def take_in_survey(
    session: Session,
    actor: Person,
    consultation: Consultation,
    uploaded: Uploaded,
    introduction: str,
    responses: Sequence[Mapping[str, Any]],
    now: datetime,
) -> Survey:
    """Make the survey, put the responses in under random keys and close it; nobody can answer in between. Raises Invalid, Refused."""
    terms = SurveyTerms(introduction=introduction, mode=Mode.CODE, closes_at=now + timedelta(minutes=1))
    survey = draft_survey(session, actor, consultation, uploaded, terms, now)
    publish_survey(session, actor, consultation, survey, now)
    version = version_of(session, survey)
    for answers in responses:
        store_response(session, survey, version, answers)
    return close_survey(session, actor, consultation, survey, now)


def empty_survey(session: Session, actor: Person, consultation: Consultation, survey_id: int, said: str) -> None:
    """Take the responses of such a survey away again. Its questions stay, frozen as those of every published one; `said` stands above them then."""
    demand(may_draft_survey(actor, consultation))
    survey = session.get_one(Survey, survey_id, with_for_update=True)
    own = select(SurveyResponse.key).where(SurveyResponse.survey_id == survey_id)
    session.execute(delete(SurveyAnswer).where(SurveyAnswer.response_key.in_(own)))
    session.execute(delete(SurveyResponse).where(SurveyResponse.survey_id == survey_id))
    survey.introduction, survey.introduction_html = said, to_html(said)
    mark_stale(session, survey, at_once=True)
