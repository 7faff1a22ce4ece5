"""Answers that appear at a time: planned, changed, taken back, and published by the platform itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.followups import rules, telling
from participation.followups.answer_actions import answered_meanwhile, as_answer, check_report, give_answer, newest_answer
from participation.followups.assignment_actions import hold_proposal
from participation.followups.models import AnswerPlan, PlanState
from participation.followups.texts import Answer, check_moment, cleaned_answer
from participation.kit import audit
from participation.kit.errors import Conflict, DomainError
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.proposals.models import Proposal, Status

AT_A_TIME = 50


def plan_answer(
    session: Session,
    actor: Person,
    proposal: Proposal,
    consultation: Consultation,
    answer: Answer,
    publish_at: datetime,
    now: datetime,
    *,
    seen: int | None = None,
) -> AnswerPlan:
    """Keep an answer that appears at a time; where one is planned already, this is its new wording.

    Raises Invalid as `give_answer` does, where somebody answered meanwhile.
    """
    hold_proposal(session, proposal.id)
    demand(rules.may_plan(actor, proposal, consultation))
    answer, publish_at = cleaned_answer(answer), check_moment(publish_at, now)
    newest = newest_answer(session, proposal.id)
    newest_id = newest.id if newest else 0
    if seen is not None and seen != newest_id:
        raise answered_meanwhile()
    report = check_report(session, actor, proposal, answer.report_id)
    plan = waiting_plan(session, proposal.id)
    changed = plan is not None
    plan = plan or AnswerPlan(proposal_id=proposal.id, state=PlanState.WAITING)
    plan.author_id, plan.planned_at, plan.publish_at, plan.seen_answer_id = actor.id, now, publish_at, newest_id
    plan.status, plan.body, plan.reasons = Status(answer.status), answer.body, answer.reasons
    plan.cost_once, plan.cost_yearly = answer.cost_once, answer.cost_yearly
    plan.from_month, plan.to_month = answer.from_month, answer.to_month
    plan.report_id = report.id if report else None
    session.add(plan)
    action = "answer_plan.changed" if changed else "answer_plan.made"
    audit.append(session, at=now, actor=actor, action=action, subject=plan, data={"proposal": proposal.id, "publish_at": publish_at.isoformat()})
    return plan


def cancel_plan(session: Session, actor: Person, plan: AnswerPlan, proposal: Proposal, consultation: Consultation, now: datetime) -> AnswerPlan:
    """Take a planned answer back before it appears. Raises Conflict where it has appeared already."""
    hold_proposal(session, proposal.id)
    session.refresh(plan, ["state"])
    demand(rules.may_plan(actor, proposal, consultation))
    if plan.state == PlanState.PUBLISHED:
        raise Conflict(_("Diese Antwort ist schon erschienen. Sie können eine neue Antwort schreiben; die frühere bleibt lesbar."))
    if plan.state != PlanState.CANCELLED:
        plan.state = PlanState.CANCELLED
        audit.append(session, at=now, actor=actor, action="answer_plan.cancelled", subject=plan)
    return plan


def publish_due_plans(session: Session, now: datetime) -> int:
    """Publish what is due, each once; one that cannot appear any more is stopped, and its author told. Returns how many appeared."""
    due = (
        select(AnswerPlan.id)
        .where(AnswerPlan.state == PlanState.WAITING, AnswerPlan.publish_at <= now)
        .order_by(AnswerPlan.publish_at, AnswerPlan.id)
        .limit(AT_A_TIME)
    )
    return sum(_publish_one(session, plan_id, now) for plan_id in session.scalars(due).all())


def _publish_one(session: Session, plan_id: int, now: datetime) -> bool:
    proposal_id = session.scalars(select(AnswerPlan.proposal_id).where(AnswerPlan.id == plan_id)).one()
    proposal = hold_proposal(session, proposal_id)  # before the plan, as every other act does: nobody waits in a circle
    plan = session.scalars(
        select(AnswerPlan)
        .where(AnswerPlan.id == plan_id, AnswerPlan.state == PlanState.WAITING)
        .options(joinedload(AnswerPlan.author, innerjoin=True).selectinload(Person.mandates))
        .with_for_update(of=AnswerPlan)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if plan is None or plan.publish_at > now:
        return False  # another worker had it, or it was changed meanwhile
    consultation = session.get_one(Consultation, proposal.consultation_id)
    try:
        with session.begin_nested():
            give_answer(session, plan.author, proposal, consultation, as_answer(plan, plan), now, seen=plan.seen_answer_id)
            plan.state = PlanState.PUBLISHED
            audit.append(session, at=now, actor=None, action="answer_plan.published", subject=plan)
        return True
    except DomainError as reason:
        plan.state, plan.stopped_because = PlanState.STOPPED, reason.message[:300]
        audit.append(session, at=now, actor=None, action="answer_plan.stopped", subject=plan)
        telling.tell_stopped(session, proposal, consultation, plan.author_id, now)
        return False


def waiting_plan(session: Session, proposal_id: int) -> AnswerPlan | None:
    """The answer that is planned for a proposal."""
    return session.scalars(select(AnswerPlan).where(AnswerPlan.proposal_id == proposal_id, AnswerPlan.state == PlanState.WAITING)).one_or_none()
