"""Taking part without an account: ask for the link, confirm the address, make an account of it later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.guest_models import GuestVisit
from participation.accounts.mailed_links import LASTS, end_links, give_link, use_link
from participation.accounts.mails import mail_link
from participation.accounts.models import MailedLink, Person, Purpose
from participation.accounts.people import become_account, create_guest
from participation.accounts.queries import person_by_email
from participation.accounts.rules import may_open_account, name_objection, own_words
from participation.accounts.web_sessions import end_all_sessions
from participation.kit.errors import Invalid, NotFound
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.settings import Settings


@dataclass(frozen=True, slots=True)
class GuestWish:
    """What somebody typed who wants to take part without an account; the address folded."""

    email: str
    public_name: str
    language: str
    consultation_id: int
    next_url: str


def request_guest(session: Session, wish: GuestWish, settings: Settings, now: datetime) -> None:
    """Mail a link that lets a guest in; to an address with an account the ordinary link to sign in. Nobody can tell which of the two.

    Nothing but the link is stored before its button is pressed. Whether the name is taken is said only then: here it would tell whose address
    this is. Raises Invalid for a name that nobody may have.
    """
    name = clean_line(wish.public_name)
    objection = name_objection(name, own_words(settings.city_name, settings.site_name))
    if objection:
        raise Invalid(objection, "public_name")
    known = person_by_email(session, wish.email)
    if known is not None and not known.is_guest:
        token = give_link(session, Purpose.SIGN_IN, wish.email, now, person=known, next_url=wish.next_url)
        purpose, language = Purpose.SIGN_IN, known.language
    else:
        token = give_link(
            session,
            Purpose.GUEST,
            wish.email,
            now,
            public_name=name,
            language=wish.language,
            next_url=wish.next_url,
            consultation_id=wish.consultation_id,
        )
        purpose, language = Purpose.GUEST, wish.language
    if token:
        mail_link(session, settings, wish.email, language, purpose, token, LASTS[purpose], now)


def confirm_guest(session: Session, link: MailedLink, settings: Settings, now: datetime, *, public_name: str = "") -> Person:
    """The owner of the address takes part: as the guest that there is, as a new one, or with the account opened meanwhile.

    Raises Gone for a link used meanwhile, Invalid for a name that is taken.
    """
    if link.consultation_id is None:
        raise NotFound
    person = person_by_email(session, link.email)
    if person is None:
        words = own_words(settings.city_name, settings.site_name)
        person = create_guest(session, link.email, public_name or link.public_name, link.language, link.consultation_id, now, words)
    use_link(session, link, now)
    if person.is_guest and session.get(GuestVisit, (person.id, link.consultation_id)) is None:
        session.add(GuestVisit(person_id=person.id, consultation_id=link.consultation_id))
        session.flush()
    return person


def open_account(session: Session, person: Person, name: str, password_hash: str | None, settings: Settings, now: datetime) -> None:
    """Make an account of a guest, on the guest's own page; every browser is signed out. Raises Invalid for a name that is taken."""
    demand(may_open_account(person))
    become_account(session, person, name, password_hash, now, own_words=own_words(settings.city_name, settings.site_name))
    end_all_sessions(session, person.id)
    end_links(session, person.id, now)
