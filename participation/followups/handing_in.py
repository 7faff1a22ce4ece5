"""Answers that do not appear at once: kept until their time, or until a second person has released them. Part of the acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.followups import telling
from participation.followups.models import LIVING, AnswerPlan, AnswerRule, Assignment, Office, PlanState, Stand
from participation.followups.queries import colleagues_of
from participation.followups.texts import Answer, cleaned_answer
from participation.followups.things import Thing, audited, named, of_thing
from participation.kit import audit
from participation.proposals.models import OfficialAnswer, Proposal, Status


def release_needed(session: Session, thing: Thing, consultation: Consultation) -> bool:
    """Whether a second person has to release an answer: the consultation says so, or an office that was asked about it."""
    asked = select(Assignment.id).join(Office, Office.id == Assignment.office_id)
    asked = asked.where(of_thing(Assignment, thing), Assignment.state.in_((*LIVING, Stand.ANSWERED)), Office.four_eyes)
    rule = select(AnswerRule.consultation_id).where(AnswerRule.consultation_id == consultation.id, AnswerRule.four_eyes)
    return bool(session.scalar(select(exists(rule) | exists(asked))))


def held_plan(session: Session, thing: Thing) -> AnswerPlan | None:
    """The answer that is planned for a thing, or waits for its release."""
    held = (of_thing(AnswerPlan, thing), AnswerPlan.state.in_((PlanState.WAITING, PlanState.RELEASE)))
    return session.scalars(select(AnswerPlan).where(*held)).one_or_none()


def keep_plan(
    session: Session,
    actor: Person,
    thing: Thing,
    consultation: Consultation,
    answer: Answer,
    publish_at: datetime,
    now: datetime,
    *,
    newest_id: int = 0,
    needs_release: bool = False,
    bulk_id: int | None = None,
) -> AnswerPlan:
    """Keep an answer that was checked; where one is held already, this is its new wording, and a release that it had counts no more."""
    plan = held_plan(session, thing)
    changed = plan is not None
    plan = plan or AnswerPlan(**named(thing))
    plan.released_by_id = plan.released_at = None
    plan.needs_release, plan.bulk_id = needs_release, bulk_id
    plan.state = PlanState.RELEASE if needs_release else PlanState.WAITING
    plan.author_id, plan.planned_at, plan.publish_at, plan.seen_answer_id = actor.id, now, publish_at, newest_id
    plan.status, plan.body, plan.reasons = Status(answer.status), answer.body, answer.reasons
    plan.cost_once, plan.cost_yearly = answer.cost_once, answer.cost_yearly
    plan.from_month, plan.to_month = answer.from_month, answer.to_month
    plan.report_id = answer.report_id
    session.add(plan)
    session.flush()
    action = "answer_plan.changed" if changed else "answer_plan.made"
    data = {**audited(thing), "publish_at": publish_at.isoformat(), "needs_release": needs_release}
    audit.append(session, at=now, actor=actor, action=action, subject=plan, data=data)
    return plan


def tell_of_release(session: Session, actor: Person, thing: Thing, consultation: Consultation, now: datetime) -> None:
    """Those who can release it are told."""
    telling.tell_waiting_release(session, thing, consultation, colleagues_of(session, thing, consultation), actor, now)


def hand_in_many(
    session: Session, actor: Person, proposals: Sequence[Proposal], consultation: Consultation, answer: Answer, bulk_id: int, now: datetime
) -> list[AnswerPlan]:
    """Hand one answer for many proposals in; they are released together."""
    newest = _newest(session, [proposal.id for proposal in proposals])
    kept = [
        keep_plan(
            session,
            actor,
            proposal,
            consultation,
            cleaned_answer(answer.for_proposal(proposal)),
            now,
            now,
            newest_id=newest.get(proposal.id, 0),
            needs_release=True,
            bulk_id=bulk_id,
        )
        for proposal in proposals
    ]
    tell_of_release(session, actor, proposals[0], consultation, now)
    return kept


def _newest(session: Session, ids: Sequence[int]) -> Mapping[int, int]:
    newest = select(OfficialAnswer.proposal_id, func.max(OfficialAnswer.id)).where(OfficialAnswer.proposal_id.in_(ids))
    return dict(session.execute(newest.group_by(OfficialAnswer.proposal_id)).all())
