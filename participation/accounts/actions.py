"""What people do with their own account as long as they have one (leaving is in `leaving_actions.py`), and what the administration does with people."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.accounts.bylines import end_pseudonyms
from participation.accounts.mailed_links import LASTS, end_links, give_link
from participation.accounts.mails import mail_link, mail_note
from participation.accounts.models import STAFF, Mandate, Person, Purpose, Role
from participation.accounts.people import add_unique, take_pseudonym, take_real_name
from participation.accounts.queries import administrators, person_by_email
from participation.accounts.rules import (
    may_administrate,
    may_block,
    may_change_name,
    may_change_role,
    may_replace_name,
    own_words,
)
from participation.accounts.web_sessions import end_all_sessions
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import LANGUAGES
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.settings import Settings


def change_password(session: Session, person: Person, password_hash: str, settings: Settings, now: datetime, *, this_session: int | None) -> None:
    """Set a new password (hashed already): every other browser is signed out, open links end, the owner is told by mail."""
    person.password_hash = password_hash
    end_all_sessions(session, person.id, but=this_session)
    end_links(session, person.id, now)
    if person.email:
        mail_note(session, settings, person.email, person.language, "password", now)
    audit.append(session, at=now, actor=person, action="account.password_changed", subject=person)


def change_name(session: Session, person: Person, name: str, settings: Settings, now: datetime) -> None:
    """Take another public name; what was written before shows it too. Raises Invalid for a name that cannot be taken."""
    demand(may_change_name(person))
    take_pseudonym(session, person, name, own_words(settings.city_name, settings.site_name))
    add_unique(session, person)
    audit.append(session, at=now, actor=person, action="account.name_changed", subject=person)


def change_language(session: Session, person: Person, language: str, now: datetime) -> None:
    """Choose the language of pages and mails."""
    if language not in LANGUAGES:
        raise Invalid(_("Bitte wählen Sie eine der Sprachen."), "language")
    person.language = language
    audit.append(session, at=now, actor=person, action="account.language_changed", subject=person)


def request_email_change(session: Session, person: Person, email: str, settings: Settings, now: datetime) -> None:
    """Mail a link to the new address; the old one stays until its button is pressed.

    A new address that has an account gets no link, and whoever asks cannot tell.
    """
    if email == person.email:
        raise Invalid(_("Das ist schon Ihre Adresse."), "email")
    if person_by_email(session, email) is None:
        token = give_link(session, Purpose.CHANGE_EMAIL, email, now, person=person, next_url="/konto")
        if token:
            mail_link(session, settings, email, person.language, Purpose.CHANGE_EMAIL, token, LASTS[Purpose.CHANGE_EMAIL], now)
    audit.append(session, at=now, actor=person, action="account.email_change_requested", subject=person)


def request_own_link(session: Session, person: Person, purpose: Purpose, settings: Settings, now: datetime) -> None:
    """Mail a link to the person's own address: to confirm it, or to delete the account. Not logged: nothing has happened yet."""
    if person.email:
        token = give_link(session, purpose, person.email, now, person=person, next_url="/konto")
        if token:
            mail_link(session, settings, person.email, person.language, purpose, token, LASTS[purpose], now)


def change_role(session: Session, actor: Person, person: Person, role: Role, real_name: str, position: str, now: datetime) -> None:
    """Give a role. Staff and council members appear by real name and position; staff are signed out, to come back under its rules."""
    demand(may_change_role(actor, person, role, administrators(session, hold=True)))
    before, position = person.role, clean_line(position)[:120]
    if role == Role.RESIDENT:
        person.real_name = person.position = ""
    elif not position:
        raise Invalid(_("Bitte geben Sie Amt oder Funktion an, zum Beispiel „Amt für Stadtplanung“."), "position")
    else:
        take_real_name(session, person, real_name)
        person.position = position
    person.role = role
    if role != Role.RESIDENT:
        end_pseudonyms(session, person.id, now)
    add_unique(session, person)
    if (before in STAFF) != (role in STAFF) and person.id != actor.id:
        end_all_sessions(session, person.id)
    audit.append(session, at=now, actor=actor, action="person.role_changed", subject=person, data={"from": str(before), "to": str(role)})


def block_person(session: Session, actor: Person, person: Person, reason: str, now: datetime, *, until: datetime | None = None) -> None:
    """Let a person only read, for a reason that is shown to them and, with `until`, up to that moment; mandates end."""
    demand(may_block(actor, person))
    reason = clean_line(reason)
    if not reason:
        raise Invalid(_("Bitte nennen Sie den Grund. Die Person bekommt ihn zu lesen."), "reason")
    if until is not None and until <= now:
        raise Invalid(_("Das Ende der Sperre muss in der Zukunft liegen."), "until")
    person.blocked_at, person.blocked_until = now, until
    person.blocked_reason = reason[:500]
    ended = session.execute(delete(Mandate).where(Mandate.person_id == person.id)).rowcount  # type: ignore[attr-defined]  # a DELETE's cursor result
    session.flush()
    audit.append(session, at=now, actor=actor, action="person.blocked", subject=person, data={"mandates_ended": ended})


def unblock_person(session: Session, actor: Person, person: Person, now: datetime) -> None:
    """Let a person take part again."""
    demand(may_administrate(actor))
    _free(person)
    session.flush()
    audit.append(session, at=now, actor=actor, action="person.unblocked", subject=person)


def unblock_due(session: Session, now: datetime) -> int:
    """Lift the blocks whose end has come, a line in the log for each. Returns how many."""
    over = select(Person).where(Person.blocked_until <= now).order_by(Person.id).with_for_update(skip_locked=True)
    people = session.scalars(over).all()
    for person in people:
        _free(person)
        audit.append(session, at=now, actor=None, action="person.unblocked", subject=person)
    return len(people)


def _free(person: Person) -> None:
    person.blocked_at = person.blocked_until = None
    person.blocked_reason = ""


def replace_name(session: Session, actor: Person | None, person: Person, now: datetime) -> None:
    """Give somebody a neutral name instead of the one that they chose; they may choose another. Raises Conflict where it cannot be."""
    demand(may_replace_name(actor, person))
    take_pseudonym(session, person, f"{_('Teilnehmende Person')} {secrets.randbelow(9_000_000) + 1_000_000}")
    add_unique(session, person)
    audit.append(session, at=now, actor=actor, action="person.name_replaced", subject=person)
