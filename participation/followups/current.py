"""The offices that somebody works for, looked up once a request: the panels of several rooms ask on the same page."""

from __future__ import annotations

from flask import g

from participation.accounts.models import Person
from participation.followups.queries import offices_of
from participation.kit.database import current_session


def own_offices(person: Person | None) -> frozenset[int]:
    """The numbers of these offices, as they were when the request first asked: for what a page shows, not for what an act may do."""
    known: dict[int, frozenset[int]] = g.setdefault("own_offices", {})
    if person is None:
        return frozenset()
    if person.id not in known:
        known[person.id] = offices_of(current_session(), person)
    return known[person.id]
