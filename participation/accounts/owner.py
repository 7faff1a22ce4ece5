"""Whose ways in are being changed: somebody signed in, or somebody held at sign-in who must set up a second sign first."""

from __future__ import annotations

from dataclasses import dataclass

from flask import session as browser

from participation.accounts.current import signed_in_person
from participation.accounts.entering import held_ticket, let_in
from participation.accounts.factor_actions import mark_confirmed
from participation.accounts.factor_models import SignInTicket
from participation.accounts.factors import Standing, standing_of
from participation.accounts.models import Person
from participation.accounts.passkeys import Site
from participation.accounts.queries import web_session_by_id
from participation.accounts.rules import NextStep, may_change_ways_in
from participation.accounts.tickets import use_ticket
from participation.accounts.web_sessions import shown_recently
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.identity import visitor
from participation.kit.links import safe_next
from participation.kit.pages import settings
from participation.kit.rules import demand


@dataclass(frozen=True, slots=True)
class Owner:
    """The person with what is known of the ways in; `ticket` where the person is not signed in yet."""

    person: Person
    standing: Standing
    ticket: SignInTicket | None = None

    @property
    def next_url(self) -> str:
        """Where to go on afterwards."""
        return safe_next(self.ticket.next_url) if self.ticket else "/konto/sicherheit"


def owner() -> Owner:
    """Who it is. Raises Refused for whoever is nobody yet, or owes a second sign that there is."""
    session, required = current_session(), settings().second_factor_required
    if visitor() is None:
        ticket = held_ticket(session)
        if ticket is not None and ticket.person is not None:
            standing = standing_of(session, ticket.person, required=required)
            if standing.due == NextStep.SET_UP:
                return Owner(ticket.person, standing, ticket)
    person = signed_in_person()
    return Owner(person, standing_of(session, person, required=required))


def showed_again(*, second_step: bool = False) -> bool:
    """Whether the visitor signed in, or showed again who it is, a moment ago."""
    signed_in = visitor()
    row = web_session_by_id(current_session(), signed_in.web_session.id) if signed_in else None
    return row is not None and shown_recently(row, clock.now(), second_step=second_step)


def changing_owner() -> Owner:
    """Who it is, where ways in are about to be changed. Raises Refused, with the help for it, where the last sign is too long ago."""
    found = owner()
    demand(may_change_ways_in(shown_again=found.ticket is not None or showed_again(second_step=found.standing.signs.any_second)))
    return found


def sign_was_set_up(found: Owner) -> None:
    """After a sign was set up: whoever was held is signed in now, whoever was signed in has shown it here. Commits."""
    session = current_session()
    if found.ticket is not None:
        use_ticket(session, found.ticket)
        let_in(session, found.person, second_step=True)
        return
    signed_in = visitor()
    if signed_in is not None:
        mark_confirmed(session, signed_in.web_session.id, clock.now(), second_step=True)
    session.commit()


def take_challenge() -> object:
    """The challenge that this browser was given for a passkey, once."""
    return browser.pop("passkey", None)


def site() -> Site:
    """For whom passkeys are made."""
    return Site.of(settings().base_url, f"{settings().site_name} {settings().city_name}".strip())
