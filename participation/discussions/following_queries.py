"""What a person follows, and what is new to a person in a discussion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from participation.discussions.models import Contribution, Discussion, Follow, Rating, Visit
from participation.discussions.thread_queries import Line
from participation.kit.among import among, numbers
from participation.kit.glances import Glance

MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person stands to a discussion: follows it or not, since when things are new (None at the first visit), how many are."""

    follows: bool = False
    since: datetime | None = None
    last_at: datetime | None = None
    new: int = 0


_post, _follow, _visit, _discussion = Contribution.__table__.c, Follow.__table__.c, Visit.__table__.c, Discussion.__table__.c
_rating = Rating.__table__.c

_READING = (
    select(_follow.id.label("follow_id"), _visit.since, _visit.last_at)
    .select_from(
        Discussion.__table__.outerjoin(
            Follow.__table__, and_(_follow.discussion_id == _discussion.id, _follow.person_id == bindparam("person"))
        ).outerjoin(Visit.__table__, and_(_visit.discussion_id == _discussion.id, _visit.person_id == bindparam("person")))
    )
    .where(_discussion.id == bindparam("discussion"))
)
_LOOK = Glance(_READING)
_mine = and_(_rating.person_id == bindparam("person"), among(_rating.contribution_id, numbers("posts")))
_STANDING = Glance(_READING.add_columns(_rating.contribution_id, _rating.value).outerjoin(Rating.__table__, _mine))
_NEWEST = Glance(select(func.max(_post.active_at)).where(_post.discussion_id == bindparam("discussion"), _post.parent_id.is_(None)))
_NEW = select(func.count()).select_from(
    select(_post.id)
    .where(
        _post.discussion_id == bindparam("discussion"),
        _post.created_at > bindparam("since"),
        or_(_post.author_id.is_(None), _post.author_id != bindparam("person")),
        _post.deleted_at.is_(None),
        _post.hidden_at.is_(None),
    )
    .limit(MOST_COUNTED + 1)
    .subquery()
)


def reading_of(session: Session, person_id: int, discussion_id: int) -> Reading:
    """How a person stands to a discussion, in two statements; more than 99 new ones are not counted further."""
    values: dict[str, Any] = {"person": person_id, "discussion": discussion_id}
    row = _LOOK.first(session, **values)
    new = session.execute(_NEW, {**values, "since": row.since}).scalar_one() if row.since is not None else 0
    return Reading(row.follow_id is not None, row.since, row.last_at, new)


def newest_in(session: Session, discussion_id: int) -> datetime | None:
    """When anything was last written in a discussion."""
    found: datetime | None = _NEWEST.first(session, discussion=discussion_id)[0]
    return found


def standing_without_news(person_id: int, discussion_id: int, newest: datetime | None, posts: str) -> tuple[Reading, dict[int, int]] | None:
    """How a person stands to a discussion in which `newest` is the last that was written, and how they rated some contributions.

    In one statement; `posts` are the contributions' numbers as `told`. None where something is new to the person.
    """
    rows = _STANDING.all(person=person_id, discussion=discussion_id, posts=posts)
    row = rows[0]
    if row.since is not None and newest is not None and newest > row.since:
        return None
    return Reading(row.follow_id is not None, row.since, row.last_at), {each.contribution_id: each.value for each in rows if each.value is not None}


def followed_by(session: Session, person_id: int, most: int) -> Sequence[Line]:
    """The subjects of the discussions that a person follows (kind, id, number of contributions), the latest followed first."""
    statement = (
        select(Discussion.subject_kind, Discussion.subject_id, Discussion.contribution_count)
        .join(Follow, Follow.discussion_id == Discussion.id)
        .where(Follow.person_id == person_id)
        .order_by(Follow.id.desc())
        .limit(most)
    )
    return session.execute(statement).all()


def reading_data(session: Session, person_id: int) -> dict[str, Sequence[Line]]:
    """What is kept of a person's following and reading, for the copy of their data."""
    subject = (Discussion.subject_kind, Discussion.subject_id)
    follows = select(*subject, Follow.followed_at).join(Discussion, Discussion.id == Follow.discussion_id).where(Follow.person_id == person_id)
    visits = select(*subject, Visit.since, Visit.last_at).join(Discussion, Discussion.id == Visit.discussion_id).where(Visit.person_id == person_id)
    return {"follows": session.execute(follows.order_by(Follow.id)).all(), "visits": session.execute(visits.order_by(Visit.id)).all()}
