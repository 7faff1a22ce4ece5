"""Reads about results: a kept row each, in a constant number of statements."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.methods.surveys.definition import Survey as Definition
from participation.methods.surveys.results.columns import Column
from participation.methods.surveys.results.packing import unpack
from participation.methods.surveys.results.tallies import Weights
from participation.surveys.result_models import SurveyResult


def result_row(session: Session, survey_id: int) -> SurveyResult | None:
    """The kept result; None for a draft, which has none."""
    return session.scalars(select(SurveyResult).where(SurveyResult.survey_id == survey_id)).one_or_none()


def kept_columns(session: Session, survey_id: int, definition: Definition) -> tuple[dict[str, Column], Weights | None] | None:
    """The answers as they were when the result was counted, and the weights; None where nothing is counted yet."""
    content = session.scalar(select(SurveyResult.columns).where(SurveyResult.survey_id == survey_id))
    return unpack(definition, content) if content is not None else None
