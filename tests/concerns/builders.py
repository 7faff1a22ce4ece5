"""Builders for concerns: each through the same actions as a click."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.concerns.actions import Draft, ask_to_send, confirm, send_concern
from participation.concerns.models import Concern, ConcernCategory, ConcernKey, Status
from participation.concerns.office_actions import answer
from participation.concerns.rules import Asking
from participation.concerns.setup_actions import Rule, add_category, give_key
from participation.followups.models import Office
from participation.kit import clock
from participation.places.actions import Wish, keep_place
from participation.places.models import Place
from participation.settings import Settings
from tests.builders import a_resident, an_administrator
from tests.followups.builders import an_office

_numbers = count(1)
OWN = Settings(secret_key="tests-only-" + "x" * 32, base_url="http://localhost", var_dir=Path("unused"))
"""As the application of the tests has them."""
TEXT = "Die Laterne vor dem Haus ist seit Montag dunkel."


def a_category(session: Session, office: Office | None = None, name: str = "", *, days: int = 7) -> ConcernCategory:
    """A rule: which office answers, within how many days."""
    rule = Rule(name or f"Kategorie {next(_numbers)}", "", office or an_office(session), days)
    return add_category(session, an_administrator(session), rule, clock.now())


def a_point(session: Session, town: Any) -> Place:
    """A place in the middle of the town."""
    west, south, east, north = town.box
    middle = [(west + east) / 2 / 100_000, (south + north) / 2 / 100_000]
    return keep_place(session, town, Wish(on_map=True, geometry=json.dumps({"type": "Point", "coordinates": middle})))


def a_concern(session: Session, category: ConcernCategory, by: Person | None = None, text: str = TEXT, **more: Any) -> Concern:
    """A concern of somebody with an account."""
    return send_concern(session, OWN, by or a_resident(session), Draft(category, text, **more), "de", clock.now())


def an_asked_concern(session: Session, category: ConcernCategory, email: str = "gast@town.example") -> Concern:
    """A concern whose mailed link nobody has followed."""
    return ask_to_send(session, OWN, email, Draft(category, TEXT), "de", clock.now())


def a_guests_concern(session: Session, category: ConcernCategory, email: str = "gast@town.example") -> Concern:
    """One whose link was followed."""
    concern = an_asked_concern(session, category, email)
    confirm(session, OWN, concern, clock.now())
    return concern


def an_answer(session: Session, concern: Concern, status: Status = Status.DONE, text: str = "Sie leuchtet wieder.") -> None:
    """The administration answers."""
    answer(session, OWN, Asking(an_administrator(session)), concern, status, text, clock.now())


def a_key(session: Session, name: str = "Klar! App") -> tuple[ConcernKey, str]:
    """A key for another app."""
    return give_key(session, an_administrator(session), name, clock.now())
