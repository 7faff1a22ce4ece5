"""Reads about organisations, each bounded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import Person, Role
from participation.kit.errors import NotFound
from participation.kit.pagination import Page, offset
from participation.kit.text import name_key
from participation.organisations.models import Organisation, Representation, State
from participation.organisations.rules import MOST_REPRESENTATIVES

PAGE = 20
MOST_OWN = 20


def organisation_by_id(session: Session, number: int) -> Organisation:
    """An organisation. Raises NotFound."""
    found = session.get(Organisation, number)
    if found is None:
        raise NotFound
    return found


def _page(session: Session, number: int, where: Any, *order: Any) -> Page[Organisation]:
    total = session.scalar(select(func.count(Organisation.id)).where(where)) or 0
    number = min(number, max(1, -(-total // PAGE)))
    rows = session.scalars(select(Organisation).where(where).order_by(*order).limit(PAGE).offset(offset(number, PAGE))).all()
    return Page(rows, number, PAGE, total)


def public_organisations(session: Session, number: int, now: datetime) -> Page[Organisation]:
    """A page of those that speak now, by name."""
    speaks = (Organisation.state == State.CONFIRMED) & or_(Organisation.valid_until.is_(None), Organisation.valid_until > now)
    return _page(session, number, speaks, Organisation.name, Organisation.id)


def all_organisations(session: Session, number: int) -> Page[Organisation]:
    """A page of all for the city: requests first, the oldest of them first; then by name."""
    waits = Organisation.state == State.REQUESTED
    return _page(session, number, Organisation.id > 0, case((waits, 0), else_=1), case((waits, Organisation.id), else_=0), Organisation.name)


def waiting_requests(session: Session, person_id: int | None = None) -> int:
    """How many wait to be checked, of everybody or of one person."""
    own = [] if person_id is None else [Organisation.requested_by_id == person_id]
    return session.scalar(select(func.count(Organisation.id)).where(Organisation.state == State.REQUESTED, *own)) or 0


def organisation_name_is_taken(session: Session, name: str, but: int | None = None) -> bool:
    """Whether another organisation that is or was checked has this name, or somebody of the city."""
    key = name_key(name)
    official = select(Person.id).where(Person.public_name_key == key, Person.role != Role.RESIDENT)
    return bool(session.scalar(select(or_(_checked(key, but).exists(), official.exists()))))


def keeps_name(session: Session, *, key: str) -> bool:
    """Whether an organisation that is or was checked goes by this name: no person may (`accounts.signals.name_wanted`)."""
    return bool(session.scalar(select(_checked(key).exists())))


def _checked(key: str, but: int | None = None) -> Select[int]:
    checked = Organisation.state.in_((State.CONFIRMED, State.REVOKED))
    return select(Organisation.id).where(Organisation.name_key == key, checked, *([Organisation.id != but] if but is not None else []))


def waits_already(session: Session, person_id: int, name: str) -> bool:
    """Whether a request of this person for an organisation of this name waits to be checked."""
    own = (Organisation.requested_by_id == person_id, Organisation.state == State.REQUESTED, Organisation.name_key == name_key(name))
    return bool(session.scalar(select(select(Organisation.id).where(*own).exists())))


def asker_of(session: Session, organisation: Organisation) -> Person | None:
    """Who asked for it; None where the city entered it itself, or the account is gone."""
    return session.get(Person, organisation.requested_by_id) if organisation.requested_by_id is not None else None


def representation_of(session: Session, organisation_id: int, person: Person | None) -> Representation | None:
    """A person's own invitation or representation."""
    if person is None:
        return None
    own = (Representation.organisation_id == organisation_id, Representation.person_id == person.id)
    return session.scalars(select(Representation).where(*own)).one_or_none()


def representation_by_id(session: Session, organisation_id: int, number: int) -> Representation:
    """One of an organisation, with its person. Raises NotFound."""
    asked = select(Representation).where(Representation.id == number, Representation.organisation_id == organisation_id)
    found = session.scalars(asked.options(joinedload(Representation.person))).one_or_none()
    if found is None:
        raise NotFound
    return found


def representatives(session: Session, organisation_id: int, *, invited: bool = False) -> Sequence[Representation]:
    """Who represents an organisation now, with their person; also those who were invited, where asked for."""
    asked = select(Representation).where(Representation.organisation_id == organisation_id, Representation.ended_at.is_(None))
    if not invited:
        asked = asked.where(Representation.accepted_at.is_not(None))
    return session.scalars(asked.options(joinedload(Representation.person)).order_by(Representation.id).limit(MOST_REPRESENTATIVES)).all()


def names_to_write_in(session: Session, person_id: int, now: datetime) -> Sequence[Any]:
    """In whose names somebody may write now: rows of id and name."""
    speaks = (Organisation.state == State.CONFIRMED, or_(Organisation.valid_until.is_(None), Organisation.valid_until > now))
    holds = (Representation.person_id == person_id, Representation.accepted_at.is_not(None), Representation.ended_at.is_(None))
    asked = select(Organisation.id, Organisation.name).join(Representation, Representation.organisation_id == Organisation.id)
    return session.execute(asked.where(*speaks, *holds).order_by(Organisation.name).limit(MOST_OWN)).all()


def own_organisations(session: Session, person_id: int) -> Sequence[Any]:
    """What a person represents, is invited to or asked for: rows of id, name, state, `invited_at`, `accepted_at`."""
    asked = (
        select(Organisation.id, Organisation.name, Organisation.state, Representation.invited_at, Representation.accepted_at)
        .outerjoin(Representation, (Representation.organisation_id == Organisation.id) & (Representation.person_id == person_id))
        .where(
            or_(
                (Representation.id.is_not(None)) & Representation.ended_at.is_(None),
                (Organisation.requested_by_id == person_id) & (Organisation.state == State.REQUESTED),
            )
        )
    )
    return session.execute(asked.order_by(Organisation.name).limit(MOST_OWN)).all()


def everything_of(session: Session, person_id: int) -> dict[str, Sequence[Any]]:
    """For the copy of the own data."""
    asked = select(Organisation.id, Organisation.name, Organisation.state, Organisation.requested_at).where(Organisation.requested_by_id == person_id)
    own = (
        select(Representation.organisation_id, Organisation.name, Representation.task, Representation.invited_at, Representation.accepted_at)
        .add_columns(Representation.ended_at)
        .join(Organisation, Organisation.id == Representation.organisation_id)
        .where(Representation.person_id == person_id)
    )
    return {
        "organisations_requested": session.execute(asked.order_by(Organisation.id)).all(),
        "representations": session.execute(own.order_by(Representation.id)).all(),
    }
