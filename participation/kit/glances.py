"""A glance at the database: rows by a statement that was put into words once, past the request's session and its transaction.

A session with its transaction costs a third of a millisecond and each of its statements a tenth; a glance costs a hundredth on
SQLite. It is for what is asked on every request. Each glance of a request that only reads sees what is committed when it begins.
Whoever writes must see what was written, so a request that may write is answered inside its own transaction, on SQLite in the
driver's words too.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, current_app
from sqlalchemy import CompoundSelect, Connection, Dialect, Select
from sqlalchemy.orm import Session

from participation.kit.aside import Aside, mark
from participation.kit.database import current_session, db, only_reads
from participation.kit.pages import settings

Read = Callable[[Any], Any]
Asked = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
_NAMED = re.compile(r"%\((\w+)\)s|%%")
"""A parameter, or a plain percent sign, in the words of SQLAlchemy for psycopg."""


def writes_groups() -> bool:
    """Whether this process writes ballots in common transactions: on SQLite, unless the settings say otherwise."""
    found = settings()
    return found.group_commit and found.resolved_database_url.startswith("sqlite")


def engine_of(app: Flask) -> Any:
    """What `db.engine` finds, without a context of the application: an engine, in tests a connection with an open transaction."""
    return db._app_engines[app][None]


def init_glances(app: Flask) -> None:
    """Give the application its connections for glances."""
    app.extensions["aside"] = Aside()


class Glance:
    """A select whose parameters are of types that the driver takes as they are. Its rows are tuples with names, on SQLite and PostgreSQL."""

    def __init__(self, statement: Asked) -> None:
        self._statement = statement
        names = [column.key or f"column_{place}" for place, column in enumerate(statement.selected_columns)]
        made: Any = namedtuple("Glimpsed", names, rename=True)  # type: ignore[misc]  # its names are the statement's
        self._make: Callable[[Sequence[Any]], Any] = made._make
        self._ready: dict[str, _Ready] = {}

    def all(self, session: Session | None = None, /, **values: object) -> Sequence[Any]:
        """All rows. `session`: who answers where this is no request that only reads, the request's own unless told."""
        if not only_reads():
            return self._by(session, values)
        engine = engine_of(current_app._get_current_object())  # type: ignore[attr-defined]  # werkzeug's proxy
        if isinstance(engine, Connection):
            return self._by(session, values)
        ready = self._ready_for(engine.dialect)
        aside: Aside = current_app.extensions["aside"]
        try:
            rows = aside.ask(engine, ready.text, ready.given(values))
        except engine.dialect.loaded_dbapi.Error:  # the session asks once more, and what it meets with is told as ever
            return self._by(session, values)
        return self._made(rows, ready)

    def first(self, session: Session | None = None, /, **values: object) -> Any:
        """The first row, or None."""
        rows = self.all(session, **values)
        return rows[0] if rows else None

    def within(self, session: Session, /, **values: object) -> Sequence[Any]:
        """All rows as this session's own transaction sees them, also where the request only reads."""
        return self._by(session, values)

    def _by(self, session: Session | None, values: dict[str, object]) -> Sequence[Any]:
        asked = session or current_session()
        connection = asked.connection()
        if connection.dialect.name != "sqlite" or isinstance(asked.get_bind(), Connection):  # on PostgreSQL what fails ends the transaction
            return connection.execute(self._statement, values).all()
        ready, driver = self._ready_for(connection.dialect), connection.connection.driver_connection
        try:
            rows = driver.execute(ready.text, ready.given(values)).fetchall()  # type: ignore[union-attr]  # it is there while it is in use
        except connection.dialect.loaded_dbapi.Error:  # asked once more, and what it meets with is told as ever
            return connection.execute(self._statement, values).all()
        return self._made(rows, ready)

    def _ready_for(self, dialect: Dialect) -> _Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = _Ready(self._statement, dialect)
        return ready

    def _made(self, rows: list[Any], ready: _Ready) -> Sequence[Any]:
        make, reads = self._make, ready.reads
        if not reads:
            return [make(row) for row in rows]
        return [make(_read(row, reads)) for row in rows]


def _read(row: Sequence[Any], reads: tuple[tuple[int, Read], ...]) -> list[Any]:
    found = list(row)
    for place, read in reads:
        found[place] = read(found[place])
    return found


class _Ready:
    """A statement in a driver's words: its text, its parameters with what it says of them itself, what makes Python's values of the driver's."""

    def __init__(self, statement: Asked, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._fixed: dict[str, Any] = dict(compiled.params)
        self._order: list[str] = list(getattr(compiled, "positiontup", None) or ())
        self.text = str(compiled) if dialect.paramstyle == "qmark" else _NAMED.sub(self._numbered, str(compiled))
        reads = enumerate(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in statement.selected_columns)
        self.reads: tuple[tuple[int, Read], ...] = tuple((place, read) for place, read in reads if read is not None)

    def _numbered(self, found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "%"
        if name not in self._order:
            self._order.append(name)
        return mark("postgresql", self._order.index(name) + 1)

    def given(self, values: dict[str, object]) -> Sequence[Any]:
        """The parameters in the order of the statement."""
        fixed = self._fixed
        return [values[name] if name in values else fixed[name] for name in self._order]
