"""Answering for the city: at once, for one or for many, and attaching a report."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.followups import rules, telling
from participation.followups.assignment_actions import hold_proposal
from participation.followups.handing_in import hand_in_many, release_needed
from participation.followups.models import LIVING, AnswerDetail, AnswerPlan, AnswerReport, Assignment, BulkAnswer, Stand
from participation.followups.texts import Answer, cleaned_answer
from participation.kit import audit
from participation.kit.errors import Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.kit.uploads import store_document
from participation.kit.upserts import insert_or
from participation.proposals.actions import answer_proposal
from participation.proposals.models import OfficialAnswer, Proposal, Status
from participation.proposals.rules import may_answer

MOST_AT_ONCE = 200
"""How many proposals one bulk answer reaches."""


def give_answer(
    session: Session,
    actor: Person,
    proposal: Proposal,
    consultation: Consultation,
    answer: Answer,
    now: datetime,
    *,
    seen: int | None = None,
    released: bool = False,
) -> OfficialAnswer:
    """Answer a proposal at once: status, text, cost, time, report. Earlier answers stay readable; authors and supporters are told.

    `seen` is the number of the newest answer when the writer began, 0 where there was none. Raises Invalid where somebody else
    answered meanwhile; nothing is published then. The same answer sent twice counts once. Raises Refused where a second person has to release
    it first and none has (`released`).
    """
    hold_proposal(session, proposal.id)
    demand(may_answer(actor, proposal, consultation))
    if not released:
        demand(rules.may_publish_alone(release_needed(session, proposal, consultation)))
    answer = cleaned_answer(answer)
    newest = newest_answer(session, proposal.id)
    if newest is not None and newest.author_id == actor.id and _same(answer, newest, session.get(AnswerDetail, newest.id)):
        return newest
    if seen is not None and seen != (newest.id if newest else 0):
        raise answered_meanwhile()
    return _publish(session, actor, proposal, consultation, answer, now)


def answered_meanwhile() -> Invalid:
    """What the second of two who answer at the same time is told, above the own text."""
    return Invalid(
        _("Inzwischen hat die Stadt schon geantwortet. Lesen Sie diese Antwort, und veröffentlichen Sie Ihre nur, wenn sie noch nötig ist.")
    )


def _publish(session: Session, actor: Person, proposal: Proposal, consultation: Consultation, answer: Answer, now: datetime) -> OfficialAnswer:
    report = check_report(session, actor, proposal, answer.report_id)
    given = answer_proposal(session, actor, proposal, consultation, answer.text, now, even_if_same=True)
    session.flush()
    session.add(
        AnswerDetail(
            answer_id=given.id,
            reasons=answer.reasons,
            reasons_html=to_html(answer.reasons),
            cost_once=answer.cost_once,
            cost_yearly=answer.cost_yearly,
            from_month=answer.from_month,
            to_month=answer.to_month,
            report_id=report.id if report else None,
        )
    )
    if given.status != Status.REVIEW:  # "in Prüfung" goes on at the offices
        done = update(Assignment).where(Assignment.proposal_id == proposal.id, Assignment.state.in_(LIVING))
        session.execute(done.values(state=Stand.ANSWERED, ended_at=now).execution_options(synchronize_session="fetch"))
    session.flush()
    telling.tell_answer(session, proposal, consultation, Status(given.status), actor, now)
    return given


def _same(answer: Answer, given: OfficialAnswer, detail: AnswerDetail | None) -> bool:
    return as_answer(given, detail) == answer


def as_answer(given: OfficialAnswer | AnswerPlan, detail: AnswerDetail | AnswerPlan | None) -> Answer:
    """What was answered, as it was typed."""
    if detail is None:
        return Answer(Status(given.status), given.body)
    return Answer(
        Status(given.status),
        given.body,
        detail.reasons,
        detail.cost_once,
        detail.cost_yearly,
        detail.from_month,
        detail.to_month,
        detail.report_id,
    )


def newest_answer(session: Session, proposal_id: int) -> OfficialAnswer | None:
    """The answer that holds now."""
    answers = select(OfficialAnswer).where(OfficialAnswer.proposal_id == proposal_id)
    return session.scalars(answers.order_by(OfficialAnswer.id.desc()).limit(1)).first()


def add_report(
    session: Session, actor: Person, consultation: Consultation, stream: BinaryIO, title: str, root: Path, limit: int, now: datetime
) -> AnswerReport:
    """Store a PDF that an answer can name. `limit` is in bytes. Raises Invalid naming the field."""
    demand(rules.may_answer_many(actor, consultation))
    title = clean_line(title)[:120] or _("Bericht zur Antwort")
    try:
        stored = store_document(root, stream, limit=limit)
    except Invalid as error:
        raise Invalid(error.message, "report") from error
    report = AnswerReport(stored_name=stored.name, title=title, size=stored.size, added_by_id=actor.id, added_at=now)
    session.add(report)
    audit.append(session, at=now, actor=actor, action="answer_report.added", subject=report)
    return report


def check_report(session: Session, actor: Person, proposal: Proposal, report_id: int | None) -> AnswerReport | None:
    """The report that an answer may name: the actor's own, or one that this proposal's answers and plans name already. Raises Invalid."""
    if report_id is None:
        return None
    of_answers = select(AnswerDetail.report_id).join(OfficialAnswer, OfficialAnswer.id == AnswerDetail.answer_id)
    named = of_answers.where(OfficialAnswer.proposal_id == proposal.id, AnswerDetail.report_id.is_not(None))
    planned = select(AnswerPlan.report_id).where(AnswerPlan.proposal_id == proposal.id, AnswerPlan.report_id.is_not(None))
    allowed = or_(AnswerReport.added_by_id == actor.id, AnswerReport.id.in_(named), AnswerReport.id.in_(planned))
    report = session.scalars(select(AnswerReport).where(AnswerReport.id == report_id, allowed).with_for_update()).one_or_none()
    if report is None:
        raise Invalid(_("Diesen Bericht gibt es nicht mehr. Bitte laden Sie ihn noch einmal hoch."), "report")
    return report


def answer_many(
    session: Session, actor: Person, consultation: Consultation, proposal_ids: Sequence[int], answer: Answer, entry_key: str, now: datetime
) -> tuple[int, bool]:
    """Give one answer to many proposals, all or none; `{nummer}` and `{titel}` become each one's own.

    Where any of them needs the release of a second person, all wait for it together (`plan_actions.hand_in_many`).
    Returns how many, and whether this call did it: the same form sent twice is published once. Proposals that cannot be answered
    any more, because they were withdrawn meanwhile, stop the whole: raises Invalid that names them.
    """
    demand(rules.may_answer_many(actor, consultation))
    ids = sorted(set(proposal_ids))
    if not ids:
        raise Invalid(_("Bitte wählen Sie mindestens einen Vorschlag."), "chosen")
    if len(ids) > MOST_AT_ONCE:
        raise Invalid(_("Mehr als %(number)s Vorschläge auf einmal sind nicht möglich.", number=MOST_AT_ONCE), "chosen")
    key = hashlib.sha256(f"{actor.id}:{consultation.id}:{entry_key}".encode()).hexdigest()
    insert = insert_or(session, BulkAnswer).values(entry_key=key, consultation_id=consultation.id, author_id=actor.id, number=len(ids), given_at=now)
    bulk_id = session.scalars(insert.on_conflict_do_nothing().returning(BulkAnswer.id)).one_or_none()
    if bulk_id is None:
        return session.scalars(select(BulkAnswer.number).where(BulkAnswer.entry_key == key)).one(), False
    answer = cleaned_answer(answer)
    locked = select(Proposal).where(Proposal.id.in_(ids), Proposal.consultation_id == consultation.id).order_by(Proposal.id).with_for_update()
    proposals = session.scalars(locked.execution_options(populate_existing=True)).all()
    if len(proposals) != len(ids):
        raise NotFound
    gone = [proposal.reference or "" for proposal in proposals if not proposal.is_published]
    if gone:
        raise Invalid(_("Diese Vorschläge sind inzwischen zurückgezogen: %(which)s. Es wurde nichts veröffentlicht.", which=", ".join(gone)))
    for proposal in proposals:
        demand(may_answer(actor, proposal, consultation))
    if any(release_needed(session, proposal, consultation) for proposal in proposals):
        hand_in_many(session, actor, proposals, consultation, answer, bulk_id, now)
        return len(ids), True
    for proposal in proposals:
        _publish(session, actor, proposal, consultation, cleaned_answer(answer.for_proposal(proposal)), now)
    audit.append(
        session,
        at=now,
        actor=actor,
        action="answers.bulk_given",
        subject=("bulk_answer", bulk_id),
        data={"proposals": ids, "status": str(answer.status)},
    )
    return len(ids), True


def delete_unused_reports(session: Session, before: datetime) -> list[str]:
    """Forget reports that were added before a moment and that neither an answer nor a waiting plan names. Returns their file names."""
    named = select(AnswerDetail.report_id).where(AnswerDetail.report_id.is_not(None))
    planned = select(AnswerPlan.report_id).where(AnswerPlan.report_id.is_not(None))
    unused = delete(AnswerReport).where(AnswerReport.added_at < before, AnswerReport.id.not_in(named), AnswerReport.id.not_in(planned))
    return list(session.scalars(unused.returning(AnswerReport.stored_name)))
