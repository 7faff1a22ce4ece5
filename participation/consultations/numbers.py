"""What the rooms hold for a consultation, asked by every page of it for the tabs: in one statement for all rooms, not one each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, ScalarSelect, bindparam, func, select

from participation.consultations.models import Consultation
from participation.kit.database import current_session
from participation.kit.gathering import gather
from participation.kit.kept import kept
from participation.kit.page_versions import SITE

THIS_CONSULTATION: BindParameter[int] = bindparam("consultation")
"""Whose numbers are asked; the rooms compare their column with it."""


def how_many(counted: Any, *where: Any) -> ScalarSelect[int]:
    """How many rows there are that fulfil the conditions, where the counted column is not empty."""
    return select(func.count(counted)).where(*where).scalar_subquery()


def numbers_of(consultation: Consultation) -> Mapping[str, Any]:
    """The rooms' numbers by name, such as how many surveys there are and how many are public; kept in memory."""

    def asked() -> dict[str, Any]:
        numbers = gather("consultation.numbers")
        statement = select(*(query.label(name) for name, query in numbers))
        return dict(current_session().execute(statement, {THIS_CONSULTATION.key: consultation.id}).one()._mapping)

    return kept(("numbers", consultation.id), (SITE,), asked)
