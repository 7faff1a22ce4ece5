"""A geometry as somebody sends it (GeoJSON, RFC 7946) becomes a shape in whole numbers, or a fault that says what is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from participation.methods.geometry.crossings import crosses_itself

UNITS = 100_000
"""So many units are one degree; one unit is 1.1 m from south to north, less from west to east."""
MOST_POINTS = 200
LONGEST_TEXT = 20_000

Point = tuple[int, int]
"""Longitude and latitude in units."""


class Kind(StrEnum):
    """What a shape is; the values are what is stored."""

    POINT = "point"
    LINE = "line"
    AREA = "area"


class Fault(StrEnum):
    """What can be wrong with a geometry."""

    UNREADABLE = "unreadable"
    WRONG_TYPE = "wrong-type"
    NO_NUMBERS = "no-numbers"
    NOT_ON_EARTH = "not-on-earth"
    TOO_FEW = "too-few"
    TOO_MANY = "too-many"
    HOLES = "holes"
    CROSSING = "crossing"


class GeometryError(ValueError):
    """A geometry that cannot be taken; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Shape:
    """A point, a line or an area's outline, whose first point is not repeated at the end."""

    kind: Kind
    points: tuple[Point, ...]

    @property
    def box(self) -> tuple[int, int, int, int]:
        """West, south, east, north."""
        across, up = [point[0] for point in self.points], [point[1] for point in self.points]
        return min(across), min(up), max(across), max(up)

    def geojson(self) -> dict[str, object]:
        """The geometry object of RFC 7946; outlines run counter-clockwise and are closed."""
        pairs = [[degrees(x), degrees(y)] for x, y in self.points]
        if self.kind is Kind.POINT:
            return {"type": "Point", "coordinates": pairs[0]}
        if self.kind is Kind.LINE:
            return {"type": "LineString", "coordinates": pairs}
        ring = pairs if doubled_area(self.points) > 0 else pairs[::-1]
        return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def units(degrees_: float) -> int:
    """Degrees as whole units."""
    return round(degrees_ * UNITS)


def degrees(units_: int) -> float:
    """Whole units as degrees with five digits."""
    return round(units_ / UNITS, 5)


def doubled_area(ring: Sequence[Point]) -> int:
    """Twice the area that an outline encloses, in square units; negative where it runs clockwise."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, [*ring[1:], *ring[:1]], strict=True))


_KINDS = {"Point": Kind.POINT, "LineString": Kind.LINE, "Polygon": Kind.AREA}


def read_shape(said: object, most: int = MOST_POINTS, *, trusted: bool = False) -> Shape:
    """The shape of a GeoJSON geometry, given as text or as the parsed object; a Feature is opened.

    A point that repeats the one before it counts once. Whether an outline crosses itself is not looked at where it is `trusted`,
    because that takes long for many points. Raises GeometryError, for bad input of any kind.
    """
    if isinstance(said, str):
        said = _parsed(said)
    if isinstance(said, dict) and said.get("type") == "Feature":
        said = said.get("geometry")
    if not isinstance(said, dict):
        raise GeometryError(Fault.UNREADABLE)
    named = said.get("type")
    kind = _KINDS.get(named) if isinstance(named, str) else None
    if kind is None:
        raise GeometryError(Fault.WRONG_TYPE)
    return checked(kind, _points(kind, said.get("coordinates"), most), trusted=trusted)


def _parsed(text: str) -> object:
    if len(text) > LONGEST_TEXT:
        raise GeometryError(Fault.TOO_MANY)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise GeometryError(Fault.UNREADABLE) from None


def _points(kind: Kind, said: object, most: int) -> list[Point]:
    if kind is Kind.POINT:
        return [_pair(said)]
    if kind is Kind.AREA:
        if not isinstance(said, list) or not said:
            raise GeometryError(Fault.TOO_FEW)
        if len(said) > 1:
            raise GeometryError(Fault.HOLES)
        said = said[0]
    if not isinstance(said, list):
        raise GeometryError(Fault.NO_NUMBERS)
    if len(said) > most + 1:
        raise GeometryError(Fault.TOO_MANY)
    return [_pair(pair) for pair in said]


def _pair(said: object) -> Point:
    if not isinstance(said, list) or not 2 <= len(said) <= 3:
        raise GeometryError(Fault.NO_NUMBERS)
    longitude, latitude = said[0], said[1]
    for number in said:
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise GeometryError(Fault.NO_NUMBERS)
        if isinstance(number, float) and not math.isfinite(number):
            raise GeometryError(Fault.NO_NUMBERS)
    if not -180 <= longitude <= 180 or not -90 <= latitude <= 90:
        raise GeometryError(Fault.NOT_ON_EARTH)
    return units(longitude), units(latitude)


def checked(kind: Kind, points: Sequence[Point], *, trusted: bool = False) -> Shape:
    """A shape of these points. Raises GeometryError where they make none."""
    kept: list[Point] = []
    for point in points:
        if not kept or kept[-1] != point:
            kept.append(point)
    if kind is Kind.AREA and len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    if len(kept) < {Kind.POINT: 1, Kind.LINE: 2, Kind.AREA: 3}[kind]:
        raise GeometryError(Fault.TOO_FEW)
    if kind is Kind.AREA and not trusted and (crosses_itself(kept) or doubled_area(kept) == 0):
        raise GeometryError(Fault.CROSSING)
    return Shape(kind, tuple(kept))
