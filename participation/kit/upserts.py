"""Inserts that meet an existing row: one statement on SQLite and on PostgreSQL, so nothing can come between."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_or(session: Session, model: type[Any]) -> postgresql.Insert:
    """An INSERT for the session's database that knows `on_conflict_do_update` and `on_conflict_do_nothing`."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(postgresql.Insert, sqlite.insert(model))  # both classes share the two methods
    return postgresql.insert(model)
