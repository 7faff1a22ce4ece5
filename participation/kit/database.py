"""One database layer that behaves the same on SQLite and on PostgreSQL.

SQLite loses read-then-write updates silently under Python's default settings; here every transaction that may write
begins with BEGIN IMMEDIATE, and every commit is on the disk (WAL, synchronous FULL) before it is acknowledged.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as AppSession
from sqlalchemy import DateTime, Dialect, Engine, MetaData, Table, TypeDecorator, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session

from participation.kit.turns import begin_to_write, stand_in_line

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table derives from; knows no web framework."""

    metadata = MetaData(naming_convention=NAMES)


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements that are made once and run often: they cost a fraction of those on the model.

    They neither write first what waits in the session, nor tell it what they changed; the caller does.
    """
    return cast(Table, model.__table__)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware of its zone in Python, UTC in the database. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC; SQLite has no zones and stores it without."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: aware, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class OneDatabase(AppSession):
    """A session of the application, which has one database: no statement is searched for the tables that say which."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **_also: Any) -> Engine | Connection:
        """The application's engine, unless another is asked for."""
        return self._db.engine if bind is None else bind


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "class_": OneDatabase})


def current_session() -> Session:
    """The session of this request, job or command; the caller of an action commits it once."""
    return db.session()


_reading: ContextVar[bool] = ContextVar("reading", default=False)


def reading_only(only: bool) -> None:
    """Say for this request whether its transactions only read; jobs and commands may always write."""
    _reading.set(only)


def only_reads() -> bool:
    """Whether this request's transactions only read."""
    return _reading.get()


View = TypeVar("View", bound=Callable[..., Any])


def casts_ballots(view: View) -> View:
    """A view whose own transaction only reads although it is a POST, because ballots go to a writer with transactions of its own.

    Only where ballots are written in groups (SQLite); elsewhere it is a POST like any other.
    """
    view.hands_ballots_on = True  # type: ignore[attr-defined]  # a mark that `hands_ballots_on` reads
    return view


def hands_ballots_on(view: object) -> bool:
    """Whether a view is marked by `casts_ballots`."""
    return getattr(view, "hands_ballots_on", False)


def tune(engine: Engine) -> Engine:
    """Give an engine the product's connection settings; the same for the web, jobs, commands and tests."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        turns = stand_in_line(engine)

        def begin(connection: Connection) -> None:
            if _reading.get():
                driver: Any = connection.connection.driver_connection
                driver.execute("BEGIN")  # past SQLAlchemy, whose words for it cost ten times as much; it waits for nobody, so it cannot fail
            else:
                begin_to_write(connection, turns)

        event.listen(engine, "begin", begin)
    return engine


def _open_sqlite(connection: Any, record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    cursor = connection.cursor()  # secure_delete: what was deleted is overwritten, not left on free pages
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@contextmanager
def own_transaction() -> Iterator[Session]:
    """A short transaction of its own that stays even where the request fails later, for example a counted attempt.

    The request's own transaction must not have written yet: it is ended first, because SQLite has one writer.
    """
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("the request has already written; count attempts before the act")
    db.session.commit()
    token = _reading.set(False)
    try:
        with Session(db.engine, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
            session.commit()
    finally:
        _reading.reset(token)


@contextmanager
def snapshot() -> Iterator[Session]:
    """A look at the database that does not move while others write: for long reads such as exports. Nothing can be written in it."""
    bind: Any = db.engine
    if isinstance(bind, Engine) and bind.dialect.name == "postgresql":
        bind = bind.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with Session(bind, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
        token = _reading.set(True)
        try:
            session.connection()  # begins here, and only reads; the caller's other transactions may write
        finally:
            _reading.reset(token)
        yield session
        session.rollback()
