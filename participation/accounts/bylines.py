"""Under which name somebody appears: the one place that knows of pseudonyms. Every byline of a consultation asks here.

A test (`tests/house/test_bylines.py`) finds whoever reads `public_name` otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from participation.accounts.models import Person
from participation.accounts.pseudonym_models import Pseudonym
from participation.kit.language import gettext as _


def shown_name(consultation: Any, person: Any = Person, at: Any = None) -> ColumnElement[Any]:
    """The name of `person` (the mapped class, an alias of it, or its columns) in a consultation, as an SQL expression.

    `consultation` is a column, a subquery or a number; None where something belongs to no consultation. `at`: when what is signed was
    written; from the moment on at which somebody spoke for the city or moderated, they appear by name and role.
    """
    return func.coalesce(pseudonym_of(consultation, person, at), person.public_name)


def pseudonym_of(consultation: Any, person: Any = Person, at: Any = None) -> ScalarSelect[Any]:
    """The pseudonym alone, NULL where there is none."""
    one = aliased(Pseudonym)
    own = [one.person_id == person.id, one.consultation_id == consultation]
    if at is not None:
        own.append(or_(one.ended_at.is_(None), one.ended_at > at))
    return select(one.name).where(*own).correlate_except(one).scalar_subquery()


def goes_by_pseudonym(consultation: Any, person_id: Any) -> ColumnElement[bool]:
    """The condition that somebody has a pseudonym in a consultation: what is written there never stands on the account's public page."""
    one = aliased(Pseudonym)
    return select(one.id).where(one.person_id == person_id, one.consultation_id == consultation).correlate_except(one).exists()


def name_in(session: Session, person: Person, consultation_id: int | None, at: datetime | None = None) -> str:
    """The name of a person in a consultation, now or at a moment."""
    if consultation_id is None:
        return person.public_name
    return session.scalar(select(pseudonym_of(consultation_id, Person, at)).where(Person.id == person.id)) or person.public_name


def names_in(session: Session, consultation_id: int, ids: Iterable[int]) -> dict[int, str]:
    """The names of these people in a consultation, by number; no statement where there are none."""
    wanted = list(ids)
    if not wanted:
        return {}
    asked = select(Person.id, shown_name(consultation_id).label("name")).where(Person.id.in_(wanted))
    return {row.id: row.name for row in session.execute(asked)}


def person_named(session: Session, consultation_id: int, key: str) -> Person | None:
    """Who goes by a name in a consultation; a name of the account finds nobody who has another one there."""
    hidden = goes_by_pseudonym(consultation_id, Person.id)
    by_pseudonym = select(Pseudonym.person_id).where(Pseudonym.consultation_id == consultation_id, Pseudonym.name_key == key)
    return session.scalars(select(Person).where(or_(Person.id.in_(by_pseudonym), (Person.public_name_key == key) & ~hidden)).limit(1)).first()


GUEST_MARK = " (Gast)"
"""Behind the name of a guest. It is part of the stored name, so that no list, file or mail can leave it out."""


def marked(name: str) -> str:
    """The name of a guest as it is stored and shown."""
    return f"{name}{GUEST_MARK}"


def without_mark(name: str) -> str:
    """The name that a guest typed."""
    return name.removesuffix(GUEST_MARK)


def author_or_former(name: str | None) -> str:
    """How a page calls an author whose account may be gone."""
    return name or _("Ehemals teilnehmend")


def end_pseudonyms(session: Session, person_id: int, now: datetime, consultation_id: int | None = None) -> None:
    """From now on by name and role, everywhere or in one consultation; what was written before keeps its pseudonym."""
    here = [] if consultation_id is None else [Pseudonym.consultation_id == consultation_id]
    ended = update(Pseudonym).where(Pseudonym.person_id == person_id, Pseudonym.ended_at.is_(None), *here).values(ended_at=now)
    session.execute(ended, execution_options={"synchronize_session": "fetch"})


def pseudonyms_of(session: Session, person_id: int) -> list[str]:
    """All pseudonyms of a person, for what must be forgotten with them."""
    return list(session.scalars(select(Pseudonym.name).where(Pseudonym.person_id == person_id)))


def forget_pseudonyms(session: Session, person_id: int) -> None:
    """An account goes, and its pseudonyms with it."""
    session.execute(delete(Pseudonym).where(Pseudonym.person_id == person_id))


def pseudonyms_as_data(session: Session, person_id: int) -> list[dict[str, Any]]:
    """The pseudonyms of a person, for the copy of the own data."""
    asked = select(Pseudonym.consultation_id, Pseudonym.name, Pseudonym.chosen_at, Pseudonym.ended_at).where(Pseudonym.person_id == person_id)
    return [dict(row._mapping) for row in session.execute(asked.order_by(Pseudonym.id))]
