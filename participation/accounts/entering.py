"""From a person to a signed-in browser, and back: used by the views that sign people in."""

from __future__ import annotations

from flask import request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from participation.accounts.browsers import browser_name
from participation.accounts.models import Person
from participation.accounts.web_sessions import begin_session, end_session
from participation.kit import clock
from participation.kit.fragments import go_to
from participation.kit.identity import SignedIn, remember, visitor
from participation.kit.links import safe_next
from participation.kit.pages import LANGUAGE_COOKIE, settings

A_YEAR = 365 * 24 * 3600


def enter(session: Session, person: Person, next_url: str) -> Response:
    """Sign this browser in with a new token, commit, and go on to where the person was. Who was signed in here before is signed out."""
    before = visitor()
    if before is not None:
        end_session(session, before.web_session.id)
    token, row = begin_session(session, person, browser_name(request.user_agent.string), clock.now())
    session.commit()
    remember(SignedIn(token, person, row))
    response = go_to(safe_next(next_url))
    if LANGUAGE_COOKIE not in request.cookies and person.language != settings().default_language:
        keep_language(response, person.language)
    return response


def keep_language(response: Response, language: str) -> None:
    """Let this browser speak the language that the person chose."""
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=A_YEAR, secure=settings().secure, httponly=True, samesite="Lax")


def no_store(response: Response) -> Response:
    """Keep pages about an account out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
