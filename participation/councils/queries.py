"""Reads about councils."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload

from participation.accounts.models import District
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.kit.errors import NotFound

_of = select(Council).where(Council.consultation_id == bindparam("consultation_id")).options(selectinload(Council.features))


def council_of(session: Session, consultation: Consultation) -> Council | None:
    """A consultation's council with its features, in two statements; None where it has none."""
    return session.scalars(_of, {"consultation_id": consultation.id}).one_or_none()


def the_council(session: Session, consultation: Consultation) -> Council:
    """The same. Raises NotFound."""
    council = council_of(session, consultation)
    if council is None:
        raise NotFound
    return council


_stage = select(Council.stage).where(Council.consultation_id == bindparam("consultation_id"))


def council_stage(session: Session, consultation_id: int) -> str | None:
    """The stage of a consultation's council, in one statement; None where it has none."""
    return session.connection().execute(_stage, {"consultation_id": consultation_id}).scalar_one_or_none()


def council_by_id(session: Session, council_id: int) -> Council:
    """A council with its features. Raises NotFound."""
    council = session.scalars(select(Council).where(Council.id == council_id).options(selectinload(Council.features))).one_or_none()
    if council is None:
        raise NotFound
    return council


def district_labels(session: Session) -> list[str]:
    """The names of the town's districts, in its order."""
    return list(session.scalars(select(District.name).order_by(District.position, District.name)))
