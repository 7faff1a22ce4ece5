"""The person of this request: the door between the web and the rooms."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import request

from participation.accounts.guests import open_to_guests
from participation.accounts.levels import needs_account
from participation.accounts.models import Person
from participation.accounts.quick import quick_visit
from participation.kit import clock
from participation.kit.errors import Refused
from participation.kit.identity import SignedIn, session_token, take_for_visitor, visitor
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.kit.rules import demand


def current_person() -> Person | None:
    """Who is signed in, or None for a reader."""
    signed_in = visitor()
    return signed_in.person if signed_in else None


def signed_in_person() -> Person:
    """Who is signed in. Raises Refused, which leads a reader to the sign-in page and back."""
    person = current_person()
    if person is None:
        raise Refused(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    return person


def signed_in_reader() -> Person:
    """As `signed_in_person`, where the person is only read and every tenth of a millisecond counts; it belongs to no database session.

    The rest of the request finds the same one, so nothing of it may write its person.
    """
    token = session_token()
    seen = quick_visit(token, settings(), clock.now()) if token else None
    if token is None or seen is None:
        return signed_in_person()
    take_for_visitor(SignedIn(token, *seen))
    return seen[0]


def signed_in_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view for signed-in people only; others are led to the sign-in page and back. Guests see it where they may do everything on it."""

    @wraps(view)
    def guarded(*arguments: Any, **named: Any) -> Any:
        if signed_in_person().is_guest and not open_to_guests(request.endpoint):
            demand(needs_account())
        return view(*arguments, **named)

    return guarded
