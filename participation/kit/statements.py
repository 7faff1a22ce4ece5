"""Statements that belong to a table and that SQLAlchemy has no words for: triggers, full-text indexes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from sqlalchemy import Connection, event


def run_with(table: Any, moment: Literal["after_create", "after_drop"], dialect: str, statements: Iterable[str]) -> None:
    """Run statements whenever `create_all` or `drop_all` reaches the table on that database; migrations run them by themselves."""

    def run(target: object, connection: Connection, **_options: object) -> None:
        if connection.dialect.name == dialect:
            for statement in statements:
                connection.exec_driver_sql(statement)

    event.listen(table, moment, run)
