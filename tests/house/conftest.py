"""The world that the rules of the house are tried in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from participation.app import create_app
from participation.kit import clock
from participation.kit.database import db
from participation.kit.schema import migrate
from tests.conftest import NOON, settings_for
from tests.house.routes import World
from tests.house.world import build_world


@pytest.fixture
def world(session: Session) -> World:
    """A consultation in October 2026, one person a role, and what the rooms put into it."""
    return build_world(session)


@pytest.fixture(params=["sqlite", "postgresql"])
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, nothing rolled back: for requests that come at once, and for databases that go away."""
    on_file = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'own.sqlite'}" if on_file else request.getfixturevalue("postgresql").new_database()
    app = create_app(settings_for(url, tmp_path / "var"))
    migrate(app)
    with clock.frozen(NOON):
        yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
