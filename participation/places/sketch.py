"""Small maps drawn by the server, around one place or of the whole town: no script, nothing to load."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from participation.kit.recent import Recent
from participation.methods.geometry import UNITS, Kind, Point, Shape
from participation.methods.geometry.coarse import METRES_PER_UNIT
from participation.places.models import Place
from participation.places.town import KINDS, TownMap

REACH = 320
"""Metres from the middle to the edge, upwards; half as much again to the sides."""
WIDE = 1.5
GROUND = frozenset({"district", "water", "green", "building", "street", "rail"})


@dataclass(frozen=True, slots=True)
class Sketch:
    """Paths of an SVG whose units are metres, the place in the middle. `ground`: (kind, path) pairs, from the back to the front."""

    box: str
    ground: tuple[tuple[str, str], ...]
    kind: str
    path: str


_kept: Recent[Sketch] = Recent(500)


def sketch_of(town: TownMap, place: Place) -> Sketch | None:
    """The drawing around a place; None where the town has given no map."""
    if not town:
        return None
    key = (town.version, place.digest)
    found = _kept.get(key)
    if found is None:
        found = _drawn(town, place.shape, (place.longitude, place.latitude))
        _kept.keep(key, found)
    return found


class _Plane:
    """Metres from a middle, east and south."""

    def __init__(self, middle: Point, scale: float) -> None:
        self.middle, self.scale = middle, scale
        self.narrow = cos(radians(middle[1] / UNITS))

    def path(self, points: Iterable[Point], *, closed: bool) -> str:
        """The path of a line or an outline."""
        pairs = [f"{self.across(x)} {self.down(y)}" for x, y in points]
        return "M" + "L".join(pairs) + ("Z" if closed else "")

    def across(self, x: int) -> int:
        return round((x - self.middle[0]) * self.narrow * METRES_PER_UNIT)

    def down(self, y: int) -> int:
        return round((self.middle[1] - y) * METRES_PER_UNIT)

    def shows(self, shape: Shape) -> bool:
        """Whether anything of it can lie in the picture."""
        west, south, east, north = shape.box
        return (
            self.across(east) >= -self.scale * WIDE
            and self.across(west) <= self.scale * WIDE
            and self.down(south) >= -self.scale
            and self.down(north) <= self.scale
        )


@dataclass(frozen=True, slots=True)
class TownPicture:
    """The whole town as paths of an SVG whose units are metres; `spot` says where something lies in it."""

    box: str
    ground: tuple[tuple[str, str], ...]
    middle: Point

    def spot(self, longitude: int, latitude: int) -> tuple[int, int]:
        """Across and down from the middle."""
        plane = _Plane(self.middle, 0)
        return plane.across(longitude), plane.down(latitude)


PARTS = frozenset({"district", "water", "green", "rail"})
"""What a picture of the whole town shows: no single houses or streets."""

_pictures: Recent[TownPicture] = Recent(2)


def picture_of(town: TownMap) -> TownPicture | None:
    """The drawing of the whole town; None where it has given no map."""
    if not town:
        return None
    key = (town.version, "whole")
    found = _pictures.get(key)
    if found is None:
        west, south, east, north = town.box
        middle = ((west + east) // 2, (south + north) // 2)
        plane = _Plane(middle, 0)
        ground = sorted((one for one in town.features if one.kind in PARTS), key=lambda one: KINDS.index(one.kind))
        paths = tuple((one.kind, plane.path(one.shape.points, closed=one.shape.kind is Kind.AREA)) for one in ground)
        wide, high = plane.across(east), plane.down(south)
        found = TownPicture(f"{-wide} {-high} {2 * wide} {2 * high}", paths, middle)
        _pictures.keep(key, found)
    return found


def _drawn(town: TownMap, shape: Shape, middle: Point) -> Sketch:
    west, south, east, north = shape.box
    size = max((north - south) * METRES_PER_UNIT, (east - west) * METRES_PER_UNIT / WIDE)
    scale = max(REACH, round(size * 0.75))
    plane = _Plane(middle, scale)
    ground = sorted((one for one in town.features if one.kind in GROUND and plane.shows(one.shape)), key=lambda one: KINDS.index(one.kind))
    paths = tuple((one.kind, plane.path(one.shape.points, closed=one.shape.kind is Kind.AREA)) for one in ground)
    box = f"{round(-scale * WIDE)} {-scale} {round(scale * WIDE * 2)} {scale * 2}"
    return Sketch(box, paths, str(shape.kind), "" if shape.kind is Kind.POINT else plane.path(shape.points, closed=shape.kind is Kind.AREA))
