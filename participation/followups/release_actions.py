"""Four eyes: an answer that one person wrote appears once another has released it, or goes back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import Person
from participation.consultations.answering import AnswerSource
from participation.consultations.models import Consultation
from participation.followups import rules, telling
from participation.followups.answer_actions import as_answer, give_answer
from participation.followups.matter_actions import answer_matter
from participation.followups.models import AnswerPlan, AnswerRule, Matter, Office, PlanState
from participation.followups.texts import check_length
from participation.followups.things import Thing, audited, hold_thing, thing_of
from participation.kit import audit
from participation.kit.errors import Conflict
from participation.kit.language import gettext as _
from participation.kit.rules import demand

LONGEST_REASON = 300


def require_release(session: Session, actor: Person, consultation: Consultation, required: bool, now: datetime) -> AnswerRule:
    """Say whether a second person releases each answer of a consultation. What waits already keeps waiting for its release."""
    demand(rules.may_set_release(actor, consultation))
    rule = session.get(AnswerRule, consultation.id) or AnswerRule(consultation_id=consultation.id, four_eyes=False)
    if rule.four_eyes != required:
        rule.four_eyes = required
        session.add(rule)
        action = "answers.release_required" if required else "answers.release_not_required"
        audit.append(session, at=now, actor=actor, action=action, subject=consultation)
    return rule


def require_release_of(session: Session, actor: Person | None, office: Office, required: bool, now: datetime) -> Office:
    """The same for everything that an office is asked about."""
    demand(rules.may_manage_offices(actor))
    if office.four_eyes != required:
        office.four_eyes = required
        action = "office.release_required" if required else "office.release_not_required"
        audit.append(session, at=now, actor=actor, action=action, subject=office)
    return office


def release(
    session: Session, actor: Person, plan: AnswerPlan, consultation: Consultation, source: AnswerSource | None, now: datetime
) -> Sequence[AnswerPlan]:
    """Release an answer, and with it those that were written together with it: all or none. What is due appears at once.

    `source` is the room of a matter. Raises Refused for the one who wrote it, Conflict where it waits no longer, Invalid where somebody
    answered meanwhile.
    """
    together = _together(session, plan)
    for thing, each in together:
        demand(rules.may_release(actor, each, thing, consultation))
    with session.begin_nested():
        for thing, each in together:
            each.released_by_id, each.released_at, each.state = actor.id, now, PlanState.WAITING
            audit.append(session, at=now, actor=actor, action="answer_plan.approved", subject=each, data=audited(thing))
            if each.publish_at <= now:
                _publish(session, actor, each, thing, consultation, source, now)
    telling.tell_released(session, together[0][0], consultation, plan.author_id, actor, len(together), now)
    return [each for _thing, each in together]


def _publish(
    session: Session, actor: Person, plan: AnswerPlan, thing: Thing, consultation: Consultation, source: AnswerSource | None, now: datetime
) -> None:
    answer = as_answer(plan, plan)
    if not isinstance(thing, Matter):
        give_answer(session, plan.author, thing, consultation, answer, now, seen=plan.seen_answer_id, released=True)
    elif source is not None:
        may_write = source.may_publish(session, plan.author, consultation, thing.subject_id)
        answer_matter(session, plan.author if may_write else actor, thing, consultation, source, answer, now, released=True)
    plan.state = PlanState.PUBLISHED
    audit.append(session, at=now, actor=None, action="answer_plan.published", subject=plan)


def send_back(session: Session, actor: Person, plan: AnswerPlan, consultation: Consultation, reason: str, now: datetime) -> Sequence[AnswerPlan]:
    """Do not release it; its author reads why, and can hand a better one in. Raises Invalid without a reason."""
    reason = check_length(reason, "reason", LONGEST_REASON, _("Bitte schreiben Sie, was an der Antwort noch nicht stimmt."))
    together = _together(session, plan)
    for thing, each in together:
        demand(rules.may_release(actor, each, thing, consultation))
        each.state, each.stopped_because = PlanState.RETURNED, reason
        audit.append(session, at=now, actor=actor, action="answer_plan.returned", subject=each, data=audited(thing))
    telling.tell_returned(session, together[0][0], consultation, plan.author_id, actor, now)
    return [each for _thing, each in together]


def _together(session: Session, plan: AnswerPlan) -> list[tuple[Thing, AnswerPlan]]:
    """A plan and those of the same bulk with what they are about, all held: things first, as every other act does. Raises Conflict."""
    same = or_(AnswerPlan.id == plan.id, AnswerPlan.bulk_id == plan.bulk_id) if plan.bulk_id is not None else AnswerPlan.id == plan.id
    rows = session.scalars(select(AnswerPlan).where(same, AnswerPlan.state == PlanState.RELEASE).order_by(AnswerPlan.proposal_id)).all()
    things = [hold_thing(session, thing_of(session, row)) for row in rows]
    held = (
        select(AnswerPlan)
        .where(AnswerPlan.id.in_([row.id for row in rows]), AnswerPlan.state == PlanState.RELEASE)
        .options(joinedload(AnswerPlan.author, innerjoin=True).selectinload(Person.mandates))
        .order_by(AnswerPlan.proposal_id)
        .with_for_update(of=AnswerPlan)
        .execution_options(populate_existing=True)
    )
    plans = session.scalars(held).all()
    if not plans or len(plans) != len(rows) or plan.id not in {each.id for each in plans}:
        raise Conflict(_("Diese Antwort wartet nicht mehr auf eine Freigabe. Laden Sie die Seite neu."))
    return list(zip(things, plans, strict=True))
