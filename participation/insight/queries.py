"""Reads of insight: kept counts, the town, costs, and what everybody may see of surveys with shares of the town."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from participation.accounts.models import District
from participation.consultations.models import Consultation, Stage
from participation.insight.models import Cost, DistrictPeople, InsightCount
from participation.kit.errors import NotFound
from participation.surveys.models import State, Survey, SurveyVersion
from participation.surveys.result_models import SurveyResult, SurveyWeighting

EVERY = timedelta(hours=20)
AT_A_TIME = 20
MOST_COMPARED = 20
MOST_SURVEYS = 5
_other = aliased(SurveyVersion)


def count_of(session: Session, consultation_id: int) -> InsightCount | None:
    """A consultation's kept counts."""
    return session.get(InsightCount, consultation_id)


def due_counts(session: Session, now: datetime) -> Sequence[int]:
    """Consultations that nobody counted for most of a day; of closed ones once more after the close."""
    open_or_not_since = or_(Consultation.closed_at.is_(None), InsightCount.looked_at < Consultation.closed_at)
    due = or_(InsightCount.looked_at.is_(None), (InsightCount.looked_at <= now - EVERY) & open_or_not_since)
    statement = select(Consultation.id).outerjoin(InsightCount, InsightCount.consultation_id == Consultation.id)
    return session.scalars(statement.where(Consultation.stage != Stage.DRAFT, due).order_by(Consultation.id).limit(AT_A_TIME)).all()


def town_people(session: Session) -> Sequence[Any]:
    """All districts with how many live there: rows of id, name, people, source."""
    columns = (District.id, District.name, DistrictPeople.people, DistrictPeople.source)
    statement = select(*columns).outerjoin(DistrictPeople, DistrictPeople.district_id == District.id)
    return session.execute(statement.order_by(District.position, District.name).limit(200)).all()


def costs_of(session: Session, consultation_id: int) -> Sequence[Cost]:
    """What a consultation cost, the latest first."""
    return session.scalars(select(Cost).where(Cost.consultation_id == consultation_id).order_by(Cost.day.desc(), Cost.id.desc()).limit(500)).all()


def cost_of(session: Session, consultation_id: int, cost_id: int) -> Cost:
    """One item. Raises NotFound."""
    found = session.get(Cost, cost_id)
    if found is None or found.consultation_id != consultation_id:
        raise NotFound
    return found


def cost_sums(session: Session, consultation_ids: Collection[int]) -> dict[int, int]:
    """All costs of consultations in cents; one statement."""
    statement = select(Cost.consultation_id, func.sum(Cost.cents)).where(Cost.consultation_id.in_(consultation_ids)).group_by(Cost.consultation_id)
    return {number: int(cents) for number, cents in session.execute(statement)}


def compared(session: Session) -> Sequence[tuple[Consultation, InsightCount | None]]:
    """The newest consultations with their kept counts."""
    statement = (
        select(Consultation, InsightCount)
        .outerjoin(InsightCount, InsightCount.consultation_id == Consultation.id)
        .where(Consultation.stage != Stage.DRAFT)
        .options(selectinload(Consultation.phases))
        .order_by(Consultation.published_at.desc(), Consultation.id.desc())
        .limit(MOST_COMPARED)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def weighed_surveys(session: Session, consultation_id: int, *, public_only: bool) -> Sequence[Any]:
    """Surveys for which the town's shares were entered: rows of id, title, definition, data, targets, source. For everyone only results that are out."""
    newest = select(func.max(_other.number)).where(_other.survey_id == Survey.id, _other.frozen_at.is_not(None)).correlate(Survey)
    statement = (
        select(Survey.id, Survey.title, SurveyVersion.definition, SurveyResult.data, SurveyWeighting.targets, SurveyWeighting.source)
        .join(SurveyWeighting, SurveyWeighting.survey_id == Survey.id)
        .join(SurveyResult, SurveyResult.survey_id == Survey.id)
        .join(SurveyVersion, (SurveyVersion.survey_id == Survey.id) & (SurveyVersion.number == newest.scalar_subquery()))
        .where(Survey.consultation_id == consultation_id, Survey.state != State.DRAFT, SurveyResult.version > 0)
    )
    if public_only:
        statement = statement.where(Survey.state == State.CLOSED, Survey.publishes.is_(True))
    return session.execute(statement.order_by(case((Survey.state == State.CLOSED, 0), else_=1), Survey.id).limit(MOST_SURVEYS)).all()
