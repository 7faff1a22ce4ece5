"""Reads of discussions: contributions with what they belong to, topics, what a person wrote. Pages of a thread: `thread_queries.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, Stage
from participation.discussions.models import Contribution, Discussion, Rating, Topic
from participation.discussions.thread_queries import Line
from participation.kit.errors import NotFound
from participation.kit.pagination import Page, offset, page_number


@dataclass(frozen=True, slots=True)
class Place:
    """A contribution with the discussion and the subject it belongs to."""

    contribution: Contribution
    discussion: Discussion


def place(session: Session, contribution_id: int) -> Place:
    """A contribution and its discussion, in one statement. Raises NotFound."""
    statement = select(Contribution, Discussion).join(Discussion, Discussion.id == Contribution.discussion_id)
    found = session.execute(statement.where(Contribution.id == contribution_id)).one_or_none()
    if found is None:
        raise NotFound
    return Place(found[0], found[1])


def discussion(session: Session, discussion_id: int) -> Discussion:
    """A discussion as it is in the database now. Raises NotFound."""
    found = session.get(Discussion, discussion_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def topic(session: Session, consultation_id: int, topic_id: int) -> Topic:
    """A topic of this consultation. Raises NotFound."""
    found = session.get(Topic, topic_id)
    if found is None or found.consultation_id != consultation_id:
        raise NotFound
    return found


def topics_by_id(session: Session, ids: Sequence[int]) -> Sequence[tuple[Topic, Consultation]]:
    """Topics with their consultations."""
    statement = select(Topic, Consultation).join(Consultation, Consultation.id == Topic.consultation_id).where(Topic.id.in_(ids))
    return [(row[0], row[1]) for row in session.execute(statement)]


def topics(session: Session, consultation_id: int, number: int) -> Page[Line]:
    """A page of a consultation's topics, the newest first, with how many contributions each has."""
    total = session.execute(select(func.count()).select_from(Topic).where(Topic.consultation_id == consultation_id)).scalar_one()
    number = page_number(str(number), last=max(1, -(-total // 20)))
    thread_of = and_(Discussion.subject_kind == "topic", Discussion.subject_id == Topic.id)
    statement = (
        select(
            Topic.id,
            Topic.title,
            Topic.introduction_html,
            Topic.opened_at,
            Discussion.contribution_count,
            Discussion.closed_at,
            Discussion.outcome_at,
        )
        .join(Discussion, thread_of)
        .where(Topic.consultation_id == consultation_id)
        .order_by(Topic.opened_at.desc(), Topic.id.desc())
        .limit(20)
        .offset(offset(number, 20))
    )
    return Page(session.execute(statement).all(), number, 20, total)


def most_discussed(session: Session, consultation_id: int, number: int = 3) -> tuple[int, Sequence[Line]]:
    """How many contributions a consultation has in all, and its most discussed subjects (kind, id, count)."""
    total = session.execute(select(func.coalesce(func.sum(Discussion.contribution_count), 0)).where(Discussion.consultation_id == consultation_id))
    statement = (
        select(Discussion.subject_kind, Discussion.subject_id, Discussion.contribution_count)
        .where(Discussion.consultation_id == consultation_id, Discussion.contribution_count > 0)
        .order_by(Discussion.contribution_count.desc(), Discussion.id)
        .limit(number)
    )
    return int(total.scalar_one()), session.execute(statement).all()


def contributions_of(session: Session, person_id: int, number: int) -> Sequence[Line]:
    """A person's newest contributions, deleted ones aside, with the answered one's number where it is an answer."""
    statement = (
        select(Contribution.id, Contribution.parent_id, Contribution.kind, Contribution.body_html, Contribution.created_at, Contribution.hidden_at)
        .where(Contribution.author_id == person_id, Contribution.deleted_at.is_(None))
        .order_by(Contribution.created_at.desc(), Contribution.id.desc())
        .limit(number)
    )
    return session.execute(statement).all()


def contributions_for(session: Session, organisation_id: int, number: int) -> Sequence[Line]:
    """The newest contributions in an organisation's name that everybody can read."""
    columns = (Contribution.id, Contribution.parent_id, Contribution.kind, Contribution.body_html, Contribution.created_at, Contribution.hidden_at)
    shown = (Contribution.organisation_id == organisation_id, Contribution.deleted_at.is_(None), Contribution.hidden_at.is_(None))
    asked = (
        select(*columns)
        .join(Discussion, Discussion.id == Contribution.discussion_id)
        .join(Consultation, Consultation.id == Discussion.consultation_id)
        .where(*shown, Consultation.stage != Stage.DRAFT)
    )
    return session.execute(asked.order_by(Contribution.id.desc()).limit(number)).all()


def everything_of(session: Session, person_id: int) -> dict[str, Sequence[Line]]:
    """All contributions, ratings and notices of a person, for the person's copy of their data."""
    own = select(
        Contribution.id,
        Contribution.parent_id,
        Contribution.kind,
        Contribution.body,
        Contribution.created_at,
        Contribution.edited_at,
        Contribution.hidden_at,
        Contribution.hidden_reason,
    ).where(Contribution.author_id == person_id)
    rated = select(Rating.contribution_id, Rating.value, Rating.rated_at).where(Rating.person_id == person_id)
    return {
        "contributions": session.execute(own.order_by(Contribution.id)).all(),
        "ratings": session.execute(rated.order_by(Rating.id)).all(),
    }
