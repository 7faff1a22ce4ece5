"""Whoever only looks changes nothing, and a reader leaves with no cookie."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, inspect
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.database import Base, db
from tests.house.routes import ROLES, World
from tests.house.world import TABLE

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Browse = Callable[[Person | None], FlaskClient]
SEEN = ("web_session", "last_seen_at")
COUNTED = "rate_count"
"""How many files somebody took away is counted, so that nobody keeps the machine busy with them; swept after two days."""


def _columns(table: Table) -> list[object]:
    return [column for column in table.columns if (table.name, column.name) != SEEN]


def _everything(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Each table's rows, all columns but when a browser was last seen."""
    with app.app_context():
        connection = db.engine
        present = set(inspect(connection).get_table_names())
    return {
        table.name: sorted((tuple(row) for row in connection.execute(table.select().with_only_columns(*_columns(table)))), key=repr)  # type: ignore[attr-defined, arg-type]  # the test's connection
        for table in Base.metadata.sorted_tables
        if table.name in present and table.name != COUNTED
    }


def _written(app: Flask) -> int:
    """How many rows were ever written through the connection that all requests of a test share, those taken back included."""
    with app.app_context():
        connection = db.engine
    return connection.connection.driver_connection.total_changes  # type: ignore[attr-defined, no-any-return]  # the test's connection, SQLite's


def test_no_page_changes_a_row(app: Flask, session: Session, world: World, browse: Browse) -> None:
    browsers = {role: browse(getattr(world, role)) for role in ROLES}
    session.commit()
    before = _everything(app)
    assert before["person"]
    assert before["proposal"]
    addresses = {name: row.url(world) for name, row in TABLE.items() if name.endswith(" GET")}
    session.rollback()
    written = 0
    for name, url in (*addresses.items(), ("at the end", "/")):
        for role, browser in browsers.items():
            browser.get(url)
            if role in ("resident", "administrator"):
                browser.open(url, method="HEAD")
                browser.open(url, method="OPTIONS")
        if written != _written(app) or name == "at the end":  # comparing all tables takes longer than making the page
            written, after = _written(app), _everything(app)
            assert [table for table in before if before[table] != after[table]] == [], name


def test_reading_leaves_no_cookie(app: Flask, session: Session, world: World) -> None:
    addresses = {name: row.url(world) for name, row in TABLE.items() if name.endswith(" GET")}
    session.rollback()
    given = {}
    for name, url in addresses.items():
        response = app.test_client().get(url)
        if response.status_code != 200 or "Set-Cookie" in response.headers:
            given[name] = response.status_code, response.headers.get("Set-Cookie", "").split("=")[0]
    with_cookie = {name for name, (_status, cookie) in given.items() if cookie}
    forms = {
        "guests",
        "guest_entry",
        "accounts",
        "board",
        "concern_sending",
        "draw_seats",
        "invited",
        "leave_mail",
        "leaving",
        "oidc",
        "passkeys",
        "meeting_entry",
        "meeting_registrations",
        "meeting_room",
        "newsletters",
        "moderation_notices",
        "team",
        "public_log_mail",
        "public_log_mine",
        "site",
        "survey_codes",
        "surveys",
        "trustees",
        "vote_results",
        "votes",
        "voting_codes",
    }  # what is sent without an account needs a token
    assert {name.split(".")[0] for name in with_cookie} <= forms, with_cookie


def test_head_answers_as_get_without_a_body(world: World, browse: Browse) -> None:
    for name, row in TABLE.items():
        if name.endswith(" GET"):
            response = browse(world.administrator).open(row.url(world), method="HEAD")
            assert response.status_code < 500 or str(response.status_code) == row.expected()["administrator"], name
            assert response.data == b"", name
