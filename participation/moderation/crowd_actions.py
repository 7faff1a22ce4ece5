"""The look at crowds that the clockwork takes, and what people do about what stands out. Nothing here takes a support or a mark away unasked."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import NoticeKind, Person
from participation.accounts.network_actions import KEPT as NETWORKS_KEPT
from participation.accounts.notices import tell
from participation.consultations.crowds import Backed, Crowd
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.dates import say_date
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.rules import demand, demand_of
from participation.kit.upserts import insert_or
from participation.moderation import crowd_rules as rules
from participation.moderation.actions import checked_words, open_case, written_of
from participation.moderation.crowd_looking import Found, look
from participation.moderation.crowd_models import CrowdCheck, CrowdFinding, CrowdMember, CrowdSign, FindingState
from participation.moderation.deciding_actions import Desk, Ruling, decide
from participation.moderation.models import Measure, Source

MEMBERS_KEPT = timedelta(days=90)
"""How long it is known who is part of a finding, unless it is settled earlier."""
SUPPORT = "support"
"""As what the moderation decides about single supports."""


def check_crowds(session: Session, consultation_id: int, crowds: Sequence[Crowd], now: datetime) -> int:
    """Look at all that people back or vote in here now, and keep what was looked at and what stands out. Returns how many findings are new."""
    new = 0
    for crowd in crowds:
        ids = sorted(crowd.to_look_at(session, consultation_id, now))
        if not ids:
            continue
        backers = list(crowd.backers(session, consultation_id, ids))
        for number in ids:
            here = [one for one in backers if one.subject_id == number]
            _keep_check(session, crowd.kind, number, consultation_id, len(here), sum(one.network is not None for one in here), now)
        wanted = set(ids)
        for found in look(backers, list(crowd.around(session, consultation_id))):
            new += found.subject_id in wanted and _keep_finding(session, crowd, consultation_id, found, now)
    return new


def _keep_check(session: Session, kind: str, number: int, consultation_id: int, people: int, networked: int, now: datetime) -> None:
    values = {"looked_at": now, "people": people, "networked": networked}
    insert = insert_or(session, CrowdCheck).values(kind=kind, subject_id=number, consultation_id=consultation_id, **values)
    session.execute(insert.on_conflict_do_update(index_elements=["kind", "subject_id"], set_=values))


def _keep_finding(session: Session, crowd: Crowd, consultation_id: int, found: Found, now: datetime) -> bool:
    """Keep what stands out, or add who came to it since; what was settled stays as it was settled. Whether it is new."""
    here = (CrowdFinding.kind == crowd.kind, CrowdFinding.subject_id == found.subject_id, CrowdFinding.sign == found.sign)
    known = session.scalars(select(CrowdFinding).where(*here, CrowdFinding.mark == found.mark).with_for_update()).one_or_none()
    if known is not None and known.state != FindingState.OPEN:
        return False
    begins, ends = (datetime.fromtimestamp(moment, UTC) for moment in found.span) if found.span else (None, None)
    finding = known or CrowdFinding(
        consultation_id=consultation_id, kind=crowd.kind, subject_id=found.subject_id, sign=found.sign, mark=found.mark, found_at=now
    )
    finding.people, finding.usual, finding.chance = len(found.members), found.usual, found.chance
    finding.begins_at, finding.ends_at = begins, ends
    session.add(finding)
    session.flush()
    if crowd.discounts:
        rows = [{"finding_id": finding.id, "person_id": person} for person in sorted(found.members)]
        session.execute(insert_or(session, CrowdMember).values(rows).on_conflict_do_nothing())
    if known is None:
        data = {"sign": str(found.sign), "kind": crowd.kind, "subject": found.subject_id, "people": finding.people}
        audit.append(session, at=now, actor=None, action="crowd.found", subject=finding, data=data)
    return known is None


def read_report(session: Session, moderator: Person | None, consultation: Consultation, check: CrowdCheck, now: datetime) -> CrowdCheck:
    """Put down that somebody has read what was looked at and what stands out; the result's page says so."""
    moderator = demand_of(moderator, rules.may_read_report(moderator, consultation))
    check.read_at, check.read_by_id = now, moderator.id
    subject = (check.kind, check.subject_id)
    audit.append(session, at=now, actor=moderator, action="crowd.read", subject=subject)
    return check


def leave(
    session: Session, moderator: Person | None, consultation: Consultation, subject: Backed, finding: CrowdFinding, note: str, now: datetime
) -> None:
    """Nothing is to be done about it; why, everyone can read. Who was part of it is forgotten at once."""
    _hold(session, finding)
    moderator = demand_of(moderator, rules.may_settle(moderator, consultation, subject, finding))
    _settle(session, finding, moderator, FindingState.LEFT, note, now)
    audit.append(session, at=now, actor=moderator, action="crowd.left", subject=finding)


