"""Reads of the administration's pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, Stage
from participation.kit.pagination import Page, offset

A_PAGE = 50


def accessible_texts(session: Session, number: int) -> Page[Any]:
    """A page of consultations that are no archive yet, with whether each has Leichte Sprache and sign language; what lacks most comes first."""
    has_easy, has_signs = (column != "" for column in (Consultation.easy_language, Consultation.sign_language_url))
    living = Consultation.stage != Stage.ARCHIVED
    total = session.scalar(select(func.count()).select_from(Consultation).where(living)) or 0
    rows = session.execute(
        select(Consultation.slug, Consultation.title, Consultation.stage, has_easy.label("has_easy"), has_signs.label("has_signs"))
        .where(living)
        .order_by(has_easy, has_signs, Consultation.title, Consultation.id)
        .limit(A_PAGE)
        .offset(offset(number, A_PAGE))
    ).all()
    return Page(rows, number, A_PAGE, total)
