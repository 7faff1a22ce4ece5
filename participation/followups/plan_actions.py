"""Answers that appear at a time: planned, changed, taken back, and published by the platform itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import Person
from participation.consultations.answering import AnswerSource
from participation.consultations.models import Consultation
from participation.followups import rules, telling
from participation.followups.answer_actions import answered_meanwhile, as_answer, check_report, give_answer, newest_answer
from participation.followups.assignment_actions import hold_proposal
from participation.followups.handing_in import keep_plan, release_needed, tell_of_release
from participation.followups.matter_actions import checked_answer
from participation.followups.models import AnswerPlan, Matter, PlanState
from participation.followups.texts import Answer, check_moment, cleaned_answer
from participation.followups.things import Thing, hold_thing
from participation.kit import audit
from participation.kit.errors import Conflict, DomainError
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.proposals.models import Proposal

AT_A_TIME = 50


def plan_answer(
    session: Session,
    actor: Person,
    proposal: Proposal,
    consultation: Consultation,
    answer: Answer,
    publish_at: datetime | None,
    now: datetime,
    *,
    seen: int | None = None,
) -> AnswerPlan:
    """Keep an answer that appears at a time, or, without one, as soon as a second person releases it; a new wording of the one that is held.

    Raises Invalid as `give_answer` does, where somebody answered meanwhile.
    """
    hold_proposal(session, proposal.id)
    demand(rules.may_plan(actor, proposal, consultation))
    answer, needs = cleaned_answer(answer), release_needed(session, proposal, consultation)
    publish_at = now if publish_at is None and needs else check_moment(publish_at or now, now)
    newest = newest_answer(session, proposal.id)
    newest_id = newest.id if newest else 0
    if seen is not None and seen != newest_id:
        raise answered_meanwhile()
    check_report(session, actor, proposal, answer.report_id)
    plan = keep_plan(session, actor, proposal, consultation, answer, publish_at, now, newest_id=newest_id, needs_release=needs)
    if needs:
        tell_of_release(session, actor, proposal, consultation, now)
    return plan


def plan_matter(
    session: Session, actor: Person, matter: Matter, consultation: Consultation, source: AnswerSource, answer: Answer, now: datetime
) -> AnswerPlan:
    """Hand an answer to a matter in: a second person releases it, because one has to, or because its writer may not publish it."""
    hold_thing(session, matter)
    demand(rules.may_answer_matter(actor, matter, consultation))
    plan = keep_plan(session, actor, matter, consultation, checked_answer(source, answer), now, now, needs_release=True)
    tell_of_release(session, actor, matter, consultation, now)
    return plan


def cancel_plan(session: Session, actor: Person, plan: AnswerPlan, thing: Thing, consultation: Consultation, now: datetime) -> AnswerPlan:
    """Take a planned answer back before it appears. Raises Conflict where it has appeared already."""
    hold_thing(session, thing)
    session.refresh(plan, ["state"])
    demand(rules.may_answer_matter(actor, thing, consultation) if isinstance(thing, Matter) else rules.may_plan(actor, thing, consultation))
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
        .where(AnswerPlan.state == PlanState.WAITING, AnswerPlan.publish_at <= now, AnswerPlan.proposal_id.is_not(None))
        .order_by(AnswerPlan.publish_at, AnswerPlan.id)
        .limit(AT_A_TIME)
    )
    return sum(_publish_one(session, plan_id, now) for plan_id in session.scalars(due).all())


def _publish_one(session: Session, plan_id: int, now: datetime) -> bool:
    proposal_id = session.scalars(select(AnswerPlan.proposal_id).where(AnswerPlan.id == plan_id)).one()
    if proposal_id is None:
        return False
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
            give_answer(
                session,
                plan.author,
                proposal,
                consultation,
                as_answer(plan, plan),
                now,
                seen=plan.seen_answer_id,
                released=plan.released_by_id is not None,
            )
            plan.state = PlanState.PUBLISHED
            audit.append(session, at=now, actor=None, action="answer_plan.published", subject=plan)
        return True
    except DomainError as reason:
        plan.state, plan.stopped_because = PlanState.STOPPED, reason.message[:300]
        audit.append(session, at=now, actor=None, action="answer_plan.stopped", subject=plan)
        telling.tell_stopped(session, proposal, consultation, plan.author_id, now)
        return False
