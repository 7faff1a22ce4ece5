"""The machine looks at new texts, and only opens cases; reminders; appeals that are no longer possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Mandate, Person, Role
from participation.consultations.models import Consultation
from participation.consultations.targets import Target
from participation.kit import audit
from participation.kit.audit import AuditEntry
from participation.methods.moderation.signs import WEIGHTS, Sign
from participation.moderation.actions import living_case, open_case, signs_of
from participation.moderation.mails import mail_reminder
from participation.moderation.models import Case, LookedUpTo, Source, State
from participation.moderation.queries import due_by_consultation
from participation.moderation.rules import APPEAL_WITHIN
from participation.settings import Settings

AT_ONCE = 200
"""How many lines of the log are gone through at once."""
ENOUGH = min(WEIGHTS[Sign.LINK], WEIGHTS[Sign.CONTACT])
"""From which weight on signs open a case by themselves; a text in capitals does not."""


def look_at_new(session: Session, targets: Sequence[Target], now: datetime) -> int:
    """Look at the texts that were written or changed since the last time, and open a case where there are signs. Returns how many.

    What is new is read from the log, so no act waits for it. Nothing is hidden. A text that has a living case, or about which was decided
    since it was written, is left alone.
    """
    mark = _mark(session)
    by_act = {act: target for target in targets for act in target.acts}
    if mark is None or not by_act:
        return 0
    lines = session.execute(
        select(AuditEntry.id, AuditEntry.action, AuditEntry.subject_id).where(AuditEntry.id > mark.entry_id).order_by(AuditEntry.id).limit(AT_ONCE)
    ).all()
    new: dict[str, set[int]] = {}
    for line in lines:
        if line.action in by_act and line.subject_id is not None:
            new.setdefault(by_act[line.action].kind, set()).add(line.subject_id)
        mark.entry_id = line.id
    return sum(_look(session, target, new.get(target.kind, set()), now) for target in targets)


def _mark(session: Session) -> LookedUpTo | None:
    """Up to where it was looked; the first time from here on. None while another process is at it."""
    found = session.scalars(select(LookedUpTo).with_for_update(skip_locked=True)).one_or_none()
    if found is None and session.scalar(select(func.count()).select_from(LookedUpTo)) == 0:
        last = session.scalar(select(func.max(AuditEntry.id))) or 0
        session.add(LookedUpTo(id=1, entry_id=last))
        session.flush()
    return found


def _look(session: Session, target: Target, ids: set[int], now: datetime) -> int:
    opened = 0
    for written in target.find(session, sorted(ids)) if ids else ():
        seen = [] if written.official or not written.readable else signs_of(session, target, written)
        if sum(WEIGHTS[sign] for sign in {each.sign for each in seen}) < ENOUGH or living_case(session, written.kind, written.id) is not None:
            continue
        case = open_case(session, target, written, Source.AUTOMATIC, now, seen)
        audit.append(
            session, at=now, actor=None, action="moderation.signs_seen", subject=case, data={"signs": sorted({str(each.sign) for each in seen})}
        )
        opened += 1
    return opened


def remind_due(session: Session, settings: Settings, now: datetime) -> int:
    """Remind those who moderate of what is due, once a case; of what nobody moderates, the administration. Returns how many mails."""
    sent = 0
    for row in due_by_consultation(session, now):
        slug = session.scalar(select(Consultation.slug).where(Consultation.id == row.consultation_id))
        path = f"/beteiligungen/{slug}/moderation" if slug else "/verwaltung/moderation"
        for person in _responsible(session, row.consultation_id):
            mail_reminder(session, settings, person, row.number, path, now)
            sent += 1
        here = Case.consultation_id == row.consultation_id if row.consultation_id is not None else Case.consultation_id.is_(None)
        due = (here, Case.state.in_((State.OPEN, State.APPEALED)), Case.due_at <= now, Case.reminded_at.is_(None))
        session.execute(update(Case).where(*due).values(reminded_at=now))
        audit.append(session, at=now, actor=None, action="moderation.reminded", data={"consultation": row.consultation_id, "cases": row.number})
    return sent


def _responsible(session: Session, consultation_id: int | None) -> Sequence[Person]:
    able = (Person.deleted_at.is_(None), Person.blocked_at.is_(None))
    moderators = select(Person).join(Mandate, Mandate.person_id == Person.id).where(Mandate.consultation_id == consultation_id, *able)
    found = session.scalars(moderators.order_by(Person.id)).all() if consultation_id is not None else ()
    return found or session.scalars(select(Person).where(Person.role == Role.ADMINISTRATOR, *able).order_by(Person.id)).all()


def end_appeals(session: Session, now: datetime) -> int:
    """Decisions that can no longer be appealed are final. Returns how many."""
    over = update(Case).where(Case.state == State.DECIDED, Case.decided_at <= now - APPEAL_WITHIN)
    return int(session.execute(over.values(state=State.FINAL)).rowcount)  # type: ignore[attr-defined]  # an UPDATE has it


def targets_by_kind(targets: Sequence[Target]) -> Mapping[str, Target]:
    """The rooms' things by their kinds."""
    return {target.kind: target for target in targets}
