"""Counting somebody as a resident, once whatever the channel; ending that, giving it back, handing it on to another account.

Who shows a proof is known by its keyed hashes (`evidence.py`). A hash belongs to one account for good: after an end it stops a second
account as before. It goes to another account by `hand_on` alone, which the log tells.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from participation.accounts.evidence import CodeKeys, Human
from participation.accounts.mails import mail_verification_ended, mail_verification_restored
from participation.accounts.models import EndReason, Person, Proof, Verification, VerificationEvidence
from participation.accounts.people import add_unique
from participation.accounts.signals import verification_handed_on
from participation.accounts.verification_queries import evidence_known, owners_of, verification_of
from participation.accounts.verification_rules import may_end_verification, may_move_away, may_restore_verification, may_verify_at_counter
from participation.kit import audit
from participation.kit.dates import city_zone
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.settings import Settings

BY_STAFF = (EndReason.MOVED, EndReason.ERROR, EndReason.ABUSE)
"""The reasons that the administration gives."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A proof as it was shown: by which way, its keyed hashes, and a word for the log (the provider's key)."""

    proof: Proof
    evidence: Sequence[bytes]
    by: str = ""


def end_of(begin: datetime, months: int) -> datetime | None:
    """When a verification runs out: the same day so many months later, in the city's zone, or the month's last; None for 0 months."""
    if not months:
        return None
    local = begin.astimezone(city_zone())
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    return local.replace(year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1])).astimezone(begin.tzinfo)


def count_resident(session: Session, person: Person, shown: Shown, settings: Settings, now: datetime, *, actor: Person | None = None) -> Verification:
    """Count somebody as a resident from now on; the caller has demanded its rule. Given anew before the old one ends, the day it began stays.

    Raises Conflict where one of the proofs belongs to another account.
    """
    if owners_of(session, shown.evidence, person.id):
        raise Conflict(second_account())
    found, until = verification_of(session, person.id), end_of(now, settings.verification_months)
    since = person.verified_at if person.is_verified(now) and person.verified_at is not None else now
    if found is None:
        found = Verification(person_id=person.id, proof=shown.proof, verified_at=since, valid_until=until)
        add_unique(session, found, refusal=second_account())
    else:
        found.proof, found.verified_at, found.valid_until = shown.proof, since, until
        found.ended_at = found.end_reason = found.ended_by_id = found.warned_at = found.lapse_noted_at = None
        found.end_note = ""
    _rest_on(session, found, shown.evidence)
    _repeat(person, found)
    session.flush()
    data = {"way": str(shown.proof)} | ({"by": shown.by} if shown.by else {})
    action = "resident.verified" if actor is None else "resident.verified_at_counter"
    audit.append(session, at=now, actor=actor or person, action=action, subject=person, data=data)
    return found


def keep_evidence(session: Session, person: Person, shown: Shown, settings: Settings, now: datetime) -> bool:
    """Somebody who is counted already shows another proof of the same human being: from now on that stops a second account too.

    Where it belongs to another account, one of both no longer counts: this one, where the other holds or was ended for abuse; else the
    other's proofs come here. Returns whether this account still counts.
    """
    mine = _row_of(session, person, now)
    others = owners_of(session, shown.evidence, person.id)
    if any(_counts(other, now) or other.end_reason == EndReason.ABUSE for other in others):
        _end(session, mine, person, EndReason.DOUBLE, now)
        audit.append(session, at=now, actor=None, action="resident.ended", subject=person, data={"reason": str(EndReason.DOUBLE)})
        _tell(session, person, settings, now)
        return False
    for other in others:
        hand_on(session, other, mine, person, settings, now, actor=None)
    _rest_on(session, mine, shown.evidence)
    return True


def verify_at_counter(
    session: Session,
    actor: Person,
    person: Person,
    human: Human,
    keys: CodeKeys,
    settings: Settings,
    now: datetime,
    *,
    namesake: bool = False,
    hand_over: bool = False,
) -> Verification:
    """Count somebody who showed an identity card. `namesake`: another human being of the same name and date of birth counts already.

    `hand_over`: the person has lost another account, which ends by this. Raises Conflict where there is one and nobody said so.
    """
    demand(may_verify_at_counter(actor, person, now))
    shown = Shown(Proof.COUNTER, [human.evidence(keys, namesake)])
    others = owners_of(session, shown.evidence, person.id)
    if hand_over and others:
        mine = verification_of(session, person.id)
        if mine is None:
            mine = Verification(person_id=person.id, proof=shown.proof, verified_at=now)
            add_unique(session, mine, refusal=second_account())
        for other in others:
            hand_on(session, other, mine, person, settings, now, actor=actor)
    elif hand_over:
        raise Invalid(_("Zu diesem Menschen kennen wir kein anderes Konto. Es gibt nichts zu übertragen."), "case")
    return count_resident(session, person, shown, settings, now, actor=actor)


