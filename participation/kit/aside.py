"""Connections beside the request's session: no transaction, and as little of the driver as a statement needs.

On PostgreSQL a statement goes straight to its prepared form. A cursor of the driver, its generator and its waiting cost three times as
much of our process, on every request.
"""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sqlalchemy import Engine, event

MOST_PREPARED = 200
"""How many statements a connection keeps prepared; then it begins anew."""


class Asked(Protocol):
    """A connection that answers one statement after the other; each sees what is committed when it begins."""

    def rows(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """All rows, as tuples."""

    def close(self) -> None:
        """End the connection."""


class Aside:
    """Connections of this process that hold no transaction; as many as are used at the same moment."""

    def __init__(self) -> None:
        self.idle: deque[Asked] = deque()
        self._owner: tuple[int, Engine] | None = None

    def ask(self, engine: Engine, statement: str, values: Sequence[Any]) -> list[Any]:
        """All rows of a statement with marks as `mark` gives them. A connection that fails is thrown away. Raises the driver's errors."""
        owner = (os.getpid(), engine)
        if self._owner != owner:  # another process, another database: what is idle is not ours
            self.idle, self._owner = deque(), owner
            event.listen(engine, "engine_disposed", self._close)
        try:
            connection = self.idle.pop()
        except IndexError:
            connection = _open(engine)
        try:
            rows = connection.rows(statement, values)
        except BaseException:
            connection.close()
            raise
        self.idle.append(connection)
        return rows

    def _close(self, engine: Engine) -> None:
        while self.idle:
            self.idle.pop().close()


def mark(dialect: str, number: int) -> str:
    """How the parameter of this number, from one on, stands in a statement."""
    return f"${number}" if dialect == "postgresql" else "?"


def _open(engine: Engine) -> Asked:
    pooled = engine.raw_connection()
    connection: Any = pooled.driver_connection
    pooled.detach()
    return _Prepared(connection, engine.dialect.loaded_dbapi) if engine.dialect.name == "postgresql" else _File(connection)


class _File:
    """SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.close = connection.close

    def rows(self, statement: str, values: Sequence[Any]) -> list[Any]:
        return self._connection.execute(statement, values).fetchall()


class _Prepared:
    """PostgreSQL through psycopg: its types and its errors, without its cursors. Each statement is prepared when it is first asked."""

    def __init__(self, connection: Any, driver: Any) -> None:
        connection.autocommit = True
        self._connection = connection
        self._driver = driver
        self._types: Callable[[Any], Any] = driver.adapt.Transformer
        self._as_usual = driver.adapt.PyFormat.AUTO
        self._rows_found = driver.pq.ExecStatus.TUPLES_OK
        self._prepared: dict[tuple[str, Any], bytes] = {}
        self.close = connection.close

    def rows(self, statement: str, values: Sequence[Any]) -> list[Any]:
        types = self._types(self._connection)
        given = types.dump_sequence(values, [self._as_usual] * len(values))
        name = self._prepared.get((statement, types.types)) or self._prepare(statement, types.types)
        result = self._connection.pgconn.exec_prepared(name, given, types.formats)
        if result.status != self._rows_found:
            self._fail(result)
        types.set_pgresult(result)
        found: list[Any] = types.load_rows(0, result.ntuples, tuple)
        return found

    def _prepare(self, statement: str, types: tuple[int, ...] | None) -> bytes:
        server = self._connection.pgconn
        if len(self._prepared) >= MOST_PREPARED:
            server.exec_(b"DEALLOCATE ALL")
            self._prepared.clear()
        name = b"aside_%d" % len(self._prepared)
        result = server.prepare(name, statement.encode(self._connection.info.encoding), types)
        if result.status != self._driver.pq.ExecStatus.COMMAND_OK:
            self._fail(result)
        self._prepared[statement, types] = name
        return name

    def _fail(self, result: Any) -> None:
        raise self._driver.errors.error_from_result(result, self._connection.info.encoding)
