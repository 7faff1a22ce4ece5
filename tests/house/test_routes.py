"""Every route has a stated outcome for every role; a new one without fails here."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from tests.builders import post
from tests.house.routes import ROLES, Row, World
from tests.house.world import BY_PROGRAMS, BY_ROOM, TABLE, undone

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # who may do what does not depend on the database


BY_MAIL_PROGRAMS = {"leave_mail.leave POST", "newsletters.leave POST", "public_log_mail.leave POST"}
"""What mail programs send by themselves (RFC 8058), without a session: the token in the address is the authority, and each has its own test."""


def _methods(app: Flask) -> set[str]:
    return {f"{rule.endpoint} {method}" for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}


def test_every_route_and_method_is_in_the_table(app: Flask) -> None:
    assert _methods(app) - set(TABLE) == set(), "state their outcomes in tests/<room>/route_table.py"
    assert set(TABLE) - _methods(app) == set(), "these routes do not exist"


@pytest.mark.parametrize("room", BY_ROOM)
def test_a_rooms_routes_answer_each_role_as_stated(
    room: str, app: Flask, session: Session, world: World, browse: Callable[[Person | None], FlaskClient]
) -> None:
    wrong = {}
    for name, row in BY_ROOM[room].items():
        found = {role: _outcome(name, row, role, app, session, world, browse) for role in ROLES}
        if found != row.expected():
            wrong[name] = {role: (found[role], stated) for role, stated in row.expected().items() if found[role] != stated}
    assert wrong == {}, "each role with what it got and what was stated"


def _outcome(name: str, row: Row, role: str, app: Flask, session: Session, world: World, browse: Callable[[Person | None], FlaskClient]) -> str:
    """What a route answers a role; it is taken back."""
    method = name.split()[1]
    session.rollback()  # ends what reading the world anew began outside of what is undone
    with undone(app):
        browser = browse(getattr(world, role))
        url = row.url(world)
        response = browser.get(url) if method == "GET" else post(browser, url, row.data(world), method=method)
        session.rollback()  # ends what reading the world's expired rows began inside
    session.expire_all()
    leads_to_sign_in = response.status_code in (302, 303) and response.location.startswith("/anmelden")
    return "sign-in" if leads_to_sign_in else str(response.status_code)


@pytest.mark.parametrize("room", BY_ROOM)
def test_a_rooms_forms_without_their_token_are_refused(room: str, world: World, browse: Callable[[Person | None], FlaskClient]) -> None:
    browser, wrong = browse(world.administrator), []
    for name, row in BY_ROOM[room].items():
        if not name.endswith(" GET") and name not in BY_MAIL_PROGRAMS | BY_PROGRAMS:
            response = browser.post(row.url(world), data=row.data(world))
            if response.status_code != 400 or "Formular" not in response.text:
                wrong.append(f"{name}: {response.status}")
    assert wrong == []
