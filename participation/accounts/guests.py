"""The gate for guests: whoever has a confirmed address and no account may send what is named here, and nothing else (decision 052)."""

from __future__ import annotations

from collections.abc import Collection

from flask import Flask, current_app, request
from flask import session as browser

from participation.accounts.levels import needs_account
from participation.accounts.models import Person
from participation.kit.identity import visitor
from participation.kit.rules import demand

_MARK = "guest"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def init_guests(app: Flask, endpoints: Collection[str]) -> None:
    """Refuse all that guests send to other endpoints than these, before any room is asked. Costs others a look into their cookie."""
    app.extensions["open_to_guests"] = frozenset(endpoints)

    @app.before_request
    def refuse_guests() -> None:
        if not browser.get(_MARK) or request.method in _READING or request.endpoint is None or open_to_guests(request.endpoint):
            return
        seen = visitor()
        if seen is not None and seen.person.is_guest:
            demand(needs_account())


def open_to_guests(endpoint: str | None) -> bool:
    """Whether guests may send something there."""
    return endpoint in current_app.extensions["open_to_guests"]


def note_guest(person: Person) -> None:
    """Let the signed cookie say that a guest is signed in, so that nobody else's requests look for one."""
    if person.is_guest:
        browser[_MARK] = True
