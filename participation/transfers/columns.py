"""The columns of a table of proposals: those that everyone may have, and those for staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import District, Person
from participation.consultations.models import Category
from participation.kit.dates import city_zone
from participation.kit.language import lazy
from participation.proposals.filters import Filters
from participation.proposals.listing import matching_statement
from participation.proposals.models import STATUS_NAMES, Proposal, Status
from participation.transfers.models import ImportedProposal

CHUNK = 500
"""Rows that the database hands over at a time."""

PUBLIC = (
    lazy("Nummer"),
    lazy("Titel"),
    lazy("Text"),
    lazy("Thema"),
    lazy("Ortsteil"),
    lazy("Von"),
    lazy("Vorschlag der Stadt"),
    lazy("Status"),
    lazy("Unterstützungen"),
    lazy("Beiträge"),
    lazy("Veröffentlicht am"),
    lazy("Geändert am"),
    lazy("Adresse"),
)
STAFF = (
    lazy("Interne Nummer"),
    lazy("Fassung"),
    lazy("Letzte Antwort am"),
    lazy("Letzte Neuigkeit am"),
    lazy("Nummer der Vorlage"),
    lazy("Eingelesen mit"),
)

_p = Proposal.__table__.c


def header(*, staff: bool) -> list[str]:
    """The names of the columns in the language spoken."""
    return [str(name) for name in (*PUBLIC, *(STAFF if staff else ()))]


def lines(
    session: Session, consultation_id: int, filters: Filters, list_url: str, *, staff: bool, after: str = "", most: int | None = None
) -> Iterator[tuple[object, ...]]:
    """The rows of a list in the order of their numbers, streamed; with `after` and `most` some of them behind a number."""
    columns = (Proposal, Category.name, District.name, Person.public_name, ImportedProposal.external_number, ImportedProposal.import_id)
    statement, values = matching_statement(session, columns, filters, consultation_id)
    statement = (
        statement.select_from(Proposal)
        .outerjoin(Category, Category.id == _p.category_id)
        .outerjoin(District, District.id == _p.district_id)
        .outerjoin(Person, Person.id == _p.author_id)
        .outerjoin(ImportedProposal, ImportedProposal.proposal_id == _p.id)
        .where(_p.reference > after)
        .order_by(_p.reference)
        .limit(most)
    )
    for row in session.execute(statement.execution_options(yield_per=CHUNK), values):
        yield (*_public(row, list_url), *(_staff(row) if staff else ()))


def _public(row: Any, list_url: str) -> tuple[object, ...]:
    it, category, district, author = row[0], row[1], row[2], row[3]
    status = "Zurückgezogen" if it.is_withdrawn else str(STATUS_NAMES[Status(it.status)])
    moments = (_moment(it.published_at), _moment(it.edited_at))
    counts = (it.support_count, it.contribution_count)
    return (it.reference, it.title, it.body, category, district, author, it.official, status, *counts, *moments, f"{list_url}/{it.id}")


def _staff(row: Any) -> tuple[object, ...]:
    it = row[0]
    seconds = (_seconds(it.last_answer), _seconds(it.last_activity))
    return (it.id, it.version, *seconds, row[4], row[5])


def _seconds(value: int) -> str | None:
    return _moment(datetime.fromtimestamp(value, city_zone())) if value else None


def _moment(value: datetime | None) -> str | None:
    """In the city's time, ISO 8601 with its distance to UTC."""
    return None if value is None else value.astimezone(city_zone()).isoformat(timespec="seconds")
