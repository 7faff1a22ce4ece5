"""The world that the rules of the house are tried in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.database import Base, db, tune
from tests.conftest import one_transaction
from tests.house.hostile import gets, who
from tests.house.pages import Page
from tests.house.routes import World
from tests.house.world import TABLE, build_world, undone


@dataclass(frozen=True)
class Furnished:
    """A database in which the world stands, the world as it was when its maker left, and the fields of its pages' forms once a test has looked."""

    engine: Engine
    world: World
    forms: dict[str, dict[str, str]] = field(default_factory=dict)


@pytest.fixture(scope="session")
def furnished_ones() -> Iterator[dict[str, Furnished]]:
    """The databases with the world by the database that the application usually has; filled by the first test that needs one."""
    made: dict[str, Furnished] = {}
    yield made
    for one in made.values():
        one.engine.dispose()


@pytest.fixture
def furnished(
    migrated_app: Flask, database_url: str, furnished_ones: dict[str, Furnished], sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Furnished:
    """The world, made once for all tests of this process, because it takes seconds. On SQLite: no test needs it elsewhere."""
    if not database_url.startswith("sqlite"):
        pytest.fail("the world stands on SQLite only: say so with `database_url`")
    if database_url not in furnished_ones:
        file = tmp_path_factory.mktemp("furnished") / "world.sqlite"
        shutil.copyfile(sqlite_template, file)
        engine = tune(create_engine(f"sqlite:///{file}", hide_parameters=True))
        with (
            one_transaction(migrated_app, engine, keep=True),
            migrated_app.app_context(),
            Session(db.engine, join_transaction_mode="create_savepoint", expire_on_commit=False) as session,
        ):
            world = build_world(session)
        furnished_ones[database_url] = Furnished(engine, world)
    return furnished_ones[database_url]


@pytest.fixture
def app(request: pytest.FixtureRequest, migrated_app: Flask) -> Iterator[Flask]:
    """The application, all its work inside one transaction that is rolled back after the test: where the world stands, for tests that need it."""
    with migrated_app.app_context():
        engine = request.getfixturevalue("furnished").engine if "world" in request.fixturenames else db.engine
    with one_transaction(migrated_app, engine):
        yield migrated_app


@pytest.fixture
def world(furnished: Furnished, session: Session) -> World:
    """A consultation in October 2026, one person a role, and what the rooms put into it: this test's own copies, to be changed at will."""
    return World(**{name: _own(session, thing) for name, thing in vars(furnished.world).items()})


def _own(session: Session, thing: Any) -> Any:
    """The same thing in a session of one's own; rows also inside of lists and the like."""
    if isinstance(thing, Base):
        return session.merge(thing, load=False)
    if isinstance(thing, (list, tuple)):
        return type(thing)(_own(session, each) for each in thing)
    if isinstance(thing, dict):
        return {key: _own(session, each) for key, each in thing.items()}
    return thing


@pytest.fixture
def fields(
    app: Flask, session: Session, world: World, furnished: Furnished, browse: Callable[[Person | None], FlaskClient]
) -> Callable[[str], dict[str, str]]:
    """The fields of a form route: those of its table and those of the forms on pages that lead there."""
    if not furnished.forms:
        furnished.forms.update(_forms_on_pages(app, session, world, browse))

    def of(name: str) -> dict[str, str]:
        row = TABLE[name]
        known = {**furnished.forms.get(row.url(world), {}), **{key: str(value) for key, value in row.data(world).items()}}
        known.pop("csrf_token", None)
        return known

    return of


def _forms_on_pages(app: Flask, session: Session, world: World, browse: Callable[[Person | None], FlaskClient]) -> dict[str, dict[str, str]]:
    on_pages: dict[str, dict[str, str]] = {}
    for name in gets():
        person, url = who(world, name), TABLE[name].url(world)
        session.rollback()  # what reading the world began
        with undone(app):
            answer = browse(person).get(url)
            for form in Page(answer.text).forms if answer.mimetype == "text/html" else ():
                if form.method == "post":
                    on_pages.setdefault(urlsplit(form.action).path or url, {}).update(form.fields)
    return on_pages
