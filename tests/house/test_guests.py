"""A guest tries every route that sends something: whatever is not opened to guests refuses, and says that an account is needed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.accounts.people import create_guest
from participation.app import OPEN_TO_GUESTS
from participation.kit import clock
from tests.builders import post
from tests.house.routes import World
from tests.house.world import BY_PROGRAMS, BY_ROOM, undone

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_what_is_open_to_guests_exists(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= OPEN_TO_GUESTS


@pytest.mark.parametrize("room", BY_ROOM)
def test_a_guest_is_refused_whatever_is_not_open(
    room: str, app: Flask, session: Session, world: World, browse: Callable[[Person | None], FlaskClient]
) -> None:
    guest = create_guest(session, "guest@mail.example", "Mara", "de", world.consultation.id, clock.now(), ())
    session.commit()
    browser, wrong = browse(guest), {}
    with browser.session_transaction() as cookie:
        cookie["guest"] = True  # as `entering.let_in` notes
    for name, row in BY_ROOM[room].items():
        endpoint, method = name.split()
        if method == "GET" or endpoint in OPEN_TO_GUESTS or name in BY_PROGRAMS:
            continue
        with undone(app):
            response = post(browser, row.url(world), row.data(world), method=method)
            session.rollback()
        session.expire_all()
        if response.status_code != 403 or "Dafür brauchen Sie ein Konto" not in response.text:
            wrong[name] = response.status_code
    assert wrong == {}
