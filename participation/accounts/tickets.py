"""Tickets for what is half done on the way in: given with a hashed token, living for minutes, used once. They give no right."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.factor_models import SignInTicket, TicketKind
from participation.accounts.models import Person
from participation.kit.codes import hash_token
from participation.kit.errors import Gone
from participation.kit.language import gettext as _

LASTS = {
    TicketKind.SECOND_STEP: timedelta(minutes=15),
    TicketKind.PASSKEY: timedelta(minutes=5),
    TicketKind.NEW_PASSKEY: timedelta(minutes=5),
    TicketKind.NEW_PERSON: timedelta(minutes=20),
}
"""How long each can be used."""


def give_ticket(
    session: Session, kind: TicketKind, token: str, now: datetime, *, person_id: int | None = None, sealed: bytes | None = None, next_url: str = "/"
) -> SignInTicket:
    """Remember under the hash of a token what its browser may go on with."""
    ticket = SignInTicket(
        kind=kind,
        token_hash=hash_token(token),
        person_id=person_id,
        sealed=sealed,
        next_url=next_url[:500],
        created_at=now,
        expires_at=now + LASTS[kind],
    )
    session.add(ticket)
    session.flush()
    return ticket


def living_ticket(session: Session, kind: TicketKind, token: object, now: datetime) -> SignInTicket | None:
    """The ticket of a token with its person and the person's mandates; None where it was used, ran out or was for something else."""
    if not isinstance(token, str):
        return None
    statement = select(SignInTicket).where(SignInTicket.token_hash == hash_token(token), SignInTicket.kind == kind, SignInTicket.expires_at > now)
    owner = joinedload(SignInTicket.person)
    ticket = session.execute(statement.options(owner.joinedload(Person.mandates), owner.joinedload(Person.district))).unique().scalar_one_or_none()
    return None if ticket is None or (ticket.person is not None and ticket.person.deleted_at is not None) else ticket


def use_ticket(session: Session, ticket: SignInTicket) -> None:
    """End a ticket; of two at the same moment only one. Raises Gone for the other."""
    done = session.execute(delete(SignInTicket).where(SignInTicket.id == ticket.id), execution_options={"synchronize_session": False})
    if done.rowcount != 1:  # type: ignore[attr-defined]  # a DELETE's cursor result
        raise Gone(_("Diese Anmeldung wurde schon zu Ende geführt. Bitte melden Sie sich noch einmal an."))


def end_tickets(session: Session, person_id: int) -> None:
    """End all tickets of a person."""
    session.execute(delete(SignInTicket).where(SignInTicket.person_id == person_id))


def sweep_tickets(session: Session, now: datetime) -> int:
    """Delete those that ran out. Returns how many."""
    return session.execute(delete(SignInTicket).where(SignInTicket.expires_at <= now)).rowcount  # type: ignore[attr-defined, no-any-return]  # a DELETE's cursor result
