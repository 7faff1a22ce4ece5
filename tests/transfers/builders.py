"""Small tables of proposals."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from participation.kit.sheets import read_table
from participation.places.queries import StreetBook
from participation.proposals.bulk_actions import Ready, make_ready
from participation.proposals.queries import district_names
from participation.transfers.queries import numbers_taken
from participation.transfers.reading import Known, Line, read_lines, read_mapping
from tests.places.builders import TOWN

BODY = "Am Marktplatz fehlen Bänke mit Lehne, auf denen man sich ausruhen kann."


def a_table(*rows: tuple[str, str, str], header: str = "Titel;Text;Thema;Nummer") -> bytes:
    """A CSV file with a row for each (title, text or the usual one, number), all about the first topic."""
    lines = [header, *(f'"{title}";"{body or BODY}";Gebäude;{number}' for title, body, number in rows)]
    return "\r\n".join(lines).encode("utf-8-sig")


def what_is_known(session: Session, consultation: Any) -> Known:
    """What rows are checked against on 14 October 2026, in the example's town."""
    names, taken = district_names(session), numbers_taken(session, consultation.id)
    return Known(consultation, names, taken, TOWN, StreetBook(session), datetime(2026, 10, 14, 12, tzinfo=UTC))


def lines_of(session: Session, consultation: Any, made: Any) -> list[tuple[Line, Ready]]:
    """What an uploaded table comes to; it must be right."""
    rows = read_table(made.content)
    mapping = read_mapping(made.mapping, len(rows[0]))
    reading = read_lines(rows, mapping, what_is_known(session, consultation))
    assert reading.is_clean, reading.faults
    return [(line, make_ready(line.text, line.arrival)) for line in reading.lines]
