"""What is decided about a case, and what follows from it; the appeal, and what a second person decides about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.actions import block_person, unblock_person
from participation.accounts.models import Person
from participation.accounts.rules import may_block
from participation.consultations.models import Consultation
from participation.consultations.targets import Returning, Target, Written, passages_of
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand, demand_of
from participation.moderation import rules
from participation.moderation.actions import checked_words, living_case, open_case, written_of
from participation.moderation.deadlines import after_working_days, month_of
from participation.moderation.mails import mail_appeal_result, mail_results, mail_statement
from participation.moderation.models import Case, CaseNotice, Measure, Source, State
from participation.settings import Settings

NAMES = frozenset({"person", "pseudonym"})
"""Kinds of which nothing is cut out: a name is replaced."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody decides. `passages`: of `cut`, what is taken out, one a line; `until`: of a block, its end;
    `after_asking`: those concerned were asked first, as the moderation of supports demands."""

    measure: Measure
    clause: str = ""
    facts: str = ""
    passages: str = ""
    block: bool = False
    until: datetime | None = None
    after_asking: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a decision is made: the consultation (None: the whole platform), the rooms' things by kind, how this site is set."""

    consultation: Consultation | None
    targets: dict[str, Target]
    settings: Settings


def decide(session: Session, moderator: Person | None, desk: Desk, kind: str, number: int, ruling: Ruling, now: datetime) -> Case:
    """Decide about a thing, whether somebody reported it or not, and tell its author and those who reported it.

    Keeping what is hidden shows it again. Raises Invalid where a reason or passages are missing, Conflict where it is decided already.
    """
    target = desk.targets[kind]
    written = written_of(session, target, number)
    case = living_case(session, kind, number)
    moderator = demand_of(moderator, rules.may_decide(moderator, desk.consultation, written, case))
    facts = _checked(target, written, ruling)
    author = session.get(Person, written.author_id) if written.author_id is not None else None
    if ruling.block:
        _block(session, moderator, author, facts, ruling.until, now)
    case = case or open_case(session, target, written, Source.OWN, now)
    _apply(session, moderator, desk, target, written, ruling, facts, now)
    case.state, case.measure, case.decided_at, case.decided_by_id = State.DECIDED, ruling.measure, now, moderator.id
    case.clause, case.facts, case.month = ruling.clause[:120], facts, month_of(now)
    case.blocked, case.blocked_until = ruling.block, ruling.until if ruling.block else None
    data = {"measure": str(ruling.measure), "kind": kind, "target": number}
    audit.append(session, at=now, actor=moderator, action="moderation.decided", subject=case, data=data)
    if case.restricts or written.hidden:
        mail_statement(session, desk.settings, author, case, now, restored=not case.restricts)
    mail_results(session, desk.settings, told_of(session, case), case, now)
    return case


def _checked(target: Target, written: Written, ruling: Ruling) -> str:
    facts = checked_words(ruling.facts, "facts")
    if ruling.measure not in target.measures and not ruling.after_asking:
        raise Invalid(_("Diese Maßnahme gibt es hier nicht. Bitte wählen Sie eine andere."), "measure")
    if ruling.measure in (Measure.HIDE, Measure.BACK) and written.hidden:
        raise Conflict(_("Das ist schon ausgeblendet."))
    if ruling.measure != Measure.KEEP and not facts:
        raise Invalid(_("Bitte begründen Sie die Entscheidung. Die verfassende Person bekommt die Begründung mitgeteilt."), "facts")
    if ruling.block and ruling.measure == Measure.KEEP:
        raise Invalid(_("Ein Konto wird nur zusammen mit einer anderen Maßnahme gesperrt."), "block")
    return facts


def _apply(session: Session, moderator: Person, desk: Desk, target: Target, written: Written, ruling: Ruling, facts: str, now: datetime) -> None:
    if ruling.measure == Measure.HIDE:
        target.hide(session, moderator, written.id, facts, now)
    elif ruling.measure == Measure.BACK:
        cast(Returning, target).give_back(session, moderator, written.id, facts, now)
    elif ruling.measure == Measure.KEEP and written.hidden:
        target.show(session, moderator, written.id, now)
        _close_hidings(session, written)
    elif ruling.measure == Measure.CUT:
        passages = [] if written.kind in NAMES else passages_of(ruling.passages)
        if not _cut(session, moderator, desk, target, written, passages, now):
            raise Invalid(_("Keine dieser Stellen steht im Text. Bitte schreiben Sie sie genau so, wie sie dort stehen."), "passages")


def _cut(session: Session, moderator: Person, desk: Desk, target: Target, written: Written, passages: Collection[str], now: datetime) -> int:
    found = target.cut(session, moderator, written.id, passages, now)
    return found + sum(other.cut_copies(session, written, passages) for other in desk.targets.values()) if passages else found


