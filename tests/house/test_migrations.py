"""The migrations make exactly the tables that the models describe, on both databases."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, update
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from participation.kit.database import Base, db
from participation.kit.schema import is_up_to_date, migrate
from participation.surveys.models import Survey
from participation.surveys.queries import responses
from tests.surveys.builders import a_survey_with_codes, an_open_survey, answer


def test_migrations_are_in_step_with_the_models(app: Flask) -> None:
    with app.app_context():
        context = MigrationContext.configure(db.engine, opts={"compare_type": True, "include_object": _is_a_model})
        assert compare_metadata(context, Base.metadata) == []


def test_a_migrated_database_is_up_to_date(migrated_app: Flask) -> None:
    with migrated_app.app_context():
        assert is_up_to_date(migrated_app)


def test_the_latest_migrations_go_back_and_come_again(own_app: Flask) -> None:
    """Down to before the channels of surveys and up again: the same tables, checks, indexes and triggers, and what was in them."""
    with own_app.app_context():
        session = db.session()
        survey = an_open_survey(session)
        answer(session, survey, {"visits": "often", "age": "40"})
        number, before = survey.id, _everything(session)
        session.commit()
        db.session.remove()
        config = own_app.extensions["migrate"].migrate.get_config()
        command.downgrade(config, "0028")
        db.session.remove()
        assert not inspect(db.engine).has_table("survey_code")
        assert "channel" not in {column["name"] for column in inspect(db.engine).get_columns("survey_response")}
    migrate(own_app)
    with own_app.app_context():
        session = db.session()
        assert _everything(session) == before
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True, "include_object": _is_a_model})
        assert compare_metadata(context, Base.metadata) == []
        assert responses(session, session.get_one(Survey, number)) == 1
        with pytest.raises(DatabaseError, match="frozen"), session.begin_nested():
            session.execute(update(Survey).where(Survey.id == number).values(mode="account"))


def test_surveys_with_codes_stop_the_way_back(own_app: Flask) -> None:
    with own_app.app_context():
        session = db.session()
        a_survey_with_codes(session)
        session.commit()
        db.session.remove()
        with pytest.raises((RuntimeError, IntegrityError)):
            command.downgrade(own_app.extensions["migrate"].migrate.get_config(), "0028")
        db.session.remove()
        assert inspect(db.engine).has_table("survey_code")


def _everything(session: Session) -> list[tuple[str, str]]:
    """What the database says of its tables, indexes, triggers and functions: names and words."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        asked = "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
    else:
        asked = """
            SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT 'check ' || conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
              WHERE connamespace = 'public'::regnamespace
            UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
            UNION ALL SELECT 'function ' || proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION ALL SELECT 'column ' || table_name || ' ' || column_name, concat_ws(' ', data_type, is_nullable, column_default)
              FROM information_schema.columns WHERE table_schema = 'public'
        """
    return sorted((name, _in_order(words)) for name, words in connection.exec_driver_sql(asked))


def _in_order(words: str) -> str:
    """A table's columns and constraints, sorted: alembic writes a table of SQLite anew with its constraints in any order."""
    if not words.startswith("CREATE TABLE"):
        return words
    first, *parts = words.split("\n\t")
    return "\n\t".join([first, *sorted(part.rstrip(",\n) ").replace("\n", "") for part in parts)])


def _is_a_model(thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    return not (kind == "table" and name is not None and name.startswith(("search_", "alembic_version")))
