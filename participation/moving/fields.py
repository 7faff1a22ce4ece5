"""Values of exports: moments, numbers, names, texts in several languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from participation.kit.dates import city_zone
from participation.kit.text import clean_line
from participation.moving.description import Description
from participation.moving.sheets import Record, Sheet

LANGUAGES = ("de", "de-de", "de_de", "en")
"""Which language is taken where a text has several; otherwise the first that says something."""
NAME_LENGTH = 80
_GERMAN = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:[ ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)
_RUBY = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)\s*(UTC|Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def in_language(record: Record, name: str) -> str:
    """A text that may stand in one column or in one for each language, such as `title/de`."""
    whole = record.get(name)
    if whole:
        return whole
    found = record.get(*(f"{name}/{language}" for language in LANGUAGES))
    return found or next((value for column, value in sorted(record.said.items()) if value and column.startswith(name + "/")), "")


def moment(text: str) -> str | None:
    """A moment as ISO 8601 in UTC; empty for none, None for what cannot be read. Without a zone it is the city's, except that `… UTC` says so."""
    text = text.strip()
    if not text:
        return ""
    try:
        if german := _GERMAN.fullmatch(text):
            day, month, year, hour, minute, second = (int(part or 0) for part in german.groups())
            found = datetime(year, month, day, hour, minute, second, tzinfo=city_zone())
        elif ruby := _RUBY.fullmatch(text):
            zone = {"UTC": "+00:00", "Z": "+00:00", None: ""}.get(ruby[3], ruby[3] or "")
            found = datetime.fromisoformat(f"{ruby[1]}T{ruby[2]}{zone}")
        elif text.isascii() and text.isdigit() and 10 <= len(text) <= 13:
            found = datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)
        else:
            found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            found = found.replace(tzinfo=city_zone())
        return found.astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return None


def whole_number(text: str) -> int | None:
    """A count; None where there is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def degrees(longitude: str, latitude: str) -> tuple[float, float] | None:
    """A place; None where it is none on earth."""
    try:
        east, north = (float(each.strip(' "').replace(",", ".")) for each in (longitude, latitude))
    except ValueError:
        return None
    return (east, north) if abs(east) <= 180 and abs(north) <= 90 and (east or north) else None


def public_name(text: str) -> str:
    """The name that everybody read there; an e-mail address is none, and is not kept."""
    name = clean_line(text)
    return "" if _MAIL.search(name) or name in ("-", "[]") else name[:NAME_LENGTH].rstrip()


def without_mail(description: Description, sheet: Sheet, column: str) -> None:
    """Say that a column of names has addresses, which are left out."""
    if any(_MAIL.search(record.get(column)) for record in sheet.records):
        note_private(description, sheet, [column])


def note_private(description: Description, sheet: Sheet, columns: Iterable[str]) -> None:
    """Say which columns were not read because they are personal."""
    for column in columns:
        said = f"{sheet.name}: {column}"
        if said not in description.private:
            description.private.append(said)


def truth(text: str) -> bool:
    """Whether a column says yes."""
    return text.strip().lower() in ("true", "t", "1", "yes", "ja", "wahr")
