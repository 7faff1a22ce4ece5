"""Distances in metres, on a plane that is right for a town."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians

from participation.methods.geometry.coarse import METRES_PER_UNIT
from participation.methods.geometry.shapes import UNITS, Point


def metres_between(one: Point, other: Point) -> float:
    """The distance of two points."""
    across = (other[0] - one[0]) * cos(radians(one[1] / UNITS))
    return METRES_PER_UNIT * hypot(across, other[1] - one[1])


def metres_to_line(point: Point, line: Sequence[Point]) -> float:
    """The distance of a point to the nearest place on a line of one point or more."""
    narrow = cos(radians(point[1] / UNITS))
    there = [((x - point[0]) * narrow, float(y - point[1])) for x, y in line]
    best = min(hypot(x, y) for x, y in there)
    for (ax, ay), (bx, by) in pairwise(there):
        length = (bx - ax) ** 2 + (by - ay) ** 2
        share = 0.0 if length == 0 else -(ax * (bx - ax) + ay * (by - ay)) / length
        if 0 < share < 1:
            best = min(best, hypot(ax + share * (bx - ax), ay + share * (by - ay)))
    return METRES_PER_UNIT * best
