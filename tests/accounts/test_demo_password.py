"""The example's public password opens the example's accounts and no other door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from participation.accounts.mailed_links import give_link
from participation.accounts.models import Person, Purpose
from participation.accounts.passwords import DEMO_PASSWORD, hash_password
from participation.app import create_app
from participation.kit import clock
from participation.kit.database import db
from participation.kit.schema import migrate
from tests.accounts.builders import PASSWORD, a_person_with_password
from tests.builders import a_person, post, sign_in
from tests.conftest import settings_for


@pytest.fixture(params=[True, False], ids=["demo", "city"])
def installed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Flask, bool]]:
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'own.sqlite'}", tmp_path / "var", demo=request.param))
    migrate(app)
    yield app, request.param
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _with_demo_password(app: Flask) -> Person:
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        person = a_person(session, "Rita")
        person.password_hash = hash_password(DEMO_PASSWORD)
        session.commit()
        return person


def test_it_signs_in_in_the_example_only(installed: tuple[Flask, bool]) -> None:
    app, demo = installed
    rita = _with_demo_password(app)
    response = post(app.test_client(), "/anmelden", {"email": rita.email, "password": DEMO_PASSWORD})
    assert response.status_code == (303 if demo else 422)
    for almost in (f" {DEMO_PASSWORD}", DEMO_PASSWORD.upper(), f"{DEMO_PASSWORD}\x00", DEMO_PASSWORD + "x" * 500):
        assert post(app.test_client(), "/anmelden", {"email": rita.email, "password": almost}).status_code == 422


def test_nobody_can_choose_it_anywhere(installed: tuple[Flask, bool]) -> None:
    app, _demo = installed
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        paul = a_person_with_password(session, "Paul")
        from_link = give(session, paul)
        browser = app.test_client()
        sign_in(browser, session, paul)
    for chosen in (DEMO_PASSWORD, "Demo-Demo-Demo", "demo demo demo", "demo-demo-demo-2026!"):
        new = {"email": "new@town.example", "public_name": "Kastanie", "password": chosen}
        assert post(app.test_client(), "/registrieren", new).status_code == 422, chosen
        assert post(app.test_client(), f"/passwort/{from_link}", {"password": chosen}).status_code == 422, chosen
        assert post(browser, "/konto/passwort", {"current_password": PASSWORD, "password": chosen}).status_code == 422, chosen


def give(session: Session, person: Person) -> str:
    """A link to choose a new password."""
    token = give_link(session, Purpose.RESET_PASSWORD, person.email or "", clock.now(), person=person)
    session.commit()
    assert token
    return token
