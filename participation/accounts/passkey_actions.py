"""Passkeys of people: a challenge, a new one, one that signs in, one that goes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from participation.accounts.factor_models import Passkey, RecoveryCode, TicketKind
from participation.accounts.factors import passkey_by_credential, passkeys_of
from participation.accounts.mails import mail_note
from participation.accounts.models import Person
from participation.accounts.passkeys import BadAnswer, Site, creation_options, credential_in, new_challenge, read_made, read_signed, request_options
from participation.accounts.people import add_unique
from participation.accounts.rules import Signs, may_remove_sign
from participation.accounts.tickets import give_ticket, living_ticket, use_ticket
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.settings import Settings

MOST = 10
"""Passkeys a person."""


def ask_for_passkey(session: Session, site: Site, now: datetime) -> tuple[str, str]:
    """Make a challenge for signing in. Returns it, for the browser's cookie, and what the browser is asked, as JSON."""
    challenge = new_challenge()
    give_ticket(session, TicketKind.PASSKEY, challenge, now)
    return challenge, request_options(site, challenge)


def ask_for_new_passkey(session: Session, person: Person, site: Site, now: datetime) -> tuple[str, str]:
    """The same for a passkey that is to be made for a person. Raises Conflict where there are enough."""
    known = passkeys_of(session, person.id)
    if len(known) >= MOST:
        raise Conflict(_("Mehr als %(most)s Passkeys sind nicht möglich. Bitte entfernen Sie zuerst einen.", most=MOST))
    challenge = new_challenge()
    give_ticket(session, TicketKind.NEW_PASSKEY, challenge, now, person_id=person.id)
    account = person.email or person.public_name
    return challenge, creation_options(site, person.public_id, account, person.public_name, [one.credential_id for one in known], challenge)


def add_passkey(
    session: Session, person: Person, answer: str, challenge: object, name: str, site: Site, settings: Settings, now: datetime
) -> Passkey:
    """Keep the passkey that the browser has made. Raises Invalid where its answer does not fit, Conflict where it is here already."""
    ticket = living_ticket(session, TicketKind.NEW_PASSKEY, challenge, now)
    if ticket is None or ticket.person_id != person.id or not isinstance(challenge, str):
        raise Invalid(_late())
    use_ticket(session, ticket)
    try:
        made = read_made(answer, challenge, site)
    except BadAnswer as error:
        raise Invalid(_("Der Passkey konnte nicht angelegt werden. Bitte versuchen Sie es noch einmal.")) from error
    passkey = Passkey(
        person_id=person.id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=clean_line(name)[:60] or _("Passkey"),
        created_at=now,
    )
    add_unique(session, passkey, refusal=_("Dieser Passkey ist schon eingerichtet."))
    if person.email:
        mail_note(session, settings, person.email, person.language, "factor_added", now)
    audit.append(session, at=now, actor=person, action="account.passkey_added", subject=person)
    return passkey


def use_passkey(session: Session, answer: str, challenge: object, site: Site, now: datetime) -> Person:
    """Find out whose passkey has signed the challenge. Signing in is not logged. Raises Invalid, with one sentence for whatever is wrong."""
    ticket = living_ticket(session, TicketKind.PASSKEY, challenge, now)
    if ticket is None or not isinstance(challenge, str):
        raise Invalid(_late())
    use_ticket(session, ticket)
    try:
        credential_id, handle = credential_in(answer)
        passkey = passkey_by_credential(session, credential_id)
        if passkey is None or passkey.person.deleted_at is not None or handle not in (None, passkey.person.public_id):
            raise BadAnswer("not one of ours")
        passkey.sign_count = read_signed(answer, challenge, site, passkey.public_key, passkey.sign_count)
    except BadAnswer as error:
        raise Invalid(_("Dieser Passkey gilt hier nicht. Bitte wählen Sie einen anderen oder melden Sie sich auf einem anderen Weg an.")) from error
    passkey.last_used_at = now
    session.flush()
    return passkey.person


def remove_passkey(session: Session, person: Person, passkey: Passkey, signs: Signs, settings: Settings, now: datetime, *, required: bool) -> None:
    """Take a passkey away; recovery codes go with the last sign."""
    demand(may_remove_sign(signs, required=required))
    session.execute(delete(Passkey).where(Passkey.id == passkey.id))
    if signs.passkeys <= 1 and not signs.app:
        session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    if person.email:
        mail_note(session, settings, person.email, person.language, "factor_removed", now)
    audit.append(session, at=now, actor=person, action="account.passkey_removed", subject=person)


def _late() -> str:
    return _("Das hat zu lange gedauert oder wurde schon benutzt. Bitte versuchen Sie es noch einmal.")
