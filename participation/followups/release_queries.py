"""Reads about answers that wait for a second person; each in a constant number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.followups.models import AnswerPlan, AnswerRule, Matter, PlanState
from participation.followups.things import KIND, REFERENCE, TITLE, Thing, in_consultation, with_things
from participation.kit.errors import NotFound
from participation.proposals.models import Proposal

MOST_SHOWN = 100


def is_required(session: Session, consultation_id: int) -> bool:
    """Whether a second person releases each answer of a consultation."""
    return bool(session.scalar(select(AnswerRule.four_eyes).where(AnswerRule.consultation_id == consultation_id)))


def waiting_releases(session: Session, consultation_id: int) -> Sequence[Any]:
    """What waits in a consultation, the oldest first, of a bulk only the first: see `releases_where`."""
    return releases_where(session, in_consultation(consultation_id))


def releases_where(session: Session, *conditions: ColumnElement[bool], most: int = MOST_SHOWN) -> Sequence[Any]:
    """Rows: id, slug, kind, title, reference, status, planned_at, author_id, author_name, number (how many are released together)."""
    other = aliased(AnswerPlan)
    same = (other.bulk_id == AnswerPlan.bulk_id, other.state == PlanState.RELEASE)
    number = select(func.count(other.id)).where(*same).correlate(AnswerPlan).scalar_subquery()
    first = select(func.min(other.id)).where(*same).correlate(AnswerPlan).scalar_subquery()
    statement = (
        select(
            AnswerPlan.id,
            Consultation.slug,
            KIND,
            TITLE,
            REFERENCE,
            AnswerPlan.status,
            AnswerPlan.planned_at,
            AnswerPlan.author_id,
            Person.public_name.label("author_name"),
            number.label("number"),
        )
        .select_from(with_things(AnswerPlan).join(Person.__table__, Person.id == AnswerPlan.author_id))
        .where(AnswerPlan.state == PlanState.RELEASE, or_(AnswerPlan.bulk_id.is_(None), AnswerPlan.id == first), *conditions)
        .order_by(AnswerPlan.planned_at, AnswerPlan.id)
        .limit(most)
    )
    return session.execute(statement).all()


def waiting_plan(session: Session, consultation_id: int, plan_id: int) -> tuple[AnswerPlan, list[tuple[Thing, AnswerPlan]]]:
    """An answer of a consultation that waits, and all that are released together with it, with what they are about. Raises NotFound."""
    asked = select(AnswerPlan).options(joinedload(AnswerPlan.author, innerjoin=True)).where(AnswerPlan.state == PlanState.RELEASE)
    plan = session.scalars(asked.where(AnswerPlan.id == plan_id)).one_or_none()
    if plan is None:
        raise NotFound
    plans = (
        [plan] if plan.bulk_id is None else list(session.scalars(asked.where(AnswerPlan.bulk_id == plan.bulk_id).order_by(AnswerPlan.proposal_id)))
    )
    proposals = session.scalars(select(Proposal).where(Proposal.id.in_([each.proposal_id for each in plans if each.proposal_id]))).all()
    matters = session.scalars(select(Matter).where(Matter.id.in_([each.matter_id for each in plans if each.matter_id]))).all()
    things: dict[tuple[int | None, int | None], Thing] = {(thing.id, None): thing for thing in proposals}
    things |= {(None, thing.id): thing for thing in matters}
    together = [(things[each.proposal_id, each.matter_id], each) for each in plans]
    if any(thing.consultation_id != consultation_id for thing, _each in together):
        raise NotFound
    return plan, together
