"""A consultation's proposals as a map's data, small and kept in memory, and as GeoJSON."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from participation.kit.language import language
from participation.kit.page_versions import versions_of
from participation.kit.recent import Recent
from participation.methods.geometry import Kind, packed, read_shape, thinned
from participation.methods.geometry.packing import along_the_map
from participation.places.models import Place
from participation.proposals.filters import Filters
from participation.proposals.listing import matching_statement
from participation.proposals.models import STATUS_NAMES, Proposal, Status

MOST_PLACES = 20_000
MOST_FEATURES = 20_000
BATCH = 500
COARSER = 3.0
"""Metres that lines and areas may lose on the map of all proposals."""

_p = Proposal.__table__.c
_place = Place.__table__.c
_COLUMNS = (_p.id, _p.title, _p.status, _p.support_count, _place.longitude, _place.latitude, _place.kind, _place.label, _place.geometry)


@dataclass(frozen=True, slots=True)
class MapData:
    """What a browser gets: the text, the same compressed, and its tag."""

    text: bytes
    compressed: bytes
    tag: str


_kept: Recent[MapData] = Recent(16_000_000, lambda data: len(data.text) + len(data.compressed))


def map_data(session: Session, consultation_id: int, filters: Filters) -> MapData:
    """The places of all proposals that a list holds, at most `MOST_PLACES`; kept until one of the consultation's proposals changes.

    What somebody searched is not kept.
    """
    scope = f"proposals:{consultation_id}"
    version = versions_of(session, [scope]).get(scope)
    key = (scope, version, filters.narrowed, language())
    found = None if version is None or filters.words else _kept.get(key)
    if found is None:
        found = _made(_rows(session, consultation_id, filters))
        if version is not None and not filters.words:
            _kept.keep(key, found)
    return found


def _rows(session: Session, consultation_id: int, filters: Filters) -> list[Row[Any]]:
    statement, values = matching_statement(session, _COLUMNS, replace(filters, placed=True), consultation_id)
    rows = session.connection().execute(statement.where(_place.id == _p.place_id).order_by(_p.id.desc()).limit(MOST_PLACES), values).all()
    return sorted(rows, key=lambda row: along_the_map((row.longitude, row.latitude)))


def _made(rows: list[Row[Any]]) -> MapData:
    labels = sorted({row.label for row in rows})
    where = {label: number for number, label in enumerate(labels)}
    codes = [str(status) for status in Status]
    shapes = {
        str(number): [0 if row.kind == Kind.LINE else 1, *packed(thinned(read_shape(json.loads(row.geometry)), COARSER).points)]
        for number, row in enumerate(rows)
        if row.kind != Kind.POINT
    }
    said = {
        "labels": labels,
        "statuses": [str(STATUS_NAMES[status]) for status in Status],
        "at": packed((row.longitude, row.latitude) for row in rows),
        "ids": [row.id for row in rows],
        "label": [where[row.label] for row in rows],
        "status": "".join(str(codes.index(row.status)) for row in rows),
        "supports": [row.support_count for row in rows],
        "titles": [row.title for row in rows],
        "shapes": shapes,
    }
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return MapData(text, gzip.compress(text, 9, mtime=0), hashlib.sha256(text).hexdigest()[:24])


def unplaced(session: Session, consultation_id: int, filters: Filters) -> int:
    """How many proposals of a list have no place on the map."""
    statement, values = matching_statement(session, [func.count()], filters, consultation_id)
    return int(session.connection().execute(statement.where(_p.place_id.is_(None)), values).scalar_one())


_FEATURE = (_p.id, _p.reference, _p.title, _p.status, _p.official, _p.category_id, _p.district_id, _p.published_at, _p.support_count, _p.place_id)


def geojson(
    session: Session, consultation_id: int, filters: Filters, list_url: str, topics: dict[int, str], districts: dict[int, str]
) -> Iterator[str]:
    """The list as a GeoJSON FeatureCollection (RFC 7946), in pieces; without a place the geometry is null. At most `MOST_FEATURES`."""
    statement, values = matching_statement(session, _FEATURE, filters, consultation_id)
    yield '{"type": "FeatureCollection", "features": ['
    last, between, told = 0, "\n", 0
    while told < MOST_FEATURES:
        rows = session.execute(statement.where(_p.id > last).order_by(_p.id).limit(BATCH), values).all()
        found = select(_place.id, _place.geometry, _place.label, _place.coarse).where(_place.id.in_([row.place_id for row in rows if row.place_id]))
        places = {place.id: place for place in session.execute(found)}
        for row in rows:
            yield between + json.dumps(_feature(row, places.get(row.place_id), list_url, topics, districts), ensure_ascii=False)
            between = ",\n"
        if len(rows) < BATCH:
            break
        last, told = rows[-1].id, told + len(rows)
    yield "\n]}\n"


def _feature(row: Row[Any], place: Any, list_url: str, topics: dict[int, str], districts: dict[int, str]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": row.reference,
        "geometry": json.loads(place.geometry) if place else None,
        "properties": {
            "title": row.title,
            "url": f"{list_url}/{row.id}",
            "status": str(row.status),
            "official": row.official,
            "topic": topics.get(row.category_id),
            "district": districts.get(row.district_id),
            "place": place.label if place else "",
            "about_100_metres": bool(place and place.coarse),
            "published": row.published_at.isoformat(timespec="seconds") if row.published_at else None,
            "supports": row.support_count,
        },
    }
