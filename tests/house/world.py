"""The rooms' route tables together, the world that their addresses name, and a way to try something in it and take it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec

from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from participation.accounts.models import Role
from participation.kit.database import Base, db
from tests.builders import a_consultation, a_person, a_resident, an_administrator
from tests.house.routes import Row, World

ROOMS = (
    "kit",
    "accounts",
    "consultations",
    "places",
    "proposals",
    "finding",
    "transfers",
    "moving",
    "embedding",
    "discussions",
    "votes",
    "councils",
    "invitations",
    "assemblies",
    "amendments",
    "reviews",
    "duplicates",
    "reports",
    "draws",
    "public_log",
    "site",
    "followups",
    "budgets",
    "opinions",
    "encrypted",
    "surveys",
    "traces",
    "sense",
    "administration",
    "newsletters",
    "organisations",
    "moderation",
    "meetings",
    "measures",
    "concerns",
    "opendata",
    "insight",
    "dossiers",
    "openapi",
)
TABLES = [import_module(f"tests.{room}.route_table") for room in ROOMS if find_spec(f"tests.{room}.route_table")]
TABLE: dict[str, Row] = {name: row for module in TABLES for name, row in module.TABLE.items()}
BY_ROOM: dict[str, dict[str, Row]] = {module.__name__.split(".")[1]: module.TABLE for module in TABLES}
BY_PROGRAMS = {"open311.hand_in POST"}
"""What other apps send without a session: the key in the body is the authority, and it has tests of its own."""


def build_world(session: Session) -> World:
    """A consultation in October 2026, one person a role, and what the rooms put into it."""
    consultation = a_consultation(session)
    elsewhere = a_consultation(session, "Anderswo")
    found = World(
        consultation=consultation,
        elsewhere=elsewhere,
        anonymous=None,
        resident=a_resident(session),
        moderator_elsewhere=a_person(session, moderates=elsewhere),
        moderator=a_person(session, moderates=consultation),
        office=a_person(session, role=Role.OFFICE),
        council=a_person(session, role=Role.COUNCIL),
        administrator=an_administrator(session),
    )
    for module in TABLES:
        if hasattr(module, "furnish"):
            module.furnish(session, found)
    session.commit()
    for thing in vars(found).values():
        expired = inspect(thing).expired_attributes if isinstance(thing, Base) else ()
        if expired:
            session.refresh(thing, expired)  # whoever uses the world after its session needs what it holds
    return found


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """What happens inside is taken back."""
    with app.app_context():
        connection = db.engine
    savepoint = connection.begin_nested()  # type: ignore[attr-defined]  # the test's connection
    try:
        yield
    finally:
        savepoint.rollback()
