"""Open311 GeoReport v2 (http://wiki.open311.org/GeoReport_v2/): what a query says, and answers as JSON or XML. Pure: the room gives rows and moments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

LONGEST_WINDOW = timedelta(days=90)
"""Of one query for requests, as the standard says."""
MOST_IDS = 100
STATUSES = ("open", "closed")
_ELEMENT = re.compile(r"[a-z_][a-z0-9_]*")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]


class BadQuery(ValueError):
    """A query that cannot be answered; the message says in English what is wrong, as programs' makers read it."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which requests are asked for. `ids`: these alone, whatever else is said; else those that came within the window, both ends included."""

    begins: datetime
    ends: datetime
    ids: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


def read_moment(said: str) -> datetime:
    """A moment of W3C's subset of ISO 8601: a date alone is its first moment in UTC; one without a zone is UTC. Raises BadQuery."""
    text = said.strip().replace(" ", "+")  # a plus that nobody encoded
    if len(text) > 40 or not text.isascii():
        raise BadQuery("A date is not readable. Use W3C format, such as 2026-11-30T00:00:00Z.")
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadQuery("A date is not readable. Use W3C format, such as 2026-11-30T00:00:00Z.") from None


def say_moment(moment: datetime) -> str:
    """A moment in UTC: `2026-11-30T14:05:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_query(said: Mapping[str, str], now: datetime) -> Query:
    """The query of an address. Without dates the 90 days up to now; with one date the 90 days from or up to it. Raises BadQuery."""
    ids = tuple(_number(one) for one in _list(said.get("service_request_id", ""), MOST_IDS))
    start, end = said.get("start_date", "").strip(), said.get("end_date", "").strip()
    try:
        if start and end:
            begins, ends = read_moment(start), read_moment(end)
        elif start:
            begins = read_moment(start)
            ends = min(begins + LONGEST_WINDOW, max(now, begins))
        else:
            ends = read_moment(end) if end else now
            begins = ends - LONGEST_WINDOW
    except OverflowError:
        raise BadQuery("A date is out of range.") from None
    if begins > ends:
        raise BadQuery("start_date is after end_date.")
    if not ids and ends - begins > LONGEST_WINDOW:
        raise BadQuery("start_date and end_date may be at most 90 days apart.")
    statuses = tuple(one.lower() for one in _list(said.get("status", ""), 10))
    if any(one not in STATUSES for one in statuses):
        raise BadQuery("status is open or closed.")
    return Query(begins, ends, ids, tuple(one[:80] for one in _list(said.get("service_code", ""), MOST_IDS)), statuses)


def as_json(content: Value) -> str:
    """An answer as JSON."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def as_xml(root: str, item: str, rows: Sequence[Mapping[str, Value]]) -> str:
    """Rows as XML: `<root><item><name>value</name>…</item>…</root>`; what is empty is an empty element, a list its `value`s."""
    inside = "".join(_element(item, row) for row in rows)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root}>{inside}</{root}>\n'


def one_as_xml(root: str, row: Mapping[str, Value]) -> str:
    """One thing as XML, its fields below the root."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{_element(root, row)}\n'


def _element(name: str, value: Value) -> str:
    if not _ELEMENT.fullmatch(name):
        raise ValueError(name)
    if value is None or value == "":
        return f"<{name}/>"
    if isinstance(value, bool):
        return f"<{name}>{str(value).lower()}</{name}>"
    if isinstance(value, str):
        return f"<{name}>{escape(_INVISIBLE.sub('', value))}</{name}>"
    if isinstance(value, int | float):
        return f"<{name}>{value}</{name}>"
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(_element(key, inner) for key, inner in value.items())}</{name}>"
    one = name[:-1] if name.endswith("s") else "value"
    return f"<{name}>{''.join(_element(one, inner) for inner in value)}</{name}>"


def _list(said: str, most: int) -> list[str]:
    parts = [part.strip() for part in said.split(",") if part.strip()]
    if len(parts) > most:
        raise BadQuery(f"At most {most} values at once.")
    return parts


def _number(said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) <= 9):
        raise BadQuery("service_request_id is a number.")
    return int(said)
