"""A glance at the database: one row by a statement that was put into words once, outside of any transaction.

For what is asked before each ballot. A session with its transaction costs a third of a millisecond, a glance on SQLite a fiftieth.
Elsewhere than on SQLite, and where ballots are not written in groups, it asks through the request's own session.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from threading import local
from typing import Any

from sqlalchemy import Dialect, Engine, Select
from sqlalchemy.engine import Row

from participation.kit.database import current_session, db
from participation.kit.pages import settings

Read = Callable[[Any], Any]
Compiled = tuple[str, tuple[tuple[str, Any], ...], tuple[Read | None, ...]]
"""The text for the driver, its parameters in order with what the statement itself says of them, what makes Python's values of the driver's."""


def writes_groups() -> bool:
    """Whether this process writes ballots in common transactions: on SQLite, unless the settings say otherwise."""
    found = settings()
    return found.group_commit and found.resolved_database_url.startswith("sqlite")


class Glance:
    """A select for one row; its parameters are of types that the driver takes as they are."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._compiled: Compiled | None = None

    def first(self, **values: object) -> tuple[Any, ...] | Row[Any] | None:
        """The first row, or None."""
        if not writes_groups():
            return current_session().connection().execute(self._statement, values).first()
        engine = db.engine
        if self._compiled is None:
            self._compiled = _compile(self._statement, engine.dialect)
        text, given, reads = self._compiled
        row = _own_connection(engine).execute(text, [values.get(name, fixed) for name, fixed in given]).fetchone()
        return None if row is None else tuple(value if read is None else read(value) for read, value in zip(reads, row, strict=True))


def _compile(statement: Select[*tuple[Any, ...]], dialect: Dialect) -> Compiled:
    compiled = statement.compile(dialect=dialect)
    fixed = compiled.params
    reads = tuple(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in statement.selected_columns)
    return str(compiled), tuple((name, fixed[name]) for name in getattr(compiled, "positiontup", None) or ()), reads


_mine = local()


def _own_connection(engine: Engine) -> sqlite3.Connection:
    """This thread's own connection: it begins no transaction, so each statement sees what is committed."""
    if getattr(_mine, "engine", None) is not engine:
        pooled = engine.raw_connection()
        _mine.engine, _mine.connection = engine, pooled.driver_connection
        pooled.detach()
    connection: sqlite3.Connection = _mine.connection
    return connection
