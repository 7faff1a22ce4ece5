"""Every route has a stated outcome for every role; a new one without fails here."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from tests.builders import post
from tests.house.routes import ROLES, World
from tests.house.world import TABLE, undone

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # who may do what does not depend on the database


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
    session.rollback()  # ends what reading the world anew began outside of what is undone
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
