"""What the administration does with the platform as a whole: the emergency brake, and outages that the platform did not notice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.accounts.rules import may_administrate
from participation.kit import audit, brake
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.outages import Outage, OutageKind
from participation.kit.rules import demand
from participation.kit.text import clean_line


def stop_platform(session: Session, actor: Person, reason: str, now: datetime) -> Outage:
    """Everybody can read, nothing that is sent is taken, until the administration lifts it."""
    demand(may_administrate(actor))
    return brake.pull_brake(session, actor, reason, now)


def let_platform_go(session: Session, actor: Person, now: datetime) -> Outage:
    """Lift the emergency brake."""
    demand(may_administrate(actor))
    return brake.release_brake(session, actor, now)


def report_outage(session: Session, actor: Person, starts_at: datetime | None, ends_at: datetime | None, reason: str, now: datetime) -> Outage:
    """Note an outage that the platform did not notice, such as a broken line to the data centre. It may move the end of votes, by their rule."""
    demand(may_administrate(actor))
    faults = []
    if starts_at is None:
        faults.append(Invalid(_("Bitte geben Sie an, wann der Ausfall begann."), "starts_at"))
    if ends_at is None or (starts_at is not None and not starts_at < ends_at <= now):
        faults.append(Invalid(_("Das Ende muss nach dem Beginn und darf nicht in der Zukunft liegen."), "ends_at"))
    why = clean_line(reason)[:300]
    if not why:
        faults.append(Invalid(_("Bitte geben Sie den Grund an. Alle können ihn lesen."), "reason"))
    if faults:
        raise Invalid(faults[0].message, faults[0].field, faults[1:])
    outage = Outage(kind=OutageKind.REPORTED, starts_at=starts_at, ends_at=ends_at, reason=why, told_by_id=actor.id)
    session.add(outage)
    session.flush()
    audit.append(session, at=now, actor=actor, action="platform.outage_reported", subject=outage, data={"reason": why})
    return outage
