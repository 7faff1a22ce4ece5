"""Lists of measures: for everybody over all consultations, for the map, for feeds and tables, and for the offices."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import District
from participation.consultations.models import Consultation, Stage
from participation.followups.models import Office
from participation.kit.pagination import Page, offset
from participation.measures.filters import Filters
from participation.measures.models import GOING_ON, Measure, MeasureEvent, Milestone, Spending, What
from participation.places.models import Place

A_PAGE = 20
ON_MAP = 500
IN_TABLE = 5000
IN_FEED = 50
IN_PART = 8
TOLD_IN_FEED = (What.MADE, What.STATUS, What.DONE)

_counts = Milestone.dropped_at.is_(None) & (Milestone.measure_id == Measure.id)
_all_steps = select(func.count(Milestone.id)).where(_counts).correlate(Measure).scalar_subquery()
_done_steps = select(func.count(Milestone.id)).where(_counts, Milestone.done_on.is_not(None)).correlate(Measure).scalar_subquery()
_spent = select(func.coalesce(func.sum(Spending.amount), 0)).where(Spending.measure_id == Measure.id).correlate(Measure).scalar_subquery()
_PUBLIC = Consultation.stage != Stage.DRAFT


def late(today: date) -> ColumnElement[bool]:
    """The condition that a measure, or one of its milestones, waits beyond its day."""
    waiting = exists().where(_counts, Milestone.done_on.is_(None), Milestone.planned_on < today)
    return and_(Measure.status.in_(GOING_ON), or_(Measure.until < today, waiting))


def _conditions(filters: Filters, today: date) -> list[Any]:
    found: list[Any] = [_PUBLIC]
    if filters.status is not None:
        found.append(Measure.status == filters.status)
    for column, number in ((Measure.district_id, filters.district), (Measure.office_id, filters.office)):
        if number:
            found.append(column == number)
    if filters.consultation:
        found.append(Consultation.slug == filters.consultation)
    if filters.year:
        first, last = date(filters.year, 1, 1), date(filters.year, 12, 31)
        found.append(exists().where(MeasureEvent.measure_id == Measure.id, MeasureEvent.day.between(first, last)))
    if filters.overdue:
        found.append(late(today))
    found += [Measure.words.contains(word, autoescape=True) for word in filters.folded]
    return found


def _rows(today: date, *more: Any) -> Any:
    done = _done_steps.label("done")
    columns = (
        Measure.id,
        Measure.title,
        Measure.body_html,
        Measure.status,
        Measure.status_on,
        Measure.status_reason,
        Measure.until,
        Measure.budget,
        Measure.made_at,
        Measure.changed_at,
        Office.name.label("office"),
        District.name.label("district"),
        Consultation.title.label("consultation"),
        Consultation.slug,
        _all_steps.label("steps"),
        done,
        case((late(today), 1), else_=0).label("overdue"),
        *more,
    )
    return (
        select(*columns)
        .join(Consultation, Consultation.id == Measure.consultation_id)
        .join(Office, Office.id == Measure.office_id)
        .outerjoin(District, District.id == Measure.district_id)
    )


def page_of(session: Session, filters: Filters, number: int, today: date, size: int = A_PAGE) -> Page[Any]:
    """A page of the public list, what changed last first, in two statements."""
    conditions = _conditions(filters, today)
    total = session.scalar(select(func.count(Measure.id)).join(Consultation, Consultation.id == Measure.consultation_id).where(*conditions)) or 0
    shown = min(number, max(1, -(-total // size)))
    asked = _rows(today).where(*conditions).order_by(Measure.changed_at.desc(), Measure.id.desc())
    return Page(session.execute(asked.limit(size).offset(offset(shown, size))).all(), shown, size, total)


def rows_of_table(session: Session, filters: Filters, today: date) -> Sequence[Any]:
    """The same list for a table, with what was spent; at most five thousand."""
    asked = _rows(today, _spent.label("spent")).where(*_conditions(filters, today))
    return session.execute(asked.order_by(Measure.id).limit(IN_TABLE)).all()


def placed(session: Session, filters: Filters, today: date) -> Sequence[Any]:
    """Those of the list that have a place: the rows with longitude, latitude, label; at most five hundred."""
    asked = _rows(today, Place.longitude, Place.latitude, Place.label).join(Place, Place.id == Measure.place_id)
    return session.execute(asked.where(*_conditions(filters, today)).order_by(Measure.changed_at.desc(), Measure.id.desc()).limit(ON_MAP)).all()


def news_of(session: Session, filters: Filters, today: date) -> Sequence[Any]:
    """What happened last with the measures of a list, for a feed: (event, measure's title, slug, office) rows."""
    asked = (
        select(MeasureEvent, Measure.title, Consultation.slug, Office.name.label("office"))
        .join(Measure, Measure.id == MeasureEvent.measure_id)
        .join(Consultation, Consultation.id == Measure.consultation_id)
        .join(Office, Office.id == Measure.office_id)
        .options(joinedload(MeasureEvent.milestone))
        .where(MeasureEvent.what.in_(TOLD_IN_FEED), *_conditions(filters, today))
    )
    return session.execute(asked.order_by(MeasureEvent.id.desc()).limit(IN_FEED)).all()


def part_of(session: Session, consultation_id: int, today: date) -> Page[Any]:
    """The beginning of one consultation's list, for its overview and results; a draft's too."""
    mine = Measure.consultation_id == consultation_id
    total = session.scalar(select(func.count(Measure.id)).where(mine)) or 0
    asked = _rows(today).where(mine).order_by(Measure.changed_at.desc(), Measure.id.desc()).limit(IN_PART)
    return Page(session.execute(asked).all() if total else (), 1, IN_PART, total)


def all_of(session: Session, consultation_id: int, today: date) -> Sequence[Any]:
    """All measures of a consultation for those who work on them, the overdue first; at most five hundred."""
    asked = _rows(today, Measure.office_id).where(Measure.consultation_id == consultation_id)
    return session.execute(_urgent_first(asked, today).limit(ON_MAP)).all()


def of_offices(session: Session, offices: Collection[int], today: date) -> Sequence[Any]:
    """The measures of some offices, the overdue first; at most five hundred."""
    asked = _rows(today, Measure.office_id).where(Measure.office_id.in_(list(offices)), _PUBLIC)
    return session.execute(_urgent_first(asked, today).limit(ON_MAP)).all()


def number_late(session: Session, offices: Collection[int], today: date) -> int:
    """How many measures of some offices are overdue."""
    if not offices:
        return 0
    return session.scalar(select(func.count(Measure.id)).where(Measure.office_id.in_(list(offices)), late(today))) or 0


def _urgent_first(asked: Any, today: date) -> Any:
    goes_on = case((Measure.status.in_(GOING_ON), 0), else_=1)
    return asked.order_by(case((late(today), 0), else_=1), goes_on, Measure.changed_at.desc(), Measure.id.desc())


def choices_of(session: Session) -> dict[str, list[tuple[Any, str]]]:
    """What the list can be narrowed to: offices, districts and consultations that have measures, and the years in which something happened."""
    public = select(Measure.id).join(Consultation, Consultation.id == Measure.consultation_id).where(_PUBLIC)
    offices = select(Office.id, Office.name).where(Office.id.in_(select(Measure.office_id).where(Measure.id.in_(public)))).order_by(Office.name)
    districts = (
        select(District.id, District.name).where(District.id.in_(select(Measure.district_id).where(Measure.id.in_(public)))).order_by(District.name)
    )
    towns = select(Consultation.slug, Consultation.title).where(_PUBLIC, Consultation.id.in_(select(Measure.consultation_id)))
    years = select(func.min(MeasureEvent.day), func.max(MeasureEvent.day))
    first, last = session.execute(years).one()
    return {
        "offices": [(row.id, row.name) for row in session.execute(offices.limit(300))],
        "districts": [(row.id, row.name) for row in session.execute(districts.limit(300))],
        "consultations": [(row.slug, row.title) for row in session.execute(towns.order_by(Consultation.title).limit(300))],
        "years": [(year, str(year)) for year in range(last.year, first.year - 1, -1)] if first is not None else [],
    }
