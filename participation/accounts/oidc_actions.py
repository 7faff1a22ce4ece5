"""People who come by an identity provider: found again, linked, unlinked, verified once, given an account."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.addresses import fold_address
from participation.accounts.evidence import CodeKeys, claim_evidence, second_of
from participation.accounts.factor_models import LinkedIdentity, SignInTicket, TicketKind
from participation.accounts.mails import mail_note
from participation.accounts.models import District, Person, Proof
from participation.accounts.oidc import Identity
from participation.accounts.people import NewPerson, add_unique, create_person
from participation.accounts.queries import person_by_email
from participation.accounts.rules import Signs, may_link, may_unlink, own_words
from participation.accounts.tickets import give_ticket, use_ticket
from participation.accounts.verification_actions import Shown, count_resident, keep_evidence
from participation.accounts.verification_queries import rests_on
from participation.accounts.verification_rules import may_be_verified
from participation.kit import audit
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.sealing import Seals
from participation.settings import Settings


def linked_identity(session: Session, identity: Identity, seals: Seals) -> LinkedIdentity | None:
    """The link of somebody at a provider to an account here, with the person."""
    statement = select(LinkedIdentity).where(LinkedIdentity.subject_hash == _hash(identity, seals))
    return session.execute(statement.options(joinedload(LinkedIdentity.person).joinedload(Person.mandates))).unique().scalar_one_or_none()


def come_in(session: Session, link: LinkedIdentity, now: datetime) -> Person:
    """Note that somebody came in by a provider. Signing in is not logged."""
    link.last_used_at = now
    session.flush()
    return link.person


def remember_identity(session: Session, identity: Identity, token: str, next_url: str, seals: Seals, now: datetime) -> None:
    """Keep what a provider said, sealed and for minutes, until the person has chosen a name."""
    give_ticket(session, TicketKind.NEW_PERSON, token, now, sealed=seals.seal(asdict(identity)), next_url=next_url)


def remembered_identity(ticket: SignInTicket, seals: Seals) -> Identity:
    """What was kept. Raises NotFound for a ticket without."""
    if ticket.sealed is None:
        raise NotFound
    return Identity(**seals.open(ticket.sealed))


def has_account(session: Session, identity: Identity) -> bool:
    """Whether the address that the provider has verified has an account here. It is never taken over by that."""
    address = fold_address(identity.email)
    return address is not None and person_by_email(session, address) is not None


def open_account(session: Session, ticket: SignInTicket, name: str, language: str, seals: Seals, settings: Settings, now: datetime) -> Person:
    """Open an account for somebody new who came by a residents' provider, with the address that the provider has verified, if any.

    Raises Conflict where that address has an account, Invalid for a name that is taken.
    """
    identity = remembered_identity(ticket, seals)
    new = NewPerson(email=fold_address(identity.email), public_name=name, language=language)
    person = create_person(session, new, now, confirmed=new.email is not None, own_words=own_words(settings.city_name, settings.site_name))
    use_ticket(session, ticket)
    _add_link(session, person, identity, seals, now)
    return person


def link_identity(
    session: Session,
    person: Person,
    identity: Identity,
    seals: Seals,
    settings: Settings,
    now: datetime,
    *,
    staff_only: bool,
    sees_private_data: bool,
) -> None:
    """Let a signed-in person come in by a provider from now on. Raises Conflict where that identity is another account's."""
    demand(may_link(person, staff_only=staff_only, sees_private_data=sees_private_data))
    present = linked_identity(session, identity, seals)
    if present is not None and present.person_id == person.id:
        return
    _add_link(session, person, identity, seals, now)
    if person.email:
        mail_note(session, settings, person.email, person.language, "identity_linked", now)


def _add_link(session: Session, person: Person, identity: Identity, seals: Seals, now: datetime) -> None:
    link = LinkedIdentity(person_id=person.id, provider=identity.provider, subject_hash=_hash(identity, seals), created_at=now, last_used_at=now)
    refusal = _("Diese Anmeldung ist schon mit einem Konto verbunden. Lösen Sie dort zuerst die Verbindung, oder melden Sie sich damit an.")
    add_unique(session, link, refusal=refusal)
    audit.append(session, at=now, actor=person, action="account.identity_linked", subject=person, data={"provider": identity.provider})


def unlink_identity(session: Session, person: Person, provider: str, signs: Signs, settings: Settings, now: datetime) -> None:
    """End a link, where another way in remains."""
    demand(may_unlink(person, signs))
    whose = (LinkedIdentity.person_id == person.id, LinkedIdentity.provider == provider)
    if session.execute(delete(LinkedIdentity).where(*whose)).rowcount != 1:  # type: ignore[attr-defined]  # a DELETE's cursor result
        raise NotFound
    if person.email:
        mail_note(session, settings, person.email, person.language, "identity_unlinked", now)
    audit.append(session, at=now, actor=person, action="account.identity_unlinked", subject=person, data={"provider": provider})


class Counted(StrEnum):
    """What a provider's word did to the proof of residence."""

    NOTHING = "nothing"
    VERIFIED = "verified"
    ENDED = "ended"  # the same human being counts with another account


def verify_by_identity(session: Session, person: Person, identity: Identity, keys: CodeKeys, settings: Settings, now: datetime) -> Counted:
    """Count a person as a resident where the provider's level is high enough. Kept are keyed hashes that stop a second account.

    Whoever counts already shows that the other proof was the same human being. Raises Conflict where that was counted with another account.
    """
    shown = Shown(Proof.PROVIDER, _evidence(session, person, identity, keys), by=identity.provider)
    if not identity.verified or not shown.evidence:
        return Counted.NOTHING
    if not may_be_verified(person, now, by_provider=True):
        return Counted.ENDED if person.is_verified(now) and not keep_evidence(session, person, shown, settings, now) else Counted.NOTHING
    if person.is_verified(now) and not keep_evidence(session, person, shown, settings, now):
        return Counted.ENDED
    count_resident(session, person, shown, settings, now)
    if identity.district and person.district_id is None:
        person.district_id = session.scalar(select(District.id).where(District.name == identity.district))
    session.flush()
    return Counted.VERIFIED


def _evidence(session: Session, person: Person, identity: Identity, keys: CodeKeys) -> list[bytes]:
    """What the provider's word is worth; of somebody whom the counter knows as the second of two namesakes, the hash of that one."""
    found = [claim_evidence(identity.issuer, identity.person, keys)] if identity.person else []
    if identity.human:
        first = bytes.fromhex(identity.human)
        second = second_of(first, keys)
        found.append(second if rests_on(session, person.id, second) else first)
    return found


def _hash(identity: Identity, seals: Seals) -> bytes:
    return seals.fingerprint("provider subject", f"{identity.issuer}\0{identity.subject}")