def ask(
    session: Session,
    moderator: Person | None,
    consultation: Consultation,
    subject: Backed,
    finding: CrowdFinding,
    crowd: Crowd,
    note: str,
    now: datetime,
) -> None:
    """Ask those concerned to confirm their support within fourteen days. Until then, and for whoever confirms, everything counts."""
    _hold(session, finding)
    moderator = demand_of(moderator, rules.may_ask(moderator, consultation, subject, finding, crowd))
    finding.state, finding.note = FindingState.ASKED, _reasons(note)
    finding.settled_at, finding.settled_by_id, finding.asked_until = now, moderator.id, now + rules.ASKED_FOR
    asked = crowd.still(session, subject.id, members_of(session, finding))
    title = lazy("Bitte bestätigen Sie bis %(until)s Ihre Unterstützung für „%(title)s“.", until=say_date(finding.asked_until), title=subject.title)
    tell(session, asked, kind=NoticeKind.PROPOSAL, title=title, url=f"/unterstuetzung/{finding.id}/bestaetigen", now=now)
    audit.append(session, at=now, actor=moderator, action="crowd.asked", subject=finding, data={"people": len(asked)})


def confirm(session: Session, person: Person | None, finding: CrowdFinding, now: datetime) -> None:
    """Somebody confirms the own support. The log keeps that somebody did, not who."""
    _hold(session, finding)
    member = member_of(session, finding, person)
    demand(rules.may_confirm(person, finding, member))
    if member is not None and member.confirmed_at is None:
        member.confirmed_at = now
        finding.confirmed += 1
        audit.append(session, at=now, actor=None, action="crowd.confirmed", subject=finding)


def discount(
    session: Session, moderator: Person | None, desk: Desk, subject: Backed, finding: CrowdFinding, crowd: Crowd, ruling: Ruling, now: datetime
) -> int:
    """Leave uncounted what nobody confirmed: of each person concerned a decision with its reasons, which can be appealed. Returns how many.

    `ruling` gives clause and facts.
    """
    if desk.consultation is None:
        raise Invalid(_("Das gehört zu keiner Beteiligung."))
    _hold(session, finding)
    moderator = demand_of(moderator, rules.may_discount(moderator, desk.consultation, subject, finding, crowd, now))
    silent = session.scalars(select(CrowdMember.person_id).where(CrowdMember.finding_id == finding.id, CrowdMember.confirmed_at.is_(None))).all()
    people = set(crowd.still(session, subject.id, silent)) - {moderator.id}
    rows, target = crowd.doubted(session, subject.id, people), desk.targets[SUPPORT]
    taken = 0
    for number in sorted(rows.values()):
        written = written_of(session, target, number)
        if written.hidden:
            continue
        open_case(session, target, written, Source.AUTOMATIC, now, ())
        decide(session, moderator, desk, SUPPORT, number, Ruling(Measure.HIDE, ruling.clause, ruling.facts, after_asking=True), now)
        taken += 1
    until = finding.asked_until
    _settle(session, finding, moderator, FindingState.DISCOUNTED, ruling.facts, now)
    finding.asked_until, finding.discounted = until, taken
    audit.append(session, at=now, actor=moderator, action="crowd.discounted", subject=finding, data={"supports": taken})
    return taken


def _hold(session: Session, finding: CrowdFinding) -> None:
    session.flush()
    session.refresh(finding, with_for_update={"of": type(finding)})


def _settle(session: Session, finding: CrowdFinding, moderator: Person, state: FindingState, note: str, now: datetime) -> None:
    finding.state, finding.note, finding.settled_at, finding.settled_by_id = state, _reasons(note), now, moderator.id
    session.execute(delete(CrowdMember).where(CrowdMember.finding_id == finding.id))


def _reasons(note: str) -> str:
    words = checked_words(note, "note")
    if not words:
        raise Invalid(_("Bitte begründen Sie, was Sie tun. Die Begründung ist öffentlich."), "note")
    return words


def members_of(session: Session, finding: CrowdFinding) -> Sequence[int]:
    """Who is part of it."""
    return session.scalars(select(CrowdMember.person_id).where(CrowdMember.finding_id == finding.id)).all()


def member_of(session: Session, finding: CrowdFinding, person: Person | None) -> CrowdMember | None:
    """Whether this person is."""
    return session.get(CrowdMember, (finding.id, person.id)) if person is not None else None


def sweep_crowds(session: Session, now: datetime) -> int:
    """Forget who was part of findings after ninety days, and by which hash of a network one was known. Returns how many people were forgotten."""
    old = select(CrowdFinding.id).where(CrowdFinding.found_at < now - MEMBERS_KEPT)
    gone = session.execute(delete(CrowdMember).where(CrowdMember.finding_id.in_(old))).rowcount  # type: ignore[attr-defined]  # a DELETE has it
    useless = (CrowdFinding.sign == CrowdSign.NETWORK, CrowdFinding.found_at < now - 2 * NETWORKS_KEPT, func.length(CrowdFinding.mark) == 32)
    for number in session.scalars(select(CrowdFinding.id).where(*useless)).all():
        session.execute(update(CrowdFinding).where(CrowdFinding.id == number).values(mark=f"gone-{secrets.token_hex(16)}"))
    return int(gone)


def forget_member(session: Session, person: Person) -> None:
    """Somebody leaves."""
    session.execute(delete(CrowdMember).where(CrowdMember.person_id == person.id))
