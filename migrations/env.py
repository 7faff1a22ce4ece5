"""Alembic's environment: the application's own engine and tables."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

from participation.kit.database import Base, db


def include(thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """Search tables are made by their own statements and are not models."""
    return not (kind == "table" and name is not None and name.startswith("search_"))


def run() -> None:
    """Bring the database up to date in one transaction."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET lock_timeout = '5s'"))
            connection.commit()
        _migrate(connection)
        connection.commit()


def _migrate(connection: object) -> None:
    context.configure(
        connection=connection,  # type: ignore[arg-type]  # a SQLAlchemy connection
        target_metadata=Base.metadata,
        render_as_batch=True,
        include_object=include,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
