"""An office's day: what is overdue, due today, due soon, new, waiting for release, reminded of; and where a note names the reader. Reads only.

Nothing here is set by anybody's hand: a task moves from one part to the next as the days pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.followups.models import AT_THE_OFFICE, AnswerPlan, Assignment, NoteMention, Office, OfficeMember, Stand, WorkNote
from participation.followups.release_queries import releases_where
from participation.followups.things import IS_PUBLIC, KIND, REFERENCE, TITLE, with_things
from participation.kit.dates import city_zone
from participation.kit.language import LazyText, lazy

SHOWN = 10
"""Of each part; the whole list is the page of what waits for whom."""
SOON = timedelta(days=7)
LOOK_BACK = timedelta(days=14)
"""How far back mentions and reminders go."""


class Section(StrEnum):
    """The parts of the day; the values are what addresses say."""

    LATE = "ueberfaellig"
    TODAY = "heute"
    SOON = "bald"
    NEW = "neu"
    REMINDED = "erinnert"


SECTION_NAMES: dict[Section, LazyText] = {
    Section.LATE: lazy("Überfällig"),
    Section.TODAY: lazy("Heute fällig"),
    Section.SOON: lazy("Fällig in den nächsten sieben Tagen"),
    Section.NEW: lazy("Neu: noch nicht begonnen"),
    Section.REMINDED: lazy("Erinnerungen der letzten zwei Wochen"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: how many there are, and the first of them."""

    section: Section
    total: int
    rows: Sequence[Any]


def day_of(session: Session, office_id: int, now: datetime) -> list[Part]:
    """The parts of an office's day with their numbers, in six statements.

    Rows: id, state, due_on, assigned_at, reminded_at, proposal_id or matter_id, kind, reference, title, slug, consultation.
    """
    conditions = {section: _condition(section, now) for section in Section}
    joined, own = with_things(Assignment), (Assignment.office_id == office_id, IS_PUBLIC)
    counted = select(*(func.count(case((condition, 1))).label(section.name) for section, condition in conditions.items())).select_from(joined)
    totals = session.execute(counted.where(*own)).one()._mapping
    reminded = func.coalesce(Assignment.reminded_after_at, Assignment.reminded_before_at)
    columns = (
        Assignment.id,
        Assignment.state,
        Assignment.due_on,
        Assignment.assigned_at,
        reminded.label("reminded_at"),
        Assignment.proposal_id,
        Assignment.matter_id,
        KIND,
        REFERENCE,
        TITLE,
        Consultation.slug,
        Consultation.title.label("consultation"),
    )
    found = []
    for section, condition in conditions.items():
        order = reminded.desc() if section == Section.REMINDED else Assignment.due_on
        rows = session.execute(select(*columns).select_from(joined).where(*own, condition).order_by(order, Assignment.id).limit(SHOWN)).all()
        found.append(Part(section, totals[section.name], rows))
    return found


def _condition(section: Section, now: datetime) -> ColumnElement[bool]:
    today = _day(now)
    at_office = Assignment.state.in_(AT_THE_OFFICE)
    if section == Section.LATE:
        return and_(at_office, Assignment.due_on < today)
    if section == Section.TODAY:
        return and_(at_office, Assignment.due_on == today)
    if section == Section.SOON:
        return and_(at_office, Assignment.due_on > today, Assignment.due_on <= today + SOON)
    if section == Section.NEW:
        return Assignment.state == Stand.OPEN
    since = now - LOOK_BACK
    return or_(Assignment.reminded_before_at >= since, Assignment.reminded_after_at >= since)


def releases_of(session: Session, office_id: int) -> Sequence[Any]:
    """Answers to what this office was asked about, or by its people, that wait for a second person, the oldest first."""
    asked = select(Assignment.id).where(
        Assignment.office_id == office_id,
        Assignment.state != Stand.RETURNED,
        or_(Assignment.proposal_id == AnswerPlan.proposal_id, Assignment.matter_id == AnswerPlan.matter_id),
    )
    people = select(OfficeMember.person_id).where(OfficeMember.office_id == office_id)
    return releases_where(session, or_(asked.exists(), AnswerPlan.author_id.in_(people)), most=SHOWN)


def mentions_of(session: Session, person: Person, now: datetime) -> Sequence[Any]:
    """Where notes of the last two weeks name somebody, the newest first: note_id, written_at, author_name, what it is about."""
    columns = (
        WorkNote.id.label("note_id"),
        WorkNote.written_at,
        Person.public_name.label("author_name"),
        WorkNote.proposal_id,
        WorkNote.matter_id,
        TITLE,
        Consultation.slug,
    )
    joined = with_things(WorkNote).join(NoteMention.__table__, NoteMention.note_id == WorkNote.id)
    joined = joined.join(Person.__table__, Person.id == WorkNote.author_id)
    own = (NoteMention.person_id == person.id, WorkNote.written_at >= now - LOOK_BACK)
    return session.execute(select(*columns).select_from(joined).where(*own).order_by(WorkNote.id.desc()).limit(SHOWN)).all()


def days_of(session: Session, person: Person, now: datetime) -> Sequence[Any]:
    """The offices that somebody works for, with what is overdue or due today: id, name, urgent; one statement."""
    urgent = and_(Assignment.state.in_(AT_THE_OFFICE), Assignment.due_on <= _day(now))
    number = select(func.count(Assignment.id)).select_from(with_things(Assignment))
    number = number.where(Assignment.office_id == Office.id, urgent, IS_PUBLIC).correlate(Office)
    statement = select(Office.id, Office.name, number.scalar_subquery().label("urgent")).join(OfficeMember, OfficeMember.office_id == Office.id)
    return session.execute(statement.where(OfficeMember.person_id == person.id, Office.closed_at.is_(None)).order_by(Office.name).limit(20)).all()


def _day(now: datetime) -> date:
    return now.astimezone(city_zone()).date()


__all__ = ["SECTION_NAMES", "Part", "Section", "day_of", "days_of", "mentions_of", "releases_of"]