def hand_on(session: Session, old: Verification, new: Verification, to: Person, settings: Settings, now: datetime, *, actor: Person | None) -> None:
    """All proofs of one verification become another's, and the old account counts no more; whoever has it is told, so that no mistake stays hidden.

    The new one stays off the roll of votes opened while the old one counted; what else is counted once a resident goes over.
    """
    giver = old.person
    last = min(moment for moment in (old.ended_at, old.valid_until, giver.deleted_at, now) if moment is not None)
    session.execute(update(VerificationEvidence).where(VerificationEvidence.verification_id == old.id).values(verification_id=new.id))
    _end(session, old, giver, EndReason.HANDED_ON, now)
    to.roll_from = last if to.roll_from is None else max(last, to.roll_from)
    session.flush()
    audit.append(session, at=now, actor=actor, action="resident.handed_on", subject=giver, data={"to": to.id})
    verification_handed_on.send(session, giver=giver, taker=to, now=now)
    _tell(session, giver, settings, now)


def move_away(session: Session, person: Person, settings: Settings, now: datetime) -> None:
    """The person lives elsewhere now: from now on it is not counted. What it voted stays."""
    demand(may_move_away(person, now))
    _end_now(session, person, EndReason.MOVED, now, actor=person)
    _tell(session, person, settings, now)


def end_verification(session: Session, actor: Person, person: Person, reason: EndReason, note: str, settings: Settings, now: datetime) -> None:
    """The administration ends a verification, for a reason that the person reads. What the person voted stays."""
    demand(may_end_verification(actor, person, now))
    if reason not in BY_STAFF:
        raise Invalid(_("Bitte wählen Sie den Grund."), "reason")
    note = clean_line(note)[:300]
    _end_now(session, person, reason, now, actor=actor, note=note)
    _tell(session, person, settings, now, note)


def restore_verification(session: Session, actor: Person, person: Person, settings: Settings, now: datetime) -> Verification:
    """What was ended holds again as before, up to its old end; the person, who was told of the end, is told this too. Raises Conflict where another account has the proofs."""
    demand(may_restore_verification(actor, person))
    found = verification_of(session, person.id)
    if found is None or found.end_reason is None:
        raise Conflict(_("Hier gibt es keinen beendeten Nachweis, der wieder gelten kann."))
    found.ended_at = found.end_reason = found.ended_by_id = None
    found.end_note = ""
    _repeat(person, found)
    session.flush()
    audit.append(session, at=now, actor=actor, action="resident.reinstated", subject=person)
    if person.email and person.is_verified(now):
        mail_verification_restored(session, settings, person, now)
    return found


def _row_of(session: Session, person: Person, now: datetime) -> Verification:
    """The row of somebody who counts; where only the person's own row says so, one that knows nothing but the moment."""
    found = verification_of(session, person.id)
    if found is None:
        found = Verification(person_id=person.id, proof=Proof.EARLIER, verified_at=person.verified_at or now, valid_until=person.verified_until)
        add_unique(session, found)
    return found


def _end_now(session: Session, person: Person, reason: EndReason, now: datetime, *, actor: Person, note: str = "") -> None:
    found = _row_of(session, person, now)
    _end(session, found, person, reason, now, by=None if actor.id == person.id else actor.id, note=note)
    action = "resident.moved_away" if actor.id == person.id else "resident.ended"
    audit.append(session, at=now, actor=actor, action=action, subject=person, data={"reason": str(reason)})


def _end(session: Session, found: Verification, person: Person, reason: EndReason, now: datetime, *, by: int | None = None, note: str = "") -> None:
    found.ended_at, found.end_reason, found.ended_by_id, found.end_note = found.ended_at or now, reason, by, note
    person.verified_at = person.verified_until = None
    person.verification_end = reason
    session.flush()


def _repeat(person: Person, found: Verification) -> None:
    person.verified_at, person.verified_until, person.verification_end = found.verified_at, found.valid_until, None


def _rest_on(session: Session, found: Verification, evidence: Sequence[bytes]) -> None:
    """Hashes that are new become this verification's. Raises Conflict where another request was a moment faster."""
    known = evidence_known(session, evidence)
    add_unique(
        session,
        *(VerificationEvidence(evidence_hash=one, verification_id=found.id) for one in dict.fromkeys(evidence) if one not in known),
        refusal=second_account(),
    )


def _counts(found: Verification, now: datetime) -> bool:
    return found.person.deleted_at is None and found.ended_at is None and (found.valid_until is None or now < found.valid_until)


def _tell(session: Session, person: Person, settings: Settings, now: datetime, note: str = "") -> None:
    if person.email:
        mail_verification_ended(session, settings, person, now, note)


def second_account() -> str:
    """The sentence for whoever shows a proof that belongs to another account."""
    return _(
        "Mit diesem Konto zählen Sie nicht als Einwohner:in: Mit demselben Nachweis wurde schon ein anderes Konto bestätigt, und jeder Mensch zählt einmal. Bitte melden Sie sich mit dem anderen Konto an oder wenden Sie sich an uns."
    )
