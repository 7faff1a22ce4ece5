"""Reading one page of a list, or one thing: the rows of the dataset's reader under their English keys, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, Stage
from participation.datasets.kinds import Kind, Table
from participation.datasets.reading import page, plain
from participation.datasets.scope import Line, Row, Scope
from participation.kit.language import speaking
from participation.openapi.names import key_of
from participation.openapi.resources import BY_PATH, ROOT, Resource

MOST, USUAL = 100, 50
"""Things on a page."""
SCAN = 500
"""Rows that one answer looks at where filters leave some out; what lies behind comes with the next page."""


@dataclass(frozen=True)
class Asked:
    """What a list is asked for: how many things, after which key, and which."""

    scope: Scope
    after: int = 0
    limit: int = USUAL
    values: Mapping[str, str | int] = field(default_factory=dict)  # by the filter's name
    changed_since: datetime | None = None
    private: bool = False


@dataclass(frozen=True)
class Found:
    """Things, and the key after which more may come; None where there is no more."""

    rows: Sequence[dict[str, Any]]
    more_after: int | None


def consultation_of(session: Session, slug: str) -> Consultation | None:
    """The published consultation of a name in addresses."""
    return session.scalar(select(Consultation).where(Consultation.slug == slug, Consultation.stage != Stage.DRAFT))


def look(session: Session, resource: Resource, asked: Asked) -> Found:
    """One page of a list. With filters it may hold fewer things than asked for although more come: `more_after` says so."""
    table, asked = resource.dataset.table.shown(private=asked.private), _narrowed(resource, asked)
    if not asked.values and asked.changed_since is None:
        rows = page(session, resource.dataset, asked.scope, asked.after, asked.limit + 1, private=asked.private)
        more = rows[asked.limit - 1][0] if len(rows) > asked.limit else None
        return Found(told(resource, table, rows[: asked.limit], asked.scope), more)
    kept, after = _sifted(session, resource, table, asked)
    return Found(told(resource, table, kept, asked.scope), after)


def _narrowed(resource: Resource, asked: Asked) -> Asked:
    """What the database itself can keep to goes into the scope; the rest stays to be looked for among the rows."""
    ways, since = resource.dataset.narrowing, asked.changed_since
    columns = {name: resource.filters[name].column.name for name in asked.values}
    with speaking("de"):
        conditions = [ways[columns[name]](value) for name, value in asked.values.items() if columns[name] in ways]
    if since is not None and resource.dataset.since is not None:
        conditions.append(resource.dataset.since(since))
        since = None
    left = {name: value for name, value in asked.values.items() if columns[name] not in ways}
    return replace(asked, scope=replace(asked.scope, conditions=tuple(conditions)), values=left, changed_since=since)


def _sifted(session: Session, resource: Resource, table: Table, asked: Asked) -> tuple[list[Row], int | None]:
    fits = _test(resource, table, asked)
    kept: list[Row] = []
    after, looked, size = asked.after, 0, max(asked.limit + 1, 200)
    while looked < SCAN:
        rows = page(session, resource.dataset, asked.scope, after, size, private=asked.private)
        for key, line in rows:
            if fits(line):
                if len(kept) == asked.limit:
                    return kept, kept[-1][0]
                kept.append((key, line))
        if len(rows) < size:
            return kept, None
        after, looked = rows[-1][0], looked + len(rows)
    return kept, after


def _test(resource: Resource, table: Table, asked: Asked) -> Any:
    places = {column.name: place for place, column in enumerate(table.columns)}
    wanted = [(places[resource.filters[name].column.name], value) for name, value in asked.values.items()]
    names = [resource.dataset.table.columns[place].name for place in resource.moments]
    moments, since = [places[name] for name in names if name in places], asked.changed_since

    def fits(line: Line) -> bool:
        if any(line[place] != value for place, value in wanted):
            return False
        if since is None:
            return True
        happened = [line[place] for place in moments]
        return any(isinstance(moment, datetime) and moment >= since for moment in happened)

    return fits


def one(session: Session, resource: Resource, scope: Scope, key: int, *, private: bool = False) -> dict[str, Any] | None:
    """One thing by its number; None where there is none that may be seen."""
    try:
        rows = page(session, resource.dataset, scope, key - 1, 1, private=private)
    except DataError:  # PostgreSQL: larger than any number of a row
        session.rollback()
        return None
    if not rows or rows[0][0] != key:
        return None
    return told(resource, resource.dataset.table.shown(private=private), rows, scope)[0]


def told(resource: Resource, table: Table, rows: Sequence[Row], scope: Scope) -> list[dict[str, Any]]:
    """Rows as objects: the number, the columns under their English keys, the links."""
    keys = [key_of(resource.dataset.name, column.name) for column in table.columns]
    written = [(place, column.kind) for place, column in enumerate(table.columns) if column.kind in WRITTEN]
    named = resource.path == "consultations"
    links = _linking(resource, keys)
    below = f"{scope.base_url}{ROOT}/"
    found = []
    for key, line in rows:
        values = list(line)
        for place, kind in written:
            values[place] = plain(values[place], kind) if values[place] or kind is not Kind.URL else None  # no address is none, not an empty one
        itself = f"{below}{resource.path}/{values[0] if named else key}"
        linked = {name: f"{below}{path}/{values[place]}" for name, path, place in links if values[place] is not None}
        found.append({"id": key, **dict(zip(keys, values, strict=True)), "links": {"self": itself, **linked}})
    return found


WRITTEN = (Kind.MOMENT, Kind.DATE, Kind.LIST, Kind.URL)
"""Kinds whose values are not what JSON holds; looked up once a page, not once a row."""
LINKED = (
    ("consultation", "consultations"),
    ("vote", "votes"),
    ("survey", "surveys"),
    ("opinion_map", "opinion-maps"),
    ("measure", "measures"),
    ("meeting", "meetings"),
    ("concern", "concerns"),
    ("review_text", "texts"),
)
"""Keys whose value is the number (of a consultation the name) of something with an address of its own."""


def _linking(resource: Resource, keys: Sequence[str]) -> list[tuple[str, str, int]]:
    """Name of the link, path, position of the value: for everything but the thing itself."""
    return [(name, path, keys.index(name)) for name, path in LINKED if name in keys and path in BY_PATH and path != resource.path]


def links_of(resource: Resource) -> list[str]:
    """The names of the links that a thing of this kind can have, besides `self`."""
    return [name for name, _path, _place in _linking(resource, list(resource.keys))]
