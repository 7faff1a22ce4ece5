"""Reads of followers and newsletters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.pagination import Page, offset
from participation.newsletters.models import Follow, Newsletter, State

PUBLIC = (State.SENDING, State.SENT)


def follows(session: Session, person: Person, consultation_id: int) -> bool:
    """Whether a person follows a consultation."""
    return session.get(Follow, (person.id, consultation_id)) is not None


def reachable() -> tuple[ColumnElement[bool], ...]:
    """Who of the followers gets a mail: whoever has a confirmed address."""
    return Person.email.is_not(None), Person.email_confirmed_at.is_not(None), Person.deleted_at.is_(None)


def follower_count(session: Session, consultation_id: int) -> int:
    """How many people a newsletter goes to now."""
    counted = select(func.count()).select_from(Follow).join(Person, Person.id == Follow.person_id)
    return session.scalar(counted.where(Follow.consultation_id == consultation_id, *reachable())) or 0


def next_followers(session: Session, consultation_id: int, after: int, most: int) -> Sequence[Any]:
    """The next people whom a newsletter goes to, in the order of their numbers."""
    return session.execute(
        select(Person.id, Person.email, Person.language)
        .join(Follow, Follow.person_id == Person.id)
        .where(Follow.consultation_id == consultation_id, Follow.person_id > after, *reachable())
        .order_by(Follow.person_id)
        .limit(most)
    ).all()


def newsletter(session: Session, consultation_id: int, number: int) -> Newsletter:
    """A newsletter of a consultation. Raises NotFound."""
    found = session.get(Newsletter, number)
    if found is None or found.consultation_id != consultation_id:
        raise NotFound(_("Diesen Newsletter gibt es nicht."))
    return found


def sent_newsletters(session: Session, consultation_id: int, number: int, size: int) -> Page[Newsletter]:
    """A page of the archive, the newest first."""
    public = (Newsletter.consultation_id == consultation_id, Newsletter.state.in_(PUBLIC))
    total = session.scalar(select(func.count(Newsletter.id)).where(*public)) or 0
    number = min(number, max(1, -(-total // size)))
    rows = select(Newsletter).where(*public).order_by(Newsletter.published_at.desc(), Newsletter.id.desc())
    return Page(session.scalars(rows.limit(size).offset(offset(number, size))).all(), number, size, total)


def all_newsletters(session: Session, consultation_id: int) -> Sequence[Newsletter]:
    """The staff's list: drafts first, then the newest; at most two hundred."""
    order = (Newsletter.published_at.is_not(None), Newsletter.published_at.desc(), Newsletter.id.desc())
    return session.scalars(select(Newsletter).where(Newsletter.consultation_id == consultation_id).order_by(*order).limit(200)).all()


def due_newsletters(session: Session, now: datetime) -> list[int]:
    """What must leave now, and what a worker began and did not end."""
    due = (Newsletter.state == State.SENDING) | ((Newsletter.state == State.PLANNED) & (Newsletter.send_at <= now))
    return list(session.scalars(select(Newsletter.id).where(due).order_by(Newsletter.id)))


def followed_by(session: Session, person: Person) -> list[dict[str, Any]]:
    """What a person follows, for the copy of the own data."""
    rows = select(Consultation.title, Follow.followed_at).join(Follow, Follow.consultation_id == Consultation.id).where(Follow.person_id == person.id)
    return [{"title": row.title, "followed_at": row.followed_at} for row in session.execute(rows.order_by(Follow.followed_at))]
