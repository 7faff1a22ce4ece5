"""Every route has a stated outcome for every role; a new one without fails here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.kit.database import db
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.house.routes import ROLES, Row, World

ROOMS = ("kit", "accounts", "consultations", "proposals", "discussions", "votes", "reports", "site")
TABLES = [import_module(f"tests.{room}.route_table") for room in ROOMS if find_spec(f"tests.{room}.route_table")]
TABLE: dict[str, Row] = {name: row for module in TABLES for name, row in module.TABLE.items()}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # who may do what does not depend on the database


@pytest.fixture
def world(session: Session) -> World:
    """A consultation in October 2026, one person a role, and what the rooms put into it."""
    consultation = a_consultation(session)
    elsewhere = a_consultation(session, "Anderswo")
    found = World(
        consultation=consultation,
        elsewhere=elsewhere,
        anonymous=None,
        resident=a_resident(session),
        moderator_elsewhere=a_person(session, moderates=elsewhere),
        moderator=a_person(session, moderates=consultation),
        office=a_person(session, role=Role.OFFICE),
        council=a_person(session, role=Role.COUNCIL),
        administrator=an_administrator(session),
    )
    for module in TABLES:
        if hasattr(module, "furnish"):
            module.furnish(session, found)
    session.commit()
    return found


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """What happens inside is taken back."""
    with app.app_context():
        connection = db.engine
    savepoint = connection.begin_nested()  # type: ignore[attr-defined]  # the test's connection
    try:
        yield
    finally:
        savepoint.rollback()


def _methods(app: Flask) -> set[str]:
    return {f"{rule.endpoint} {method}" for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}


def test_every_route_and_method_is_in_the_table(app: Flask) -> None:
    assert _methods(app) - set(TABLE) == set(), "state their outcomes in tests/<room>/route_table.py"
    assert set(TABLE) - _methods(app) == set(), "these routes do not exist"


@pytest.mark.parametrize("name", sorted(TABLE))
def test_a_route_answers_each_role_as_stated(
    name: str, app: Flask, session: Session, world: World, browse: Callable[[Person | None], FlaskClient]
) -> None:
    row, method = TABLE[name], name.split()[1]
    outcomes = {}
    for role in ROLES:
        with undone(app):
            browser = browse(getattr(world, role))
            url = row.url(world)
            response = browser.get(url) if method == "GET" else post(browser, url, row.data(world), method=method)
            leads_to_sign_in = response.status_code in (302, 303) and response.location.startswith("/anmelden")
            outcomes[role] = "sign-in" if leads_to_sign_in else str(response.status_code)
            session.rollback()  # ends what reading the world's expired rows began inside
        session.expire_all()
    assert outcomes == row.expected()


@pytest.mark.parametrize("name", sorted(name for name in TABLE if not name.endswith(" GET")))
def test_a_form_without_its_token_is_refused(name: str, world: World, browse: Callable[[Person | None], FlaskClient]) -> None:
    row = TABLE[name]
    response = browse(world.administrator).post(row.url(world), data=row.data(world))
    assert response.status_code == 400
    assert "Formular" in response.text
