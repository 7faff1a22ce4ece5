"""Statements asked beside the session: values, errors, connections that broke."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import DateTime, Engine, Integer, String, bindparam, cast, delete, func, insert, literal, literal_column, select, update

from participation.app import create_app
from participation.kit import aside
from participation.kit.aside import Aside, mark
from participation.kit.database import db, reading_only
from participation.kit.glances import Glance
from participation.kit.known_versions import versions_aside
from participation.kit.page_versions import SITE, PageVersion
from tests.conftest import settings_for


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lean_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application whose database holds nothing but the versions of pages."""
    place = tmp_path_factory.mktemp("aside")
    on_file = request.param == "sqlite"
    url = f"sqlite:///{place / 'aside.sqlite'}" if on_file else request.getfixturevalue("postgresql").new_database()
    app = create_app(settings_for(url, place / "var"))
    with app.app_context():
        db.metadata.create_all(db.engine, [db.metadata.tables["page_version"]])
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def engine(lean_app: Flask) -> Iterator[Engine]:
    """Its engine, in a request that only reads; nobody has written yet."""
    with lean_app.test_request_context():
        with db.engine.begin() as writing:
            writing.execute(delete(PageVersion))
        reading_only(True)
        try:
            yield db.engine
        finally:
            reading_only(False)


def asked(engine: Engine, wanted: str, *values: object) -> str:
    """`wanted` with the database's marks for its parameters."""
    return wanted.format(*[mark(engine.dialect.name, number) for number in range(1, len(values) + 1)])


def test_it_works(engine: Engine) -> None:
    values = (7, "Bäume", None)
    for _ in range(3):
        assert Aside().ask(engine, asked(engine, "SELECT CAST({} AS INTEGER), CAST({} AS TEXT), CAST({} AS TEXT)", *values), values) == [values]


def test_many_rows_and_none(engine: Engine) -> None:
    beside = Aside()
    statement = asked(engine, "SELECT a FROM (SELECT 1 AS a UNION SELECT 2 UNION SELECT 3) AS numbers WHERE a > CAST({} AS INTEGER) ORDER BY a", 1)
    assert (beside.ask(engine, statement, [1]), beside.ask(engine, statement, [40_000])) == ([(2,), (3,)], [])
    assert len(beside.idle) == 1


def test_each_statement_sees_what_is_committed(engine: Engine) -> None:
    beside = Aside()
    count = "SELECT count(*) FROM page_version"
    assert beside.ask(engine, count, ()) == [(0,)]
    with engine.begin() as writing:
        writing.execute(insert(PageVersion), {"scope": SITE, "version": "one"})
    assert beside.ask(engine, count, ()) == [(1,)]


def test_an_error_is_the_drivers_and_its_connection_is_closed(engine: Engine) -> None:
    beside = Aside()
    beside.ask(engine, "SELECT 1", ())
    connection = beside.idle[0]
    for wrong in ("SELECT nothing FROM nowhere", "SELECT 1 FROM"):
        with pytest.raises(engine.dialect.loaded_dbapi.Error):
            beside.ask(engine, wrong, ())
        assert not beside.idle
    with pytest.raises(engine.dialect.loaded_dbapi.Error):
        connection.rows("SELECT 1", ())
    assert beside.ask(engine, "SELECT 1", ()) == [(1,)]


def test_an_error_while_a_statement_runs_is_the_drivers(engine: Engine) -> None:
    statement, right, wrong = {"sqlite": ("SELECT json(?)", "1", "{"), "postgresql": ("SELECT 1 / CAST($1 AS INTEGER)", "1", "0")}[
        engine.dialect.name
    ]
    beside = Aside()
    assert str(beside.ask(engine, statement, [right])[0][0]) == "1"
    with pytest.raises(engine.dialect.loaded_dbapi.Error):
        beside.ask(engine, statement, [wrong])
    assert not beside.idle


def test_a_connection_begins_anew_with_many_statements(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "MOST_PREPARED", 3)
    beside = Aside()
    for _ in range(2):
        for number in range(8):
            assert beside.ask(engine, f"SELECT {number}", ()) == [(number,)]
    assert len(beside.idle) == 1


def test_one_statement_with_values_of_different_types(engine: Engine) -> None:
    beside = Aside()
    statement = asked(engine, "SELECT CAST({} AS TEXT)", 1)
    found = [beside.ask(engine, statement, [value]) for value in (1, "a", 100_000, 10**12, "b", 1)]
    assert found == [[("1",)], [("a",)], [("100000",)], [("1000000000000",)], [("b",)], [("1",)]]


def test_versions_of_any_number_of_scopes(engine: Engine, lean_app: Flask) -> None:
    with engine.begin() as writing:
        writing.execute(insert(PageVersion), [{"scope": f"proposal:{number}", "version": f"v{number}"} for number in range(12)])
    for number in (1, 2, 12):
        scopes = tuple(f"proposal:{each}" for each in range(number))
        assert versions_aside(lean_app, (*scopes, "nothing:1")) == {**{f"proposal:{each}": f"v{each}" for each in range(number)}, "nothing:1": None}
    with engine.begin() as writing:
        writing.execute(update(PageVersion).where(PageVersion.scope == "proposal:3").values(version="later"))
    assert versions_aside(lean_app, ("proposal:3",)) == {"proposal:3": "later"}


def test_a_glance_gives_what_the_session_gives(engine: Engine) -> None:
    number, word = bindparam("number", type_=Integer()), bindparam("word", type_=String())
    statement = select(
        cast(number + number, Integer).label("twice"),
        (word + literal_column("'100 %(no)s %'") + word).label("percent"),
        literal("fixed", String()).label("fixed"),
        func.length(word).label("long"),
        literal(None, DateTime()).label("never"),
    ).where(number % 2 == 1)
    glance, values = Glance(statement), {"number": 7, "word": "ä%s?:x"}
    rows = glance.all(**values)
    assert [tuple(row) for row in rows] == [tuple(row) for row in db.session.execute(statement, values)]
    assert (rows[0].twice, rows[0].percent, rows[0].long) == (14, "ä%s?:x100 %(no)s %ä%s?:x", 6)
    assert glance.first(number=8, word="") is None
