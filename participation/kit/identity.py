"""Who is asking: Flask-Login behind one door, with sessions kept on the server.

The signed cookie carries a random token, the table its hash; ending a session is deleting its row. Flask-Login's "id of the
user" is that token. Its "strong" protection stays off: it trusts X-Forwarded-For.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, g, session
from flask_login import LoginManager, current_user, login_user, logout_user

from participation.kit.cookies import ReadyCookies


class SignedIn:
    """What Flask-Login keeps for a request."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, token: str, person: Any, web_session: Any) -> None:
        self.token = token
        self.person = person
        self.web_session = web_session

    def get_id(self) -> str:
        """The session's token, not the person's number."""
        return self.token


NOBODY = SignedIn("", None, None)
"""Who looks while a part is made for everybody (`kept.py`): nobody is signed in then, whoever asked."""


def init_identity(app: Flask, load: Callable[[str], SignedIn | None]) -> None:
    """Let the application know people; `load` finds the living session of a token, or None."""
    app.session_interface = ReadyCookies()
    manager = LoginManager(app, add_context_processor=False)  # templates ask for the person, not for what Flask-Login keeps
    manager.session_protection = None
    manager.user_loader(load)


def has_session() -> bool:
    """Whether the browser holds a session cookie with something in it; a mere reader has none."""
    return bool(session)


def visitor() -> SignedIn | None:
    """The signed-in visitor of this request, or None. While a page is made for many, whoever stands in for them (`own_pages.py`)."""
    stand_in: SignedIn | None = g.get("stand_in")
    if stand_in is not None:
        return None if stand_in is NOBODY else stand_in
    if session_token() is None:  # a mere reader: there is nobody to look up
        return None
    user = current_user._get_current_object()  # asked for once: each look through the proxy asks Flask-Login again
    return user if user is not None and user.is_authenticated else None


def take_for_visitor(seen: SignedIn) -> None:
    """For the rest of this request its visitor is whoever a view has looked up by itself; nobody is looked up again."""
    g._login_user = seen  # where Flask-Login keeps whom it found


def session_token() -> str | None:
    """The token in the browser's cookie, whether or not its session still lives; for whoever looks it up in a way of their own."""
    token = session.get("_user_id")
    return token if isinstance(token, str) else None


def remember(signed_in: SignedIn) -> None:
    """Begin a signed-in session: everything of the one before is forgotten, so nothing can be planted."""
    session.clear()
    login_user(signed_in)


def forget() -> None:
    """End the browser's session."""
    logout_user()
    session.clear()
