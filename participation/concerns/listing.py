"""Lists of concerns: for everybody, for the map, for an office's queue, for Open311; and the answer clock in sum."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import District
from participation.concerns.filters import Filters
from participation.concerns.models import OPEN, PUBLIC, Concern, ConcernCategory
from participation.followups.models import Office
from participation.kit.pagination import Page, offset
from participation.methods.concerns import Clock
from participation.methods.georeport import Query
from participation.places.models import Place

A_PAGE = 20
ON_MAP = 500
AT_ONCE = 1_000
"""Requests of one Open311 answer."""
IN_FEED, IN_TABLE = 50, 5_000
"""Concerns of a feed, and rows of a table."""
COUNTED = timedelta(days=365)
"""Answers of so long count in the public clock."""

_THERE = Concern.text != ""
"""Whoever left and wanted the own texts removed left an empty one: its page stays under its number, in no list."""
_PUBLIC = (Concern.status.in_(PUBLIC), Concern.hidden_at.is_(None), _THERE)


def late(today: date) -> ColumnElement[bool]:
    """The condition that a concern waits for its first answer beyond the promised day."""
    return and_(Concern.status.in_(OPEN), Concern.answered_at.is_(None), Concern.due_on < today)


def _conditions(filters: Filters, today: date) -> list[Any]:
    found: list[Any] = [*_PUBLIC]
    if filters.status is not None:
        found.append(Concern.status == filters.status)
    if filters.category:
        found.append(Concern.category_id.in_(select(ConcernCategory.id).where(ConcernCategory.code == filters.category)))
    if filters.district:
        found.append(Concern.district_id == filters.district)
    if filters.office:
        found.append(Concern.office_id == filters.office)
    if filters.late:
        found.append(late(today))
    found += [Concern.words.contains(word, autoescape=True) for word in filters.folded]
    return found


def _rows(today: date) -> Any:
    columns = (
        Concern.id,
        Concern.text,
        Concern.status,
        Concern.received_at,
        Concern.due_on,
        Concern.answered_at,
        Concern.hidden_at,
        Concern.address,
        Concern.picture_name,
        ConcernCategory.name.label("category"),
        Office.name.label("office"),
        District.name.label("district"),
        Place.kind.label("place_kind"),
        Place.label.label("place_label"),
        Place.coarse,
        Place.longitude,
        Place.latitude,
        case((late(today), 1), else_=0).label("late"),
    )
    return (
        select(*columns)
        .join(ConcernCategory, ConcernCategory.id == Concern.category_id)
        .join(Office, Office.id == Concern.office_id)
        .outerjoin(District, District.id == Concern.district_id)
        .outerjoin(Place, Place.id == Concern.place_id)
    )


def page_of(session: Session, filters: Filters, number: int, today: date, size: int = A_PAGE) -> Page[Any]:
    """A page of the public list, the newest first, in two statements."""
    conditions = _conditions(filters, today)
    total = session.scalar(select(func.count(Concern.id)).where(*conditions)) or 0
    shown = min(number, max(1, -(-total // size)))
    asked = _rows(today).where(*conditions).order_by(Concern.received_at.desc(), Concern.id.desc())
    return Page(session.execute(asked.limit(size).offset(offset(shown, size))).all(), shown, size, total)


def newest(session: Session, filters: Filters, today: date, most: int) -> Sequence[Any]:
    """The first so many of the public list, the newest first, for feeds and tables; one statement."""
    asked = _rows(today).where(*_conditions(filters, today)).order_by(Concern.received_at.desc(), Concern.id.desc())
    return session.execute(asked.limit(most)).all()


def placed(session: Session, filters: Filters, today: date) -> Sequence[Any]:
    """Those of the list that have a place, the newest first; at most five hundred."""
    asked = _rows(today).where(*_conditions(filters, today), Concern.place_id.is_not(None))
    return session.execute(asked.order_by(Concern.received_at.desc(), Concern.id.desc()).limit(ON_MAP)).all()


def queue_of(session: Session, offices: Collection[int] | None, number: int, today: date, *, open_only: bool, size: int = A_PAGE) -> Page[Any]:
    """A page of what some offices (None: all) have to do, what is due first; or with `open_only` False of all that they ever had, the newest first."""
    conditions: list[Any] = [Concern.status.in_(OPEN if open_only else PUBLIC), _THERE]
    if offices is not None:
        conditions.append(Concern.office_id.in_(list(offices)))
    total = session.scalar(select(func.count(Concern.id)).where(*conditions)) or 0
    shown = min(number, max(1, -(-total // size)))
    unanswered_first = case((Concern.answered_at.is_(None), 0), else_=1)
    order = (unanswered_first, Concern.due_on, Concern.id) if open_only else (Concern.received_at.desc(), Concern.id.desc())
    asked = _rows(today).where(*conditions).order_by(*order)
    return Page(session.execute(asked.limit(size).offset(offset(shown, size))).all(), shown, size, total)


def requests_of(session: Session, query: Query) -> Sequence[Concern]:
    """The concerns that an Open311 query asks for, the newest first; at most a thousand. What is hidden is not among them."""
    asked = select(Concern).where(*_PUBLIC)
    if query.ids:
        asked = asked.where(Concern.id.in_(query.ids))
    else:
        asked = asked.where(Concern.received_at.between(query.begins, query.ends))
        if query.codes:
            asked = asked.where(Concern.category_id.in_(select(ConcernCategory.id).where(ConcernCategory.code.in_(query.codes))))
        if len(set(query.statuses)) == 1:
            is_open = Concern.status.in_(OPEN)
            asked = asked.where(is_open if query.statuses[0] == "open" else ~is_open)
    whole = (joinedload(Concern.category, innerjoin=True), joinedload(Concern.office, innerjoin=True), joinedload(Concern.place))
    return session.scalars(asked.options(*whole).order_by(Concern.received_at.desc(), Concern.id.desc()).limit(AT_ONCE)).all()


def choices_of(session: Session) -> dict[str, list[tuple[Any, str]]]:
    """What the list can be narrowed to: categories, and the offices and districts that have concerns."""
    used = select(Concern.office_id).where(*_PUBLIC)
    where = select(Concern.district_id).where(*_PUBLIC)
    categories = session.execute(select(ConcernCategory.code, ConcernCategory.name).order_by(ConcernCategory.name).limit(300))
    offices = session.execute(select(Office.id, Office.name).where(Office.id.in_(used)).order_by(Office.name).limit(300))
    districts = session.execute(select(District.id, District.name).where(District.id.in_(where)).order_by(District.name).limit(300))
    return {
        "categories": [(row.code, row.name) for row in categories],
        "offices": [(row.id, row.name) for row in offices],
        "districts": [(row.id, row.name) for row in districts],
    }


def clocks_of(session: Session, today: date, now: datetime) -> list[tuple[Any, Clock]]:
    """The answer clock by category: (code, name, office, days, closed_at) rows with what waits for a first answer and the last year's answers."""
    waiting = (
        select(Concern.category_id, func.count(Concern.id).label("waiting"), func.sum(case((late(today), 1), else_=0)).label("late"))
        .where(Concern.status.in_(OPEN), Concern.answered_at.is_(None), _THERE)
        .group_by(Concern.category_id)
    )
    waits = {row.category_id: (row.waiting, int(row.late)) for row in session.execute(waiting)}
    counted = (
        select(Concern.category_id, Concern.answer_days, func.count(Concern.id).label("number"))
        .where(Concern.answered_at > now - COUNTED)
        .group_by(Concern.category_id, Concern.answer_days)
    )
    answers: dict[int, dict[int, int]] = {}
    for row in session.execute(counted):
        answers.setdefault(row.category_id, {})[row.answer_days] = row.number
    columns = (ConcernCategory.id, ConcernCategory.code, ConcernCategory.name, ConcernCategory.days, ConcernCategory.closed_at)
    asked = select(*columns, Office.name.label("office")).join(Office, Office.id == ConcernCategory.office_id)
    rows = session.execute(asked.order_by(ConcernCategory.name).limit(300)).all()
    return [(row, Clock(*waits.get(row.id, (0, 0)), answers.get(row.id, {}))) for row in rows]
