"""Inserts that meet an existing row: one statement on SQLite and on PostgreSQL, so nothing can come between."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_or(session: Session, model: type[Any]) -> postgresql.Insert:
    """An INSERT for the session's database that knows `on_conflict_do_update` and `on_conflict_do_nothing`."""
    return insert_for(dialect_of(session), model)


def dialect_of(session: Session) -> str:
    """The kind of database behind a session, `sqlite` or `postgresql`: for whoever makes a statement once for each."""
    return session.get_bind().dialect.name


def insert_for(dialect: str, model: Any) -> postgresql.Insert:
    """The same for a kind of database; `model` may be a table."""
    if dialect == "sqlite":
        return cast(postgresql.Insert, sqlite.insert(model))  # both classes share the two methods
    return postgresql.insert(model)
