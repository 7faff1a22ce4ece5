"""The quick look at who casts a ballot finds whom the ordinary way finds, and leaves to it whoever needs more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from participation.accounts.models import Mandate, Person
from participation.accounts.quick import quick_visit
from participation.accounts.web_sessions import TOUCH_EVERY, begin_session, end_all_sessions
from participation.kit.database import current_session
from participation.kit.pages import settings
from tests.builders import a_consultation, a_resident, an_administrator
from tests.conftest import NOON

READ = ("id", "district_id", "role", "email_confirmed_at", "verified_at", "blocked_at", "deleted_at", "public_name")


def signed_in(session: Session, person: Person) -> str:
    token, _row = begin_session(session, person, "Testbrowser", NOON)
    session.commit()
    return token


def everything(session: Session) -> None:
    """What must hold on either database and by either way of reading."""
    resident, moderator, blocked = a_resident(session), a_resident(session), a_resident(session)
    session.add(Mandate(person_id=moderator.id, consultation_id=a_consultation(session).id, given_at=NOON))
    blocked.blocked_at = NOON
    tokens = [signed_in(session, person) for person in (resident, moderator, an_administrator(session), blocked)]

    seen = quick_visit(tokens[0], settings(), NOON)
    assert seen is not None
    found = seen[0]
    assert found is not resident
    assert {name: getattr(found, name) for name in READ} == {name: getattr(resident, name) for name in READ}
    assert not found.moderates(1)
    assert (quick_visit(tokens[1], settings(), NOON), quick_visit(tokens[2], settings(), NOON)) == (None, None)
    seen_blocked = quick_visit(tokens[3], settings(), NOON)
    assert seen_blocked is not None
    assert seen_blocked[0].is_blocked
    assert quick_visit(tokens[0], settings(), NOON + TOUCH_EVERY + timedelta(seconds=1)) is None  # the ordinary way notes that they were seen
    assert quick_visit("nobody's", settings(), NOON) is None

    end_all_sessions(session, resident.id)
    session.commit()
    assert quick_visit(tokens[0], settings(), NOON) is None


def test_the_quick_look_through_the_requests_session(app: Flask, session: Session) -> None:
    with app.app_context():
        everything(session)


def test_the_quick_look_past_it(real_database: Flask) -> None:
    with real_database.app_context():
        real_database.extensions["settings"] = replace(settings(), group_commit=True)
        everything(current_session())


def test_a_deleted_account_casts_nothing(app: Flask, session: Session) -> None:
    person = a_resident(session)
    token = signed_in(session, person)
    person.email, person.password_hash, person.deleted_at = None, None, NOON
    session.commit()
    with app.app_context():
        assert quick_visit(token, settings(), NOON) is None
