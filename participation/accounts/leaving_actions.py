"""Deleting an account: the person's fields are emptied; what was written stays without a name, or goes too."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Text, cast, delete, select, update
from sqlalchemy.orm import Session

from participation.accounts.bylines import forget_pseudonyms, pseudonyms_of
from participation.accounts.consent_actions import forget_consents
from participation.accounts.copy_actions import forget_copies
from participation.accounts.factor_actions import forget_signs
from participation.accounts.guest_models import GuestVisit
from participation.accounts.mailed_links import forget_links, use_link
from participation.accounts.mails import mail_note
from participation.accounts.models import MailedLink, Mandate, Notice, Person, Role, Verification
from participation.accounts.network_actions import forget_networks_of
from participation.accounts.notices import forget_notices
from participation.accounts.people import FORMER
from participation.accounts.queries import administrators
from participation.accounts.rules import may_delete_account
from participation.accounts.signals import person_deleted, texts_removed
from participation.accounts.team_actions import forget_invitations
from participation.accounts.web_sessions import end_all_sessions
from participation.kit import audit
from participation.kit.errors import NotFound
from participation.kit.mail import forget_mail
from participation.kit.rules import demand
from participation.settings import Settings

TITLES = frozenset({"title", "text", "search"})
"""Places of notices that hold no person's name, whatever stands there."""
DELETED = "account.deleted"
"""How the log calls it; `deletion_list.py` reads it there."""


def delete_account_by_link(session: Session, link: MailedLink, settings: Settings, now: datetime, *, remove_texts: bool = False) -> Person:
    """The same by a mailed link, for those without a password. Raises Gone for a link used meanwhile."""
    if link.person is None:
        raise NotFound
    use_link(session, link, now)
    delete_account(session, link.person, settings, now, remove_texts=remove_texts)
    return link.person


def delete_account(session: Session, person: Person, settings: Settings, now: datetime, *, remove_texts: bool = False) -> None:
    """Empty the person's fields and sign out everywhere. What was written stays, as a former participant's, or goes where the person wants
    that (`remove_texts`); tallies stay right either way. The owner is told by a last mail, whose row then names nobody.
    """
    demand(may_delete_account(person, administrators(session, hold=True)))
    address, language = person.email, person.language
    erase_person(session, person, now, remove_texts=remove_texts)
    if address:
        mail_note(session, settings, address, language, "deleted", now)


def erase_person(session: Session, person: Person, now: datetime, *, remove_texts: bool) -> None:
    """What deleting an account does to what is stored; also used where a deletion is done again after a restore.

    The row, the verification with its keyed hashes and `verified_at` stay, so that nothing is counted twice or lost.
    """
    if remove_texts:
        texts_removed.send(session, person=person, now=now)
    forget_links(session, person.id, person.email)
    if person.email:
        forget_mail(session, person.email)
        forget_invitations(session, person.email)
    end_all_sessions(session, person.id)
    forget_signs(session, person.id)
    forget_consents(session, person)
    forget_notices(session, person)
    for name in (person.public_name, *pseudonyms_of(session, person.id)):
        _forget_name(session, name)
    forget_pseudonyms(session, person.id)
    forget_copies(session, person, now)
    session.execute(update(Verification).where(Verification.person_id == person.id).values(end_note=""))
    forget_networks_of(session, person.id)
    session.execute(delete(Mandate).where(Mandate.person_id == person.id))
    audit.append(session, at=now, actor=person, action=DELETED, subject=person, data={"texts": "removed" if remove_texts else "kept"})
    person.email = person.email_confirmed_at = person.password_hash = person.district_id = None
    person.guest_since = None
    session.execute(delete(GuestVisit).where(GuestVisit.person_id == person.id))
    person.real_name = person.position = person.blocked_reason = ""
    person.public_name = FORMER
    person.public_name_key = f"former-{person.public_id}"
    person.role = Role.RESIDENT
    person.deleted_at = now
    session.flush()
    person_deleted.send(session, person=person, now=now)


def _forget_name(session: Session, name: str) -> None:
    """Notices to others that name the person say "former participant" from now on."""
    spelt = json.dumps(name)[1:-1].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    for notice in session.scalars(select(Notice).where(cast(Notice.words, Text).like(f"%{spelt}%", escape="\\"))):
        notice.words = {place: FORMER if word == name and place not in TITLES else word for place, word in notice.words.items()}
    session.flush()
