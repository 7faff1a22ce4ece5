"""Reads about consultations."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from participation.consultations.models import Consultation
from participation.kit.errors import NotFound


def consultation_by_slug(session: Session, slug: str) -> Consultation:
    """A consultation with its phases and categories, in three statements. Raises NotFound.

    Whether the person may see it is for `rules.may_see` to say.
    """
    return _one(session, Consultation.slug == slug)


def consultation_by_id(session: Session, consultation_id: int) -> Consultation:
    """The same by number. Raises NotFound."""
    return _one(session, Consultation.id == consultation_id)


def _one(session: Session, condition: object) -> Consultation:
    statement = (
        select(Consultation)
        .where(condition)  # type: ignore[arg-type]  # a column comparison
        .options(selectinload(Consultation.phases), selectinload(Consultation.categories))
    )
    consultation = session.scalars(statement).one_or_none()
    if consultation is None:
        raise NotFound
    return consultation
