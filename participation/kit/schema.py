"""Bringing a database up to date, for the demo, the tests and `participation migrate`."""

from __future__ import annotations

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection

from participation.kit.database import db


def migrate(app: Flask, connection: Connection | None = None) -> None:
    """Run all migrations that the database has not seen yet."""
    with app.app_context():
        config = app.extensions["migrate"].migrate.get_config()
        if connection is not None:
            config.attributes["connection"] = connection
        command.upgrade(config, "head")
        db.session.remove()


def is_up_to_date(app: Flask) -> bool:
    """Whether the database has seen the newest migration."""
    scripts = ScriptDirectory.from_config(app.extensions["migrate"].migrate.get_config())
    return MigrationContext.configure(db.session.connection()).get_current_revision() == scripts.get_current_head()
