"""From a person to a signed-in browser, and back: used by the views that sign people in."""

from __future__ import annotations

from flask import request, url_for
from flask import session as browser
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from participation.accounts.browsers import browser_name
from participation.accounts.factor_models import SignInTicket, TicketKind
from participation.accounts.factors import standing_of
from participation.accounts.guests import note_guest
from participation.accounts.models import Person
from participation.accounts.rules import NextStep
from participation.accounts.tickets import give_ticket, living_ticket
from participation.accounts.web_sessions import begin_session, end_session
from participation.kit import clock
from participation.kit.codes import new_token
from participation.kit.fragments import go_to
from participation.kit.identity import SignedIn, forget, remember, visitor
from participation.kit.links import safe_next
from participation.kit.pages import LANGUAGE_COOKIE, settings

A_YEAR = 365 * 24 * 3600
_HELD = "second_step"


def enter(session: Session, person: Person, next_url: str, *, second_step: bool = False) -> Response:
    """Sign this browser in, commit, and go on to where the person was; where a second sign is due, hold the person until it is shown.

    `second_step`: it was shown already, or the way in is worth two.
    """
    if not second_step and standing_of(session, person, required=settings().second_factor_required).due != NextStep.NONE:
        return _hold(session, person, next_url)
    let_in(session, person, second_step=second_step)
    response = go_to(safe_next(next_url))
    if LANGUAGE_COOKIE not in request.cookies and person.language != settings().default_language:
        keep_language(response, person.language)
    return response


def let_in(session: Session, person: Person, *, second_step: bool) -> None:
    """Sign this browser in with a new token, and commit. Who was signed in here before is signed out."""
    _end_before(session)
    token, row = begin_session(session, person, browser_name(request.user_agent.string), clock.now(), second_step=second_step)
    session.commit()
    remember(SignedIn(token, person, row))
    note_guest(person)


def _hold(session: Session, person: Person, next_url: str) -> Response:
    """Remember on the server that one sign was shown. The browser is nobody's until the second: it gets no session."""
    _end_before(session)
    token = new_token()
    give_ticket(session, TicketKind.SECOND_STEP, token, clock.now(), person_id=person.id, next_url=safe_next(next_url))
    session.commit()
    forget()
    browser[_HELD] = token
    return go_to(url_for("second_step.show"))


def _end_before(session: Session) -> None:
    before = visitor()
    if before is not None:
        end_session(session, before.web_session.id)


def held_ticket(session: Session) -> SignInTicket | None:
    """The ticket of whoever has shown one sign in this browser and owes the second; None where that was nobody, or too long ago."""
    return living_ticket(session, TicketKind.SECOND_STEP, browser.get(_HELD), clock.now())


def keep_language(response: Response, language: str) -> None:
    """Let this browser speak the language that the person chose."""
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=A_YEAR, secure=settings().secure, httponly=True, samesite="Lax")


def no_store(response: Response) -> Response:
    """Keep pages about an account out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
