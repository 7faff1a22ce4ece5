"""POSTs of programs, mail programs among them: they have no session and saw no page, so they carry an authority of their own, no form's token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])
BY_PROGRAMS, BY_MAIL_PROGRAMS = "posted_by_programs", "posted_by_mail_programs"
"""How the views are marked that take such a POST."""


def posted_by_programs(view: View) -> View:
    """Mark a view that takes a POST without the token against forged requests.

    It must look at nothing but the key in the request: whoever is signed in counts for nothing, so a forged request, which lacks the key, does nothing.
    """
    view.__dict__[BY_PROGRAMS] = True
    return view


def let_programs_post(app: Flask) -> None:
    """Free the marked views from the token, and no others."""
    for view in app.view_functions.values():
        if getattr(view, BY_PROGRAMS, False) or getattr(view, BY_MAIL_PROGRAMS, False):
            app.extensions["csrf"].exempt(f"{view.__module__}.{view.__name__}")
