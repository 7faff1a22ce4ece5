"""Reading datasets: some rows after a key, or all of them in bounded batches. German words in the rows, whatever language is spoken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from participation.datasets.kinds import Access, Column, Dataset, Kind, Table, picked
from participation.datasets.scope import Line, Row, Scope
from participation.kit.dates import city_zone
from participation.kit.language import speaking

BATCH = 2_000
"""Rows read at a time."""

Looks = Callable[[], AbstractContextManager[Session]]
"""Opens a session for one batch."""


def page(session: Session, dataset: Dataset, scope: Scope, after: int = 0, most: int = BATCH, *, private: bool = False) -> list[Row]:
    """At most so many rows after a key, each with its key. Without `private` only what everyone may read: of a private dataset nothing.

    `private`: all columns; the caller has asked `runs_it` of the consultation. A dataset of the whole town has no rows of one consultation.
    """
    if not private and dataset.table.access != Access.PUBLIC:
        return []
    if scope.consultation_id is not None and not dataset.of_consultation:
        return []
    with speaking("de"):
        rows = list(dataset.reader(session, scope, after, most))
    places = picked(dataset.table, dataset.table.shown(private=private))
    if len(places) == len(dataset.table.columns):
        return rows
    return [(key, tuple(line[place] for place in places)) for key, line in rows]


def batches(looks: Looks, dataset: Dataset, scope: Scope, after: int = 0, *, private: bool = False, size: int = BATCH) -> Iterator[list[Row]]:
    """All rows after a key, so many at a time; each batch is read in a session of its own, so that nothing is held while it is written."""
    while True:
        with looks() as session:
            rows = page(session, dataset, scope, after, size, private=private)
        if rows:
            yield rows
        if len(rows) < size:
            return
        after = rows[-1][0]


def lines(session: Session, dataset: Dataset, scope: Scope, *, private: bool = False) -> Iterator[Line]:
    """All rows in one session, read in batches."""
    for rows in batches(lambda: nullcontext(session), dataset, scope, private=private):
        for _key, line in rows:
            yield line


def moment(value: datetime | None) -> str | None:
    """A moment in the city's time, ISO 8601 with its distance to UTC."""
    return None if value is None else value.astimezone(city_zone()).isoformat(timespec="seconds")


def plain(value: object, kind: Kind) -> Any:
    """A value as JSON holds it: moments and days as ISO 8601, lists as lists, geometries as objects."""
    if value is None:
        return None
    if kind is Kind.MOMENT and isinstance(value, datetime):
        return moment(value)
    if kind is Kind.DATE and isinstance(value, date):
        return value.isoformat()
    if kind is Kind.LIST and isinstance(value, tuple):
        return list(value)
    return value


def flat(value: object, kind: Kind) -> Any:
    """A value of JSON as a table's cell holds it: lists a line each, geometries as WKT; None where a list is empty."""
    if kind is Kind.LIST and isinstance(value, list):
        return "\n".join(value) or None
    if kind is Kind.PLACE and isinstance(value, dict):
        return wkt(value)
    return value


def wkt(geometry: dict[str, Any]) -> str:
    """A geometry of RFC 7946 as well-known text (OGC 06-103r4)."""
    kind, places = str(geometry["type"]), geometry["coordinates"]
    if kind == "Point":
        return f"POINT ({_pair(places)})"
    if kind == "LineString":
        return f"LINESTRING ({', '.join(map(_pair, places))})"
    return f"POLYGON ({', '.join('(' + ', '.join(map(_pair, ring)) + ')' for ring in places)})"


def _pair(place: Any) -> str:
    return f"{place[0]} {place[1]}"


@lru_cache(maxsize=256)
def _changed(columns: tuple[Column, ...], kinds: tuple[Kind, ...]) -> tuple[tuple[int, Kind], ...]:
    """The positions of columns of these kinds."""
    return tuple((place, column.kind) for place, column in enumerate(columns) if column.kind in kinds)


def as_json(table: Table, lines: Iterable[Line]) -> list[list[Any]]:
    """Rows with their values as JSON holds them."""
    return _rewritten(lines, _changed(table.columns, (Kind.MOMENT, Kind.DATE, Kind.LIST)), plain)


def as_cells(table: Table, said: Iterable[list[Any]]) -> list[list[Any]]:
    """Rows of `as_json` as a table's cells: lists a line each, geometries as well-known text."""
    return _rewritten(said, _changed(table.columns, (Kind.LIST, Kind.PLACE)), flat)


def _rewritten(rows: Iterable[Iterable[Any]], changed: tuple[tuple[int, Kind], ...], write: Callable[[object, Kind], Any]) -> list[list[Any]]:
    found = []
    for row in rows:
        values = list(row)
        for place, kind in changed:
            values[place] = write(values[place], kind)
        found.append(values)
    return found
