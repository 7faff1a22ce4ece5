"""Reads about one measure and all that belongs to it, each in one statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import District, Person
from participation.followups.models import Office
from participation.kit.errors import NotFound
from participation.measures.models import (
    Measure,
    MeasureDocument,
    MeasureEvent,
    MeasureOrigin,
    MeasurePicture,
    Milestone,
    Origin,
    Spending,
    What,
)
from participation.methods.measures import Money, Step

MOST_SHOWN = 300
"""Rows of a history: the oldest of a longer one are left out on the page."""
_WHOLE = (
    joinedload(Measure.office, innerjoin=True),
    joinedload(Measure.district),
    joinedload(Measure.place),
)


def measure_by_id(session: Session, consultation_id: int, measure_id: int, *, lock: bool = False) -> Measure:
    """A measure of a consultation with its office, district and place. Raises NotFound. `lock`: others who change it wait."""
    if lock:
        session.execute(select(Measure.id).where(Measure.id == measure_id).with_for_update())
    asked = select(Measure).where(Measure.id == measure_id, Measure.consultation_id == consultation_id).options(*_WHOLE)
    found = session.scalars(asked.execution_options(populate_existing=True) if lock else asked).one_or_none()
    if found is None:
        raise NotFound
    return found


def milestones_of(session: Session, measure_id: int) -> Sequence[Milestone]:
    """Its milestones in the order of their days, those that were given up too."""
    asked = select(Milestone).where(Milestone.measure_id == measure_id).order_by(Milestone.planned_on, Milestone.id)
    return session.scalars(asked.limit(MOST_SHOWN)).all()


def milestone_of(session: Session, measure: Measure, milestone_id: int) -> Milestone:
    """One of them. Raises NotFound."""
    found = session.scalars(select(Milestone).where(Milestone.id == milestone_id, Milestone.measure_id == measure.id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def steps_of(milestones: Sequence[Milestone]) -> list[Step]:
    """The milestones that count, as the methods take them."""
    return [Step(one.planned_on, one.done_on) for one in milestones if one.dropped_at is None]


def events_of(session: Session, measure_id: int) -> Sequence[MeasureEvent]:
    """What happened with it, the newest first."""
    asked = select(MeasureEvent).where(MeasureEvent.measure_id == measure_id).options(joinedload(MeasureEvent.milestone))
    return session.scalars(asked.order_by(MeasureEvent.day.desc(), MeasureEvent.id.desc()).limit(MOST_SHOWN)).all()


def moves_of(events: Sequence[MeasureEvent]) -> dict[int, list[MeasureEvent]]:
    """For each milestone the times that it was moved, the oldest first."""
    found: dict[int, list[MeasureEvent]] = {}
    for event in reversed(events):
        if event.what == What.MOVED and event.milestone_id is not None:
            found.setdefault(event.milestone_id, []).append(event)
    return found


def spending_of(session: Session, measure_id: int) -> Sequence[Spending]:
    """What was spent, the oldest first."""
    asked = select(Spending).where(Spending.measure_id == measure_id).order_by(Spending.spent_on, Spending.id)
    return session.scalars(asked.limit(MOST_SHOWN * 4)).all()


def money(measure: Measure, entries: Sequence[Spending]) -> Money:
    """Plan and spending, in cents."""
    return Money(measure.budget, sum(entry.amount for entry in entries))


def pictures_of(session: Session, measure_id: int) -> Sequence[MeasurePicture]:
    """Its pictures in the order in which they came."""
    return session.scalars(select(MeasurePicture).where(MeasurePicture.measure_id == measure_id).order_by(MeasurePicture.id).limit(50)).all()


def documents_of(session: Session, measure_id: int) -> Sequence[MeasureDocument]:
    """Its documents in the order in which they came."""
    return session.scalars(select(MeasureDocument).where(MeasureDocument.measure_id == measure_id).order_by(MeasureDocument.id).limit(100)).all()


def picture_of(session: Session, measure: Measure, picture_id: int) -> MeasurePicture:
    """One of its pictures. Raises NotFound."""
    found = session.scalars(select(MeasurePicture).where(MeasurePicture.id == picture_id, MeasurePicture.measure_id == measure.id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def document_of(session: Session, measure: Measure, document_id: int) -> MeasureDocument:
    """One of its documents. Raises NotFound."""
    found = session.scalars(select(MeasureDocument).where(MeasureDocument.id == document_id, MeasureDocument.measure_id == measure.id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def has_picture(session: Session, stored_name: str) -> bool:
    """Whether a measure has a picture of this name."""
    return session.scalar(select(MeasurePicture.id).where(MeasurePicture.stored_name == stored_name)) is not None


def document_by_name(session: Session, stored_name: str) -> MeasureDocument:
    """A measure's document by its file's name. Raises NotFound."""
    found = session.scalars(select(MeasureDocument).where(MeasureDocument.stored_name == stored_name)).one_or_none()
    if found is None:
        raise NotFound
    return found


def nodes_of(session: Session, measure_id: int) -> list[tuple[Origin, int]]:
    """What it came from, by kind and number, in the order in which it was said."""
    rows = session.execute(
        select(MeasureOrigin.kind, MeasureOrigin.subject_id).where(MeasureOrigin.measure_id == measure_id).order_by(MeasureOrigin.id)
    )
    return [(Origin(row.kind), row.subject_id) for row in rows]


def became_of(session: Session, kind: Origin, numbers: Collection[int]) -> Sequence[Any]:
    """The measures that came from some things of a kind, the oldest first: subject_id, id, title, status, status_on."""
    asked = (
        select(MeasureOrigin.subject_id, Measure.id, Measure.title, Measure.status, Measure.status_on)
        .join(Measure, Measure.id == MeasureOrigin.measure_id)
        .where(MeasureOrigin.kind == kind, MeasureOrigin.subject_id.in_(list(numbers)))
    )
    return session.execute(asked.order_by(Measure.id).limit(MOST_SHOWN)).all()


def office_choices(session: Session, only: Collection[int] | None = None, present: int | None = None) -> dict[int, str]:
    """The offices that can be responsible, by name; `only` some of them; `present` also where it is closed."""
    asked = select(Office.id, Office.name).where(Office.closed_at.is_(None) | (Office.id == (present or 0)))
    if only is not None:
        asked = asked.where(Office.id.in_([*only, present or 0]))
    return {row.id: row.name for row in session.execute(asked.order_by(Office.name).limit(500))}


def district_choices(session: Session) -> dict[int, str]:
    """All districts by name."""
    return {row.id: row.name for row in session.execute(select(District.id, District.name).order_by(District.name).limit(500))}


def written_by(session: Session, person: Person) -> dict[str, list[dict[str, Any]]]:
    """For the data download: what somebody of the staff entered about measures."""
    events = select(MeasureEvent.measure_id, MeasureEvent.what, MeasureEvent.reason, MeasureEvent.written_at).where(
        MeasureEvent.written_by_id == person.id
    )
    entries = select(Spending.measure_id, Spending.purpose, Spending.amount, Spending.entered_at).where(Spending.entered_by_id == person.id)
    found = {"measure_events": events.order_by(MeasureEvent.id).limit(5000), "measure_spending": entries.order_by(Spending.id).limit(5000)}
    return {name: [dict(row._mapping) for row in session.execute(asked)] for name, asked in found.items()}
