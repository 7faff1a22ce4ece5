"""That a result has to be counted again: said by acts in their own transaction, heard by the worker."""

from __future__ import annotations

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from participation.kit.database import table_of
from participation.kit.jobs import enqueue_after_commit
from participation.surveys.models import Survey
from participation.surveys.result_models import SurveyResult

COMPUTE_RESULT = "survey result"
"""The job's name."""
_RESULTS = table_of(SurveyResult)
_OF_SURVEY = update(_RESULTS).where(_RESULTS.c.survey_id == bindparam("survey"))
_AT_ONCE = _OF_SURVEY.where(_RESULTS.c.is_running.is_(False)).values(begun_at=None)
_STALE = _OF_SURVEY.where(_RESULTS.c.is_stale.is_(False)).values(is_stale=True).returning(_RESULTS.c.survey_id)


def begin_result(session: Session, survey: Survey) -> None:
    """A survey was published: from now on it has a result, of nobody yet."""
    session.add(SurveyResult(survey_id=survey.id))
    session.flush()
    enqueue_after_commit(session, COMPUTE_RESULT, survey_id=survey.id)


def mark_stale(session: Session, survey: Survey, *, at_once: bool = False) -> None:
    """Something changed that the result shows. Writes only where nobody said so before, so that answers do not wait for each other.

    `at_once`: the survey was closed or staff wait for it, so that the minute between two counts does not matter.
    """
    session.flush()
    if at_once:
        session.execute(_AT_ONCE, {"survey": survey.id})
    changed = session.execute(_STALE, {"survey": survey.id}).scalar_one_or_none()
    if at_once or changed is not None:
        enqueue_after_commit(session, COMPUTE_RESULT, survey_id=survey.id)
