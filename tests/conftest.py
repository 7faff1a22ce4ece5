"""One small world for all tests: both databases, migrated once, each test inside a transaction that is rolled back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.app import create_app
from participation.demo.town_map import FILE as TOWN_MAP
from participation.kit import clock
from participation.kit.database import db
from participation.kit.jobs import jobs_of
from participation.kit.schema import migrate
from participation.settings import Settings
from tests.builders import sign_in
from tests.postgresql import PostgreSQL, find_postgresql

REQUIRE_ALL = os.environ.get("PARTICIPATION_REQUIRE_ALL") == "1"
NOON = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)
"""Wednesday, 14 October 2026, noon in the invented town: when most tests take place."""


LONG = ("tests/house/", "tests/browser/")
"""Where single files take minutes: they begin first, so that no process works alone at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first; else the order stays."""
    items.sort(key=lambda item: next((place for place, folder in enumerate(LONG) if item.nodeid.startswith(folder)), len(LONG)))


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL]:
    """A PostgreSQL server started by the tests; skips where none is installed (never where all is required)."""
    binaries = find_postgresql()
    if binaries is None:
        if REQUIRE_ALL:
            pytest.fail("PostgreSQL is required and not installed")
        pytest.skip("PostgreSQL is not installed")
    with PostgreSQL(binaries) as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a fresh database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.sqlite'}"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_database()


def settings_for(database_url: str, var_dir: Path, **changes: object) -> Settings:
    """Settings as the tests use them."""
    values: dict[str, object] = {
        "secret_key": "tests-only-" + "x" * 32,
        "database_url": database_url,
        "var_dir": var_dir,
        "testing": True,
        "base_url": "http://localhost",
        "mail_transport": "null",
        "group_commit": False,
        "map_file": TOWN_MAP,
    }
    return Settings(**{**values, **changes})  # type: ignore[arg-type]  # names checked by the dataclass


@pytest.fixture(scope="session")
def migrated_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a database that Alembic brought up to date."""
    app = create_app(settings_for(database_url, tmp_path_factory.mktemp("var")))
    migrate(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application, all its work inside one transaction that is rolled back after the test."""
    with migrated_app.app_context():
        engine = db.engine
    jobs_of(migrated_app).huey.flush()  # nudges that another test left behind
    connection = engine.connect()
    transaction = connection.begin()
    engines = db._app_engines[migrated_app]
    engines[None] = connection  # type: ignore[assignment]  # requests join the test's transaction
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    try:
        with clock.frozen(NOON):
            yield migrated_app
    finally:
        engines[None] = engine
        db.session.session_factory.configure(join_transaction_mode="conditional_savepoint")
        transaction.rollback()
        connection.close()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session for actions and queries called directly and for preparing pages' data; requests see what it flushed.

    It is none of the requests' own: what a request forgot to commit is not there. Call `session.expire_all()` to see what a
    request changed.
    """
    with app.app_context():
        connection = db.engine
    with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as own:
        yield own


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript that is nobody yet."""
    return app.test_client()


@pytest.fixture
def browse(app: Flask, session: Session) -> Callable[[Person | None], FlaskClient]:
    """`browse(alice)` is Alice's signed-in browser, `browse(None)` a reader's."""

    def open_browser(person: Person | None = None) -> FlaskClient:
        browser = app.test_client()
        if person is not None:
            sign_in(browser, session, person)
        return browser

    return open_browser


@pytest.fixture
def real_database(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, nothing rolled back: for threads, processes and crashes. SQLite."""
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'own.sqlite'}", tmp_path / "var"))
    migrate(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@dataclass
class Statements:
    """The SQL statements of a stretch of a test."""

    texts: list[str]

    @property
    def count(self) -> int:
        """How many there were, savepoints aside."""
        return sum(not text.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")) for text in self.texts)


@pytest.fixture
def count_statements(app: Flask) -> Callable[[], AbstractContextManager[Statements]]:
    """`with count_statements() as statements: …; assert statements.count == 7`."""

    @contextmanager
    def counting() -> Iterator[Statements]:
        seen = Statements([])

        def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
            seen.texts.append(statement)

        with app.app_context():
            connection = db.engine
        event.listen(connection, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(connection, "before_cursor_execute", note)

    return counting
