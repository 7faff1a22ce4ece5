"""The migrations make exactly the tables that the models describe, on both databases."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask

from participation.kit.database import Base, db
from participation.kit.schema import is_up_to_date


def test_migrations_are_in_step_with_the_models(app: Flask) -> None:
    with app.app_context():
        context = MigrationContext.configure(db.engine, opts={"compare_type": True, "include_object": _is_a_model})
        assert compare_metadata(context, Base.metadata) == []


def test_a_migrated_database_is_up_to_date(migrated_app: Flask) -> None:
    with migrated_app.app_context():
        assert is_up_to_date(migrated_app)


def _is_a_model(thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    return not (kind == "table" and name is not None and name.startswith(("search_", "alembic_version")))
