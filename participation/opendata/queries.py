"""Reads about files of data, and the consultations that they are of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from participation.consultations.models import Consultation, Stage
from participation.kit.pagination import Page, offset
from participation.opendata.models import DataFile

A_PAGE = 50
MOST_IN_CATALOGUE = 2_000
"""Consultations in the catalogue; more than a large city has in decades."""


def public_file(session: Session, scope: int) -> DataFile | None:
    """The file that everyone may have, of one consultation or of all (0)."""
    return session.scalars(select(DataFile).where(DataFile.scope == scope, DataFile.requested_by_id.is_(None))).one_or_none()


def public_files(session: Session, scopes: Collection[int]) -> dict[int, DataFile]:
    """Some of them, by scope; one statement."""
    asked = select(DataFile).where(DataFile.scope.in_(list(scopes)), DataFile.requested_by_id.is_(None))
    return {one.scope: one for one in session.scalars(asked)}


def own_file(session: Session, scope: int, person_id: int) -> DataFile | None:
    """What a person had made of a consultation."""
    return session.scalars(select(DataFile).where(DataFile.scope == scope, DataFile.requested_by_id == person_id)).one_or_none()


def consultations_page(session: Session, number: int, size: int = A_PAGE) -> Page[Any]:
    """A page of the published consultations, the newest first: id, slug, title; two statements."""
    public = Consultation.stage != Stage.DRAFT
    total = session.scalar(select(func.count(Consultation.id)).where(public)) or 0
    shown = min(number, max(1, -(-total // size)))
    asked = select(Consultation.id, Consultation.slug, Consultation.title).where(public)
    asked = asked.order_by(Consultation.published_at.desc(), Consultation.id.desc()).limit(size).offset(offset(shown, size))
    return Page(session.execute(asked).all(), shown, size, total)


def catalogued(session: Session) -> Sequence[Consultation]:
    """All consultations of the catalogue with their phases and topics; three statements."""
    asked = (
        select(Consultation)
        .where(Consultation.stage != Stage.DRAFT)
        .options(selectinload(Consultation.phases), selectinload(Consultation.categories))
    )
    return session.scalars(asked.order_by(Consultation.published_at.desc(), Consultation.id.desc()).limit(MOST_IN_CATALOGUE)).all()
