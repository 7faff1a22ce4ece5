"""New people and the names they go by; shared by sign-up, the administration, the command line and the demo."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.bylines import marked, without_mark
from participation.accounts.guest_models import GuestVisit
from participation.accounts.models import Person, Role
from participation.accounts.queries import name_is_taken, person_by_email
from participation.accounts.rules import name_objection
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.text import clean_line, name_key

FORMER = "Ehemalige:r Teilnehmende:r"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What an account begins with. `public_name` is the pseudonym of a resident; of staff and council members give `real_name`.

    Without an address, as a provider may not tell one, the account reads until its person has given and confirmed one.
    """

    email: str | None
    public_name: str = ""
    role: Role = Role.RESIDENT
    real_name: str = ""
    position: str = ""
    password_hash: str | None = None
    language: str = "de"
    district_id: int | None = None


def create_person(
    session: Session, new: NewPerson, now: datetime, *, actor: Person | None = None, confirmed: bool = True, own_words: tuple[str, ...] = ()
) -> Person:
    """Open an account. The address is folded already. Raises Conflict where it has an account, Invalid for a name that is taken.

    A guest with the address, which must be `confirmed`, becomes the account: what they did stays theirs and counts once.
    """
    known = person_by_email(session, new.email) if new.email is not None else None
    if known is not None:
        if known.is_guest and confirmed and new.role == Role.RESIDENT:
            return become_account(session, known, new.public_name, new.password_hash, now, own_words=own_words)
        raise Conflict(_("Mit dieser E-Mail-Adresse gibt es schon ein Konto. Sie können sich damit anmelden."))
    person = Person(
        public_id=secrets.token_urlsafe(12),
        email=new.email,
        email_confirmed_at=now if confirmed else None,
        password_hash=new.password_hash,
        role=new.role,
        position=clean_line(new.position)[:120],
        language=new.language,
        district_id=new.district_id,
        created_at=now,
        mandates=[],
    )
    if new.role == Role.RESIDENT:
        take_pseudonym(session, person, new.public_name, own_words)
    else:
        take_real_name(session, person, new.real_name or new.public_name)
    add_unique(session, person)
    audit.append(session, at=now, actor=actor, action="account.created", subject=person, data={"role": str(person.role)})
    return person


def create_guest(session: Session, email: str, name: str, language: str, consultation_id: int, now: datetime, own_words: tuple[str, ...]) -> Person:
    """Let somebody take part with a confirmed address and without an account. Raises Invalid for a name that is taken."""
    person = Person(
        public_id=secrets.token_urlsafe(12),
        email=email,
        email_confirmed_at=now,
        guest_since=now,
        role=Role.RESIDENT,
        language=language,
        created_at=now,
        mandates=[],
    )
    take_pseudonym(session, person, name, own_words)
    add_unique(session, person)
    audit.append(session, at=now, actor=person, action="guest.confirmed", subject=person, data={"consultation": consultation_id})
    return person


def become_account(
    session: Session, person: Person, name: str, password_hash: str | None, now: datetime, *, own_words: tuple[str, ...] = ()
) -> Person:
    """Make a guest an account: the same row, so nothing is copied or counted twice. Raises Invalid for a name that is taken."""
    person.guest_since = None
    take_pseudonym(session, person, name or without_mark(person.public_name), own_words)
    person.password_hash = password_hash
    person.email_confirmed_at = now
    session.execute(delete(GuestVisit).where(GuestVisit.person_id == person.id))
    add_unique(session, person)
    audit.append(session, at=now, actor=person, action="guest.became_account", subject=person)
    return person


def take_pseudonym(session: Session, person: Person, name: str, own_words: tuple[str, ...] = ()) -> None:
    """Give a person a public name that nobody could take for another's, a guest with the mark. Raises Invalid, for the field `public_name`."""
    clean = clean_line(name)
    objection = name_objection(clean, own_words)
    if objection:
        raise Invalid(objection, "public_name")
    taken = name_is_taken(session, clean, person.id)
    if person.is_guest:
        clean = marked(clean)
        taken = taken or name_is_taken(session, clean, person.id)
    if taken:
        raise Invalid(_("Diesen oder einen sehr ähnlichen Namen gibt es schon. Bitte wählen Sie einen anderen."), "public_name")
    person.public_name = clean
    person.public_name_key = name_key(clean)


def take_real_name(session: Session, person: Person, name: str) -> None:
    """Let staff and council members appear under their own name; two may have the same, their position tells them apart."""
    clean = clean_line(name)[:60]
    if not clean:
        raise Invalid(_("Bitte geben Sie den Namen an. Er steht neben allem, was diese Person hier schreibt."), "real_name")
    person.real_name = clean
    person.public_name = clean
    person.public_name_key = f"{name_key(clean)[:80]}-{person.public_id}" if name_is_taken(session, clean, person.id) else name_key(clean)


def add_unique(session: Session, *rows: object, refusal: str = "") -> None:
    """Write rows whose values are UNIQUE. Raises Conflict, with `refusal` as its sentence, where another request was a moment faster."""
    try:
        with session.begin_nested():
            session.add_all(rows)
            session.flush()
    except IntegrityError as error:
        usual = _("Jemand war einen Moment schneller: Name oder E-Mail-Adresse sind inzwischen vergeben. Bitte versuchen Sie es noch einmal.")
        raise Conflict(refusal or usual) from error
