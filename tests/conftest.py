"""One small world for all tests: both databases, migrated once, each test inside a transaction that is rolled back."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.accounts.quick import stand_in_for
from participation.app import create_app
from participation.demo.town_map import FILE as TOWN_MAP
from participation.kit import clock
from participation.kit.application import Application
from participation.kit.database import db
from participation.kit.jobs import jobs_of
from participation.kit.kept import init_kept
from participation.kit.own_pages import init_own_pages
from participation.kit.page_cache import init_page_cache
from participation.kit.schema import migrate
from participation.settings import Settings
from tests.builders import sign_in
from tests.postgresql import PostgreSQL, find_postgresql

hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.register_profile("chance")
hypothesis.settings.load_profile("same")
"""Every run draws the same cases, so that what was green stays green until somebody changes it; `--hypothesis-profile=chance` draws others."""

REQUIRE_ALL = os.environ.get("PARTICIPATION_REQUIRE_ALL") == "1"
DatabaseMade = Callable[[str, Path], str]
NOON = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)
"""Wednesday, 14 October 2026, noon in the invented town: when most tests take place."""


class _Compiled(BytecodeCache):
    """Templates of all applications of this process, each compiled once: tests make many applications, and a template takes 20 ms."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What another application compiled from the same text."""
        checksum, code = self.known.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember it for the next."""
        assert bucket.code is not None
        self.known[bucket.key] = bucket.checksum, bucket.code


Application.jinja_options["bytecode_cache"] = _Compiled()

LONG = ("tests/browser/test_whole_journey.py", "tests/house/", "tests/browser/")
"""What takes minutes begins first, so that no process works alone at the end; before it one file that loads the browser tests' example,
for which the other process need not wait then."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first; else the order stays."""
    items.sort(key=lambda item: next((place for place, folder in enumerate(LONG) if item.nodeid.startswith(folder)), len(LONG)))


def pytest_collection_finish() -> None:
    """Take the program and the tests themselves out of what Python's garbage collector goes through again and again, and let it go less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


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


def _brought_up_to_date(database_url: str, var_dir: Path) -> str:
    """Let Alembic make the tables, and leave the database to others. Returns its address."""
    app = create_app(settings_for(database_url, var_dir))
    migrate(app)
    with app.app_context():
        db.engine.dispose()
    return database_url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that Alembic brought up to date; fresh databases are copies of it, which takes a moment instead of a second."""
    folder = tmp_path_factory.mktemp("template")
    _brought_up_to_date(f"sqlite:///{folder / 'template.sqlite'}", folder / "var")
    return folder / "template.sqlite"


@pytest.fixture(scope="session")
def postgresql_template(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same on PostgreSQL: the address of a database to copy."""
    return _brought_up_to_date(postgresql.new_database(), tmp_path_factory.mktemp("template") / "var")


@pytest.fixture(scope="session")
def database_made(request: pytest.FixtureRequest, sqlite_template: Path) -> DatabaseMade:
    """`database_made("sqlite", folder)` and `database_made("postgresql", folder)` give the address of a new database with its tables, a copy of the template."""

    def made(kind: str, folder: Path) -> str:
        if kind == "sqlite":
            shutil.copyfile(sqlite_template, folder / "own.sqlite")
            return f"sqlite:///{folder / 'own.sqlite'}"
        server: PostgreSQL = request.getfixturevalue("postgresql")
        return server.new_database(request.getfixturevalue("postgresql_template"))

    return made


@pytest.fixture(scope="session")
def database_urls() -> dict[str, str]:
    """The address of each kind's one database, which all tests of this process share; empty until the first asks for it."""
    return {}


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, database_urls: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with its tables in which nothing stays, once on SQLite and once on PostgreSQL."""
    kind: str = request.param
    if kind not in database_urls:
        if kind == "sqlite":
            file = tmp_path_factory.mktemp("database") / "test.sqlite"
            shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
            database_urls[kind] = f"sqlite:///{file}"
        else:
            server: PostgreSQL = request.getfixturevalue("postgresql")
            database_urls[kind] = server.new_database(request.getfixturevalue("postgresql_template"))
    return database_urls[kind]


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
        "staff_second_factor": "optional",
        "oidc_file": Path(__file__).parent / "accounts" / "providers.toml",
        "map_file": TOWN_MAP,
        "api_per_minute": 1_000_000,  # all tests of a process ask one application at one moment: nothing would ever be refilled
    }
    return Settings(**{**values, **changes})  # type: ignore[arg-type]  # names checked by the dataclass


@pytest.fixture(scope="session")
def applications() -> Iterator[dict[str, Flask]]:
    """The applications by their databases: one each for all files, because each takes a second and compiles its templates and statements anew."""
    made: dict[str, Flask] = {}
    yield made
    for app in made.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def migrated_app(database_url: str, applications: dict[str, Flask], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application on a database that Alembic brought up to date; it remembers nothing of another file's tests."""
    if database_url not in applications:
        applications[database_url] = create_app(settings_for(database_url, tmp_path_factory.mktemp("var")))
    app = applications[database_url]
    init_page_cache(app)
    init_kept(app)
    init_own_pages(app, stand_in_for)
    settings: Settings = app.extensions["settings"]
    for folder in (settings.files_dir, settings.exports_dir):
        shutil.rmtree(folder, ignore_errors=True)
    return app


@contextmanager
def one_transaction(app: Flask, engine: Engine, *, keep: bool = False) -> Iterator[Flask]:
    """At noon, all work of the application happens inside one transaction, which is rolled back at the end, or kept."""
    jobs_of(app).huey.flush()  # nudges that another test left behind
    engines = db._app_engines[app]
    usual = engines[None]
    connection = engine.connect()
    transaction = connection.begin()
    engines[None] = connection  # type: ignore[assignment]  # requests join the transaction
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    try:
        with clock.frozen(NOON):
            yield app
        if keep:
            transaction.commit()
    finally:
        engines[None] = usual
        db.session.session_factory.configure(join_transaction_mode="conditional_savepoint")
        transaction.close()  # rolls back what was not kept
        connection.close()


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application, all its work inside one transaction that is rolled back after the test."""
    with migrated_app.app_context():
        engine = db.engine
    with one_transaction(migrated_app, engine):
        yield migrated_app


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
def real_database(tmp_path: Path, database_made: DatabaseMade) -> Iterator[Flask]:
    """An application on a database of its own, nothing rolled back: for threads, processes and crashes. SQLite."""
    app = create_app(settings_for(database_made("sqlite", tmp_path), tmp_path / "var"))
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


@pytest.fixture(params=["sqlite", "postgresql"])
def own_app(request: pytest.FixtureRequest, tmp_path: Path, database_made: DatabaseMade) -> Iterator[Flask]:
    """An application on a database of its own, nothing rolled back: for requests that come at once, and for databases that go away."""
    app = create_app(settings_for(database_made(request.param, tmp_path), tmp_path / "var"))
    with clock.frozen(NOON):
        yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
