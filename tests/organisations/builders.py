"""Organisations for tests."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.organisations.actions import Details, accept, decide, invite, request_organisation
from participation.organisations.models import Kind, Organisation, Representation, State
from tests.builders import a_person, an_administrator

BASIS = "Vereinsregister VR 123, Vorstand hat sich ausgewiesen"


def details(name: str = "Radverein Musterstadt", kind: Kind = Kind.ASSOCIATION) -> Details:
    """What an association says of itself."""
    return Details(name, kind, "Wir fahren Rad.\nSeit 1990.", "https://radverein.example", "VR 123")


def a_request(session: Session, by: Person, name: str = "Radverein Musterstadt") -> Organisation:
    """An organisation that waits to be checked."""
    return request_organisation(session, by, details(name), clock.now())


def an_organisation(session: Session, by: Person, name: str = "Radverein Musterstadt", *, checker: Person | None = None) -> Organisation:
    """A checked one; whoever asked represents it."""
    made = a_request(session, by, name)
    decide(session, checker or an_administrator(session), made, State.CONFIRMED, BASIS, clock.now())
    return made


def invited(session: Session, organisation: Organisation, by: Person, person: Person | None = None, *, joins: bool = False) -> Representation:
    """Somebody who was invited, and accepts where told so."""
    person = person or a_person(session)
    person.public_name_key = person.public_name.lower()
    session.flush()
    invite(session, by, organisation, person.email or "", "Vorstand", clock.now())
    if joins:
        accept(session, person, organisation, clock.now())
    found = select(Representation).where(Representation.person_id == person.id, Representation.organisation_id == organisation.id)
    return session.scalars(found).one()
