"""Coordinates made so coarse that they no longer say whose house they are."""

from __future__ import annotations

from math import cos, radians

from participation.methods.geometry.shapes import UNITS, Point

METRES_PER_UNIT = 1.113195
"""From south to north: 40,075 km around the earth over 360 degrees and the units of each."""


def coarsened(point: Point, metres: int = 100) -> Point:
    """The middle of the cell of a grid, about `metres` wide and high, in which a point lies.

    All points of a cell give the same middle, so the answer says no more than the cell; a middle stays where it is.
    """
    step_up = max(1, round(metres / METRES_PER_UNIT))
    row = point[1] // step_up
    latitude = row * step_up + step_up // 2
    step_across = max(1, round(step_up / max(0.01, cos(radians(latitude / UNITS)))))
    column = point[0] // step_across
    return column * step_across + step_across // 2, latitude
