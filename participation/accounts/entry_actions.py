"""Coming in: sign up, confirm, sign in by link, choose a new password. Every mailed link answers the same for known and unknown addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from participation.accounts.mailed_links import LASTS, end_links, give_link, use_link
from participation.accounts.mails import mail_known_address, mail_link, mail_note, mail_unknown_address
from participation.accounts.models import MailedLink, Person, Purpose
from participation.accounts.people import NewPerson, add_unique, create_person
from participation.accounts.queries import name_is_taken, person_by_email
from participation.accounts.rules import name_objection, own_words
from participation.accounts.web_sessions import end_all_sessions
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.text import clean_line
from participation.settings import Settings


@dataclass(frozen=True, slots=True)
class SignUp:
    """What somebody typed to sign up; the address folded, the password hashed already."""

    email: str
    public_name: str
    password_hash: str | None
    language: str
    next_url: str


def request_sign_up(session: Session, wish: SignUp, settings: Settings, now: datetime) -> str | None:
    """Mail a link that opens the account; to a known address a link to sign in. Nobody can tell which of the two.

    Nothing but the link is stored before its button is pressed. Returns the link's token for the browser that signed up
    (None where none was mailed or the address is known). Raises Invalid for a name that cannot be taken.
    """
    name = clean_line(wish.public_name)
    objection = name_objection(name, own_words(settings.city_name, settings.site_name))
    if not objection and name_is_taken(session, name):
        objection = _("Diesen oder einen sehr ähnlichen Namen gibt es schon. Bitte wählen Sie einen anderen.")
    if objection:
        raise Invalid(objection, "public_name")
    known = person_by_email(session, wish.email)
    if known is not None and not known.is_guest:
        token = give_link(session, Purpose.SIGN_IN, wish.email, now, person=known, next_url=wish.next_url)
        if token:
            mail_known_address(session, settings, wish.email, known.language, token, LASTS[Purpose.SIGN_IN], now)
        return None
    token = give_link(
        session,
        Purpose.SIGN_UP,
        wish.email,
        now,
        public_name=name,
        password_hash=wish.password_hash,
        language=wish.language,
        next_url=wish.next_url,
    )
    if token:
        mail_link(session, settings, wish.email, wish.language, Purpose.SIGN_UP, token, LASTS[Purpose.SIGN_UP], now)
    return token


def confirm_sign_up(session: Session, link: MailedLink, settings: Settings, now: datetime, *, public_name: str, keep_password: bool) -> Person:
    """Open the account of a sign-up link. The password chosen at sign-up counts only where the same person confirms.

    Raises Gone for a link used meanwhile, Conflict for an address that has an account, Invalid for a name that was taken.
    """
    new = NewPerson(
        email=link.email,
        public_name=public_name or link.public_name,
        password_hash=link.password_hash if keep_password else None,
        language=link.language,
    )
    person = create_person(session, new, now, own_words=own_words(settings.city_name, settings.site_name))
    use_link(session, link, now)
    return person


def confirm_email(session: Session, link: MailedLink, settings: Settings, now: datetime) -> Person:
    """The owner confirms an address: the account's own, or the new one it is to have; the old one gets a note."""
    person = _person_of(link)
    use_link(session, link, now)
    old = person.email
    if link.purpose == Purpose.CHANGE_EMAIL:
        if person_by_email(session, link.email) not in (None, person):
            raise Conflict(_("Mit dieser E-Mail-Adresse gibt es schon ein Konto. Ihre bisherige Adresse bleibt."))
        person.email = link.email
        add_unique(session, person)
        end_links(session, person.id, now)
        if old:
            mail_note(session, settings, old, person.language, "email", now)
    person.email_confirmed_at = now
    changed = link.purpose == Purpose.CHANGE_EMAIL
    audit.append(session, at=now, actor=person, action="account.email_changed" if changed else "account.confirmed", subject=person)
    return person


def request_sign_in_link(session: Session, email: str, next_url: str, language: str, settings: Settings, now: datetime) -> None:
    """Mail a link that signs in; to an unknown address the hint that there is no account."""
    _request_link(session, Purpose.SIGN_IN, email, next_url, language, settings, now)


def request_new_password(session: Session, email: str, language: str, settings: Settings, now: datetime) -> None:
    """Mail a link to choose a new password; to an unknown address the hint that there is no account."""
    _request_link(session, Purpose.RESET_PASSWORD, email, "/", language, settings, now)


def _request_link(session: Session, purpose: Purpose, email: str, next_url: str, language: str, settings: Settings, now: datetime) -> None:
    person = person_by_email(session, email)
    if person is None or (person.is_guest and purpose == Purpose.RESET_PASSWORD):  # a guest has no password
        mail_unknown_address(session, settings, email, language, now)
        return
    token = give_link(session, purpose, email, now, person=person, next_url=next_url)
    if token:
        mail_link(session, settings, email, person.language, purpose, token, LASTS[purpose], now)


def sign_in_by_link(session: Session, link: MailedLink, now: datetime) -> Person:
    """Use a sign-in link; whoever has it has the mailbox, so the address counts as confirmed. Signing in is not logged."""
    person = _person_of(link)
    use_link(session, link, now)
    if person.email_confirmed_at is None:
        person.email_confirmed_at = now
    return person


def choose_password(session: Session, link: MailedLink, password_hash: str, settings: Settings, now: datetime) -> Person:
    """Set the password by a mailed link: signed out everywhere, all other links ended, the owner told."""
    person = _person_of(link)
    use_link(session, link, now)
    person.password_hash = password_hash
    if person.email_confirmed_at is None:
        person.email_confirmed_at = now
    end_all_sessions(session, person.id)
    end_links(session, person.id, now)
    mail_note(session, settings, link.email, person.language, "password", now)
    audit.append(session, at=now, actor=person, action="account.password_changed", subject=person, data={"by": "link"})
    return person


def keep_better_hash(session: Session, person_id: int, old_hash: str, better_hash: str) -> None:
    """Keep a password under the parameters of today, unless it was changed meanwhile."""
    session.execute(update(Person).where(Person.id == person_id, Person.password_hash == old_hash).values(password_hash=better_hash))


def _person_of(link: MailedLink) -> Person:
    if link.person is None:
        raise LookupError("only a sign-up has no person yet")
    return link.person
