"""The town's own map: its border, districts, streets, water, green and buildings, from one GeoJSON file of the city."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass, field
from math import cos, radians
from pathlib import Path
from typing import Any

from participation.kit.text import fold
from participation.methods.geometry import UNITS, GeometryError, Kind, Point, Region, Shape, inside, metres_to_line, read_shape
from participation.methods.geometry.coarse import METRES_PER_UNIT
from participation.methods.geometry.shapes import Fault

MOST_POINTS = 20_000
LARGEST_BYTES = 20_000_000
BESIDE_A_STREET = 200.0
"""Metres within which a place lies "bei" a street."""

KINDS = ("boundary", "district", "water", "green", "building", "street", "rail", "label")
"""What the property `kind` of a feature may say; other features are left out."""


class TownMapError(ValueError):
    """The town's file cannot be used; the message says which feature and why."""


@dataclass(frozen=True, slots=True)
class TownFeature:
    """One thing on the town's map; a MultiPolygon is several."""

    kind: str
    name: str
    shape: Shape
    holes: tuple[tuple[Point, ...], ...] = ()
    rank: int = 2


@dataclass(frozen=True, slots=True)
class TownMap:
    """What is known of the town. Without a file everything is empty: no map is shown, and places are not checked for lying inside."""

    features: tuple[TownFeature, ...] = ()
    boundary: Region = ()
    districts: dict[str, Region] = field(default_factory=dict)  # folded name → area
    streets: tuple[tuple[str, tuple[int, int, int, int], Shape], ...] = ()  # name, box, line
    document: bytes = b""  # GeoJSON for browsers
    compressed: bytes = b""
    version: str = ""

    def __bool__(self) -> bool:
        """Whether there is a map to show."""
        return bool(self.features)

    @property
    def box(self) -> tuple[int, int, int, int]:
        """West, south, east, north of the town's border, else of all that is drawn."""
        rings = [polygon[0] for polygon in self.boundary] or [feature.shape.points for feature in self.features]
        across = [x for ring in rings for x, _y in ring] or [0]
        up = [y for ring in rings for _x, y in ring] or [0]
        return min(across), min(up), max(across), max(up)

    def covers(self, point: Point) -> bool:
        """Whether a point lies in the town; everything does where no border is known."""
        return not self.boundary or inside(self.boundary, point)

    def district_at(self, point: Point) -> str:
        """The folded name of the district in which a point lies; empty where none is known."""
        return next((name for name, area in self.districts.items() if inside(area, point)), "")

    def street_at(self, point: Point) -> str:
        """The nearest street's name, within `BESIDE_A_STREET` metres; else empty."""
        best, found = BESIDE_A_STREET, ""
        up = BESIDE_A_STREET / METRES_PER_UNIT
        across = up / max(0.01, cos(radians(point[1] / UNITS)))
        for name, (west, south, east, north), line in self.streets:
            if west - across <= point[0] <= east + across and south - up <= point[1] <= north + up:
                metres = metres_to_line(point, line.points)
                if metres < best:
                    best, found = metres, name
        return found


def load_town_map(path: Path | None) -> TownMap:
    """Read the city's file. Raises TownMapError for one that cannot be used."""
    if path is None:
        return TownMap()
    content = path.read_bytes()
    if len(content) > LARGEST_BYTES:
        raise TownMapError(f"{path} is larger than {LARGEST_BYTES} bytes: please simplify it.")
    try:
        found = json.loads(content)
    except ValueError as error:
        raise TownMapError(f"{path} is no GeoJSON: {error}") from error
    if not isinstance(found, dict) or not isinstance(found.get("features"), list):
        raise TownMapError(f"{path} is no GeoJSON FeatureCollection.")
    return build_town_map([part for number, one in enumerate(found["features"], 1) for part in _features(one, f"{path}, feature {number}")])


def build_town_map(features: list[TownFeature]) -> TownMap:
    """The map of these features."""
    streets: list[tuple[str, tuple[int, int, int, int], Shape]] = []
    districts: dict[str, Region] = {}
    boundary: Region = ()
    for one in features:
        if one.kind == "street" and one.name:
            streets.append((one.name, one.shape.box, one.shape))
        elif one.kind == "district":
            districts[fold(one.name)] = (*districts.get(fold(one.name), ()), (one.shape.points, *one.holes))
        elif one.kind == "boundary":
            boundary = (*boundary, (one.shape.points, *one.holes))
    document = _document(features)
    return TownMap(
        features=tuple(features),
        boundary=boundary,
        districts=districts,
        streets=tuple(streets),
        document=document,
        compressed=gzip.compress(document, 9, mtime=0),
        version=hashlib.sha256(document).hexdigest()[:16],
    )


def _document(features: list[TownFeature]) -> bytes:
    """What browsers get: the same features, drawn from the back to the front."""
    drawn = sorted(features, key=lambda one: KINDS.index(one.kind))
    return json.dumps({"type": "FeatureCollection", "features": [_geojson(one) for one in drawn]}, ensure_ascii=False, separators=(",", ":")).encode()


def _geojson(one: TownFeature) -> dict[str, object]:
    geometry = one.shape.geojson()
    if one.holes:
        rings: Any = geometry["coordinates"]
        for hole in one.holes:
            around: Any = Shape(Kind.AREA, hole).geojson()["coordinates"]
            rings.append(around[0])
    return {"type": "Feature", "properties": {"kind": one.kind, "name": one.name, "rank": one.rank}, "geometry": geometry}


def _features(said: Any, where: str) -> list[TownFeature]:
    if not isinstance(said, dict) or not isinstance(said.get("geometry"), dict):
        raise TownMapError(f"{where} has no geometry.")
    told = said.get("properties") or {}
    kind = told.get("kind")
    if kind not in KINDS:
        return []
    name, rank = str(told.get("name") or ""), told.get("rank")
    rank = rank if isinstance(rank, int) else 2
    try:
        return [TownFeature(kind, name, shape, holes, rank) for shape, holes in _shapes(said["geometry"])]
    except GeometryError as error:
        raise TownMapError(f"{where} ({kind} {name}) cannot be drawn: {error.fault}.") from error


def _shapes(geometry: dict[str, Any]) -> list[tuple[Shape, tuple[tuple[Point, ...], ...]]]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if isinstance(kind, str) and kind.startswith("Multi"):
        if not isinstance(coordinates, list):
            raise GeometryError(Fault.UNREADABLE)
        return [pair for each in coordinates for pair in _shapes({"type": kind.removeprefix("Multi"), "coordinates": each})]
    if kind == "Polygon" and isinstance(coordinates, list) and coordinates:
        outer, *holes = (read_shape({"type": "Polygon", "coordinates": [ring]}, MOST_POINTS, trusted=True) for ring in coordinates)
        return [(outer, tuple(hole.points for hole in holes))]
    return [(read_shape(geometry, MOST_POINTS, trusted=True), ())]
