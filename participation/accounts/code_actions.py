"""Codes by letter: made by the administration, redeemed once by a resident. Plain codes are never stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from participation.accounts.evidence import CodeKeys, Human, code_evidence, cover
from participation.accounts.models import CodeBatch, Person, Proof, Verification, VerificationCode
from participation.accounts.queries import code_of
from participation.accounts.rules import may_administrate
from participation.accounts.verification_actions import Shown, count_resident
from participation.accounts.verification_rules import may_be_verified
from participation.kit import audit
from participation.kit.codes import hash_code, looks_valid, new_code
from participation.kit.dates import city_zone, day_begins
from participation.kit.errors import Conflict, Gone, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.settings import Settings

MOST = 5000
MOST_PRINTED = 1000
"""A PDF of more would take the server's memory; a table is made for that."""
LASTS = timedelta(days=180)


def last_moment(now: datetime, lasts: timedelta = LASTS) -> datetime:
    """Until when codes made now count: to the end of the last day, which is what the letter says."""
    return day_begins((now + lasts).astimezone(city_zone()).date() + timedelta(days=1)) - timedelta(seconds=1)


def draw_codes(number: int) -> list[str]:
    """Fresh codes, kept nowhere yet; print them first, then `keep_codes`. Raises Invalid for a number out of bounds."""
    if not 1 <= number <= MOST:
        raise Invalid(_("Bitte geben Sie eine Anzahl zwischen 1 und %(most)s an.", most=MOST), "number")
    return [new_code() for _each in range(number)]


def keep_codes(
    session: Session,
    actor: Person,
    codes: Sequence[str],
    label: str,
    district_id: int | None,
    keys: CodeKeys,
    now: datetime,
    *,
    lasts: timedelta = LASTS,
    humans: Sequence[Human] = (),
) -> CodeBatch:
    """Let codes count from now on: their keyed hashes are stored, the codes themselves never. `humans`: to whom each goes, in their order."""
    demand(may_administrate(actor))
    batch = CodeBatch(label=clean_line(label)[:80], number=len(codes), district_id=district_id, created_at=now, expires_at=last_moment(now, lasts))
    session.add(batch)
    session.flush()
    covered = [cover(human.evidence(keys), code, keys) for human, code in zip(humans, codes, strict=True)] if humans else [None] * len(codes)
    rows = [{"batch_id": batch.id, "code_hash": hash_code(code, keys.codes), "masked": masked} for code, masked in zip(codes, covered, strict=True)]
    session.execute(insert(VerificationCode), rows)
    data = {"number": len(codes), "district": district_id} | ({"for_people": True} if humans else {})
    audit.append(session, at=now, actor=actor, action="codes.made", subject=batch, data=data)
    return batch


def make_codes(
    session: Session, actor: Person, number: int, label: str, district_id: int | None, keys: CodeKeys, now: datetime, *, lasts: timedelta = LASTS
) -> tuple[CodeBatch, list[str]]:
    """Draw and keep a batch in one go, where nothing is printed in between. The plain codes exist in this answer only."""
    codes = draw_codes(number)
    return keep_codes(session, actor, codes, label, district_id, keys, now, lasts=lasts), codes


def void_codes(session: Session, actor: Person, batch: CodeBatch, now: datetime) -> None:
    """End the unused codes of a batch, for example because the letters were lost."""
    demand(may_administrate(actor))
    if batch.voided_at is None:
        batch.voided_at = now
        session.flush()
        audit.append(session, at=now, actor=actor, action="codes.voided", subject=batch)


def redeem_code(session: Session, person: Person, typed: str, keys: CodeKeys, settings: Settings, now: datetime) -> Verification:
    """Count a person as a resident by a code. Kept are keyed hashes that stop a second account, and the district of the batch.

    Raises Invalid for a typing error or an unknown code, Conflict for a used one or one of somebody who counts with another account, Gone
    for an expired one.
    """
    demand(may_be_verified(person, now))
    if not looks_valid(typed):
        raise Invalid(
            _("Der Code stimmt so nicht. Wahrscheinlich ist ein Zeichen vertauscht oder fehlt. Bitte vergleichen Sie ihn mit Ihrem Brief."), "code"
        )
    code = code_of(session, hash_code(typed, keys.codes))
    if code is None:
        raise Invalid(_("Diesen Code kennen wir nicht. Bitte vergleichen Sie ihn mit Ihrem Brief."), "code")
    if code.used_on is not None:
        raise Conflict(_("Dieser Code wurde schon benutzt. Jeder Code gilt nur einmal. Wenn Sie das nicht waren, wenden Sie sich bitte an uns."))
    if code.batch.voided_at is not None:
        raise Gone(_("Dieser Code gilt nicht mehr. Bitte fordern Sie bei uns einen neuen an."))
    if code.batch.expires_at < now:
        raise Gone(_("Dieser Code ist abgelaufen. Bitte fordern Sie bei uns einen neuen an."))
    evidence = [code_evidence(typed, keys)] + ([cover(code.masked, typed, keys)] if code.masked is not None else [])
    verification = count_resident(session, person, Shown(Proof.LETTER, evidence), settings, now)  # of two at the same moment the second ends here
    code.used_on, code.masked = now.date(), None
    person.district_id = code.batch.district_id or person.district_id
    session.flush()
    return verification
