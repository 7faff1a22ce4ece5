"""The columns of a table of proposals: those that everyone may have, and those for staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, aliased

from participation.accounts.bylines import names_in, shown_name
from participation.accounts.models import District, Person
from participation.consultations.models import Category
from participation.kit.dates import city_zone
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.organisations.bylines import organisation_name
from participation.proposals.filters import Filters
from participation.proposals.listing import matching_statement
from participation.proposals.models import STATUS_NAMES, Proposal, Status
from participation.proposals.writing_models import CHANNEL_NAMES, Channel, CustomField
from participation.proposals.writing_queries import custom_values_of, fields_of
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
    lazy("Internetadresse"),
    lazy("Eingangsweg"),
    lazy("Ort"),
    lazy("Gemeinsam mit"),
    lazy("Aufgegangen in"),
    lazy("Organisation"),
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
_target = aliased(Proposal)


def header(questions: Sequence[CustomField], *, staff: bool) -> list[str]:
    """The names of the columns in the language spoken; each question of the consultation has one of its own."""
    names = [str(name) for name in (*PUBLIC, *(STAFF if staff else ()))]
    return [*names, *(_("Angabe: %(question)s", question=field.label) for field in questions)]


def questions_shown(session: Session, consultation_id: int, *, staff: bool) -> list[CustomField]:
    """The questions whose answers stand in the table: those that everybody reads, for staff all of them."""
    return [field for field in fields_of(session, consultation_id, retired=True) if staff or field.public]


def lines(
    session: Session,
    consultation_id: int,
    filters: Filters,
    list_url: str,
    questions: Sequence[CustomField],
    *,
    staff: bool,
    after: str = "",
    most: int | None = None,
) -> Iterator[tuple[object, ...]]:
    """The rows of a list in the order of their numbers, streamed; with `after` and `most` some of them behind a number."""
    columns = (
        Proposal,
        Category.name,
        District.name,
        shown_name(_p.consultation_id, Person, _p.published_at),
        ImportedProposal.external_number,
        ImportedProposal.import_id,
        _target.reference,
        organisation_name(_p.organisation_id),
    )
    statement, values = matching_statement(session, columns, filters, consultation_id)
    statement = (
        statement.select_from(Proposal)
        .outerjoin(Category, Category.id == _p.category_id)
        .outerjoin(District, District.id == _p.district_id)
        .outerjoin(Person, Person.id == _p.author_id)
        .outerjoin(ImportedProposal, ImportedProposal.proposal_id == _p.id)
        .outerjoin(_target, _target.id == _p.merged_into_id)
        .where(_p.reference > after)
        .order_by(_p.reference)
        .limit(most)
    )
    for rows in session.execute(statement.execution_options(yield_per=CHUNK), values).partitions():
        names = names_in(session, consultation_id, {number for row in rows for number in row[0].co_author_ids or ()})
        said = custom_values_of(session, [row[0].id for row in rows], also_private=staff) if questions else {}
        for row in rows:
            answers = {answer.field_id: answer.said for answer in said.get(row[0].id, ())}
            more = (answers.get(field.id) for field in questions)
            yield (*_public(row, list_url, names), *(_staff(row) if staff else ()), *more)


def _public(row: Any, list_url: str, names: Mapping[int, str]) -> tuple[object, ...]:
    it, category, district, author = row[0], row[1], row[2], row[3]
    status = "Zurückgezogen" if it.is_withdrawn else str(STATUS_NAMES[Status(it.status)])
    moments = (_moment(it.published_at), _moment(it.edited_at))
    counts = (it.support_count, it.contribution_count)
    channel = str(CHANNEL_NAMES[Channel(it.channel)]) if it.channel else None
    others = ", ".join(names[number] for number in it.co_author_ids or () if number in names)
    came = (f"{list_url}/{it.id}", channel, it.place_label or None, others or None, row[6], row[7])
    return (it.reference, it.title, it.body, category, district, author, it.official, status, *counts, *moments, *came)


def _staff(row: Any) -> tuple[object, ...]:
    it = row[0]
    seconds = (_seconds(it.last_answer), _seconds(it.last_activity))
    return (it.id, it.version, *seconds, row[4], row[5])


def _seconds(value: int) -> str | None:
    return _moment(datetime.fromtimestamp(value, city_zone())) if value else None


def _moment(value: datetime | None) -> str | None:
    """In the city's time, ISO 8601 with its distance to UTC."""
    return None if value is None else value.astimezone(city_zone()).isoformat(timespec="seconds")
