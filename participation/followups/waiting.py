"""What waits for whom: the offices' living tasks, overdue ones first; a read in a constant number of statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.followups.models import AT_THE_OFFICE, LIVING, Assignment, Office, OfficeMember, Stand
from participation.followups.things import CONSULTATION_ID, IS_PUBLIC, KIND, REFERENCE, SUPPORT, TITLE, in_consultation, with_things
from participation.kit.language import lazy
from participation.kit.pagination import Page, offset, page_number

PAGE_SIZE = 50


class Kind(StrEnum):
    """Which tasks are shown; the values are what addresses say."""

    ALL = "alle"
    LATE = "ueberfaellig"
    OFFICE = "beim-amt"
    GIVEN = "stellungnahme-da"


KIND_NAMES = {
    Kind.ALL: lazy("Alles, was offen ist"),
    Kind.LATE: lazy("Überfällig"),
    Kind.OFFICE: lazy("Wartet auf ein Amt"),
    Kind.GIVEN: lazy("Wartet auf die Antwort der Stadt"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked for: an office, a kind, only one's own offices, a page."""

    office_id: int | None = None
    kind: Kind = Kind.ALL
    own: bool = False
    page: int = 1

    def query(self, page: int = 1) -> str:
        """The address's part behind the question mark."""
        said: list[tuple[str, str]] = []
        if self.office_id:
            said.append(("amt", str(self.office_id)))
        if self.kind != Kind.ALL:
            said.append(("was", str(self.kind)))
        if self.own:
            said.append(("eigene", "1"))
        if page > 1:
            said.append(("seite", str(page)))
        return "?" + urlencode(said) if said else ""


def read_asked(said: Mapping[str, str], known: Collection[int]) -> Asked:
    """What an address asks for; whatever is unknown is left out."""
    raw = said.get("amt", "")
    office_id = int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 9 else None
    kind = said.get("was", "")
    return Asked(
        office_id=office_id if office_id in known else None,
        kind=Kind(kind) if kind in set(Kind) else Kind.ALL,
        own=said.get("eigene") == "1",
        page=page_number(said.get("seite")),
    )


def _reach(person: Person) -> list[ColumnElement[bool]]:
    """Whose tasks somebody may see: those who speak for the city all, moderators those of their consultations."""
    found: list[ColumnElement[bool]] = [IS_PUBLIC]
    if not person.speaks_officially:
        found.append(CONSULTATION_ID.in_([mandate.consultation_id for mandate in person.mandates]))
    return found


def _late(today: date) -> ColumnElement[bool]:
    return and_(Assignment.state.in_(AT_THE_OFFICE), Assignment.due_on < today)


def _conditions(person: Person, asked: Asked, today: date) -> list[ColumnElement[bool]]:
    found = [*_reach(person), Assignment.state.in_(LIVING)]
    if asked.office_id is not None:
        found.append(Assignment.office_id == asked.office_id)
    if asked.own:
        found.append(Assignment.office_id.in_(select(OfficeMember.office_id).where(OfficeMember.person_id == person.id)))
    if asked.kind == Kind.LATE:
        found.append(_late(today))
    elif asked.kind == Kind.OFFICE:
        found.append(Assignment.state.in_(AT_THE_OFFICE))
    elif asked.kind == Kind.GIVEN:
        found.append(Assignment.state == Stand.GIVEN)
    return found


def waiting_tasks(session: Session, person: Person, asked: Asked, today: date) -> Page[Any]:
    """A page of tasks in two statements, overdue ones first, then by deadline, statements that wait for an answer by age.

    Rows: id, state, due_on, assigned_at, given_at, office_id, office, short_name, proposal_id or matter_id, kind, reference, title,
    support_count, slug, consultation.
    """
    conditions = _conditions(person, asked, today)
    joined = with_things(Assignment)
    total = session.scalar(select(func.count(Assignment.id)).select_from(joined).where(*conditions)) or 0
    number = min(asked.page, max(1, -(-total // PAGE_SIZE)))
    urgency = case((_late(today), 0), (Assignment.state.in_(AT_THE_OFFICE), 1), else_=2)
    statement = (
        select(
            Assignment.id,
            Assignment.state,
            Assignment.due_on,
            Assignment.assigned_at,
            Assignment.given_at,
            Assignment.office_id,
            Office.name.label("office"),
            Office.short_name,
            Assignment.proposal_id,
            Assignment.matter_id,
            KIND,
            REFERENCE,
            TITLE,
            SUPPORT,
            Consultation.slug,
            Consultation.title.label("consultation"),
        )
        .select_from(joined.join(Office.__table__, Office.id == Assignment.office_id))
        .where(*conditions)
        .order_by(urgency, Assignment.due_on, Assignment.id)
        .limit(PAGE_SIZE)
        .offset(offset(number, PAGE_SIZE))
    )
    return Page(session.execute(statement).all(), number, PAGE_SIZE, total)


def by_office(session: Session, person: Person, today: date) -> Sequence[Any]:
    """For each office with living tasks: office_id, name, short_name, at_office, late, given, oldest (the earliest deadline)."""
    at_office = func.count(case((Assignment.state.in_(AT_THE_OFFICE), 1)))
    late = func.count(case((_late(today), 1)))
    statement = (
        select(
            Office.id.label("office_id"),
            Office.name,
            Office.short_name,
            at_office.label("at_office"),
            late.label("late"),
            func.count(case((Assignment.state == Stand.GIVEN, 1))).label("given"),
            func.min(case((Assignment.state.in_(AT_THE_OFFICE), Assignment.due_on))).label("oldest"),
        )
        .select_from(with_things(Assignment).join(Office.__table__, Office.id == Assignment.office_id))
        .where(*_reach(person), Assignment.state.in_(LIVING))
        .group_by(Office.id, Office.name, Office.short_name)
        .order_by(late.desc(), func.min(case((Assignment.state.in_(AT_THE_OFFICE), Assignment.due_on), else_=date.max)), Office.name)
        .limit(500)
    )
    return session.execute(statement).all()


def number_waiting(session: Session, person: Person, consultation_id: int | None = None) -> int:
    """How many living tasks somebody can see, in all consultations or in one."""
    conditions = [*_reach(person), Assignment.state.in_(LIVING)]
    if consultation_id is not None:
        conditions.append(in_consultation(consultation_id))
    joined = with_things(Assignment)
    return session.scalar(select(func.count(Assignment.id)).select_from(joined).where(*conditions)) or 0


__all__ = ["KIND_NAMES", "PAGE_SIZE", "Asked", "Kind", "by_office", "number_waiting", "read_asked", "waiting_tasks"]