def _close_hidings(session: Session, written: Written) -> None:
    """What was hidden is shown again: there is nothing left to appeal."""
    earlier = (Case.kind == written.kind, Case.target_id == written.id, Case.state == State.DECIDED, Case.measure.in_((Measure.HIDE, Measure.BACK)))
    session.flush()
    session.execute(update(Case).where(*earlier).values(state=State.FINAL))


def _block(session: Session, moderator: Person, author: Person | None, facts: str, until: datetime | None, now: datetime) -> None:
    if author is None or author.deleted_at is not None:
        raise Invalid(_("Zu diesem Text gibt es kein Konto mehr, das gesperrt werden könnte."), "block")
    demand(may_block(moderator, author))
    if not author.is_blocked:
        block_person(session, moderator, author, facts, now, until=until)


def told_of(session: Session, case: Case) -> Sequence[tuple[CaseNotice, Person | None]]:
    """A case's notices with who sent them, where that was somebody with an account."""
    asked = select(CaseNotice, Person).outerjoin(Person, Person.id == CaseNotice.person_id).where(CaseNotice.case_id == case.id)
    return [(row[0], row[1]) for row in session.execute(asked.order_by(CaseNotice.id))]


def appeal(session: Session, person: Person | None, case: Case, text: str, now: datetime) -> Case:
    """Appeal a decision; a second person decides within seven working days. Raises Invalid without a reason."""
    session.refresh(case, with_for_update={"of": type(case)})
    reported = has_reported(session, case, person)
    living = living_case(session, case.kind, case.target_id)
    person = demand_of(person, rules.may_appeal(person, case, now, reported=reported, waiting=living is not None and living.id != case.id))
    words = checked_words(text, "text")
    if not words:
        raise Invalid(_("Bitte schreiben Sie, warum Sie nicht einverstanden sind."), "text")
    case.state, case.appealed_by_id, case.appealed_at, case.appeal_text = State.APPEALED, person.id, now, words
    case.due_at, case.reminded_at = after_working_days(now, rules.APPEAL_DAYS), None
    audit.append(session, at=now, actor=person, action="moderation.appealed", subject=case)
    return case


def has_reported(session: Session, case: Case, person: Person | None) -> bool:
    """Whether this person sent a notice that belongs to the case."""
    if person is None:
        return False
    return session.scalar(select(CaseNotice.id).where(CaseNotice.case_id == case.id, CaseNotice.person_id == person.id)) is not None


def decide_appeal(
    session: Session, second: Person | None, desk: Desk, case: Case, *, upheld: bool, reason: str, now: datetime, clause: str = ""
) -> Case:
    """A second person says whether a decision stands. Where it does not, what was done is undone; of keeping, the thing is hidden then.

    Raises Invalid without a reason.
    """
    session.refresh(case, with_for_update={"of": type(case)})
    target = desk.targets[case.kind]
    written = written_of(session, target, case.target_id)
    second = demand_of(second, rules.may_decide_appeal(second, desk.consultation, written, case))
    words = checked_words(reason, "reason")
    if not words:
        raise Invalid(_("Bitte begründen Sie die Entscheidung. Die verfassende Person bekommt die Begründung mitgeteilt."), "reason")
    case.state, case.upheld, case.appeal_reason = State.FINAL, upheld, words
    case.appeal_decided_by_id, case.appeal_decided_at = second.id, now
    session.flush()
    audit.append(session, at=now, actor=second, action="moderation.appeal_decided", subject=case, data={"upheld": upheld})
    author = session.get(Person, case.author_id) if case.author_id is not None else None
    appellant = session.get(Person, case.appealed_by_id) if case.appealed_by_id is not None else None
    if not upheld:
        _undo(session, second, desk, case, written, author, words, clause, now)
    mail_appeal_result(session, desk.settings, [author if case.restricts else None, appellant], case, now)
    return case


def _undo(
    session: Session,
    second: Person,
    desk: Desk,
    case: Case,
    written: Written,
    author: Person | None,
    words: str,
    clause: str,
    now: datetime,
) -> None:
    target = desk.targets[case.kind]
    if case.measure in (Measure.HIDE, Measure.BACK) and written.hidden:
        target.show(session, second, written.id, now)
    if case.measure == Measure.KEEP and not written.hidden and not written.gone:
        measure = Measure.HIDE if target.hides else Measure.CUT
        decide(session, second, desk, case.kind, written.id, Ruling(measure, clause, words), now)
    if case.blocked and author is not None and author.is_blocked:
        unblock_person(session, second, author, now)
