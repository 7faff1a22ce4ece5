"""Small tables of proposals."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from participation.kit.sheets import read_table
from participation.proposals.bulk_actions import Ready, make_ready
from participation.proposals.queries import district_names
from participation.transfers.queries import numbers_taken
from participation.transfers.reading import Line, read_lines, read_mapping

BODY = "Am Marktplatz fehlen Bänke mit Lehne, auf denen man sich ausruhen kann."


def a_table(*rows: tuple[str, str, str], header: str = "Titel;Text;Thema;Nummer") -> bytes:
    """A CSV file with a row for each (title, text or the usual one, number), all about the first topic."""
    lines = [header, *(f'"{title}";"{body or BODY}";Gebäude;{number}' for title, body, number in rows)]
    return "\r\n".join(lines).encode("utf-8-sig")


def lines_of(session: Session, consultation: Any, made: Any) -> list[tuple[Line, Ready]]:
    """What an uploaded table comes to; it must be right."""
    rows = read_table(made.content)
    mapping = read_mapping(made.mapping, len(rows[0]))
    reading = read_lines(rows, mapping, consultation, district_names(session), numbers_taken(session, consultation.id), date(2026, 10, 14))
    assert reading.is_clean, reading.faults
    return [(line, make_ready(line.text)) for line in reading.lines]
