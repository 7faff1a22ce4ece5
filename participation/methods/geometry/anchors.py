"""The one point at which a shape is shown where there is room for one only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from participation.methods.geometry.inside import in_ring
from participation.methods.geometry.shapes import Kind, Point, Shape, doubled_area


def anchor_of(shape: Shape) -> Point:
    """A point's own place, a line's middle, an area's centre of gravity or, where that lies outside, a point well inside it."""
    if shape.kind is Kind.POINT:
        return shape.points[0]
    if shape.kind is Kind.LINE:
        return _halfway(shape.points)
    centre = _centre(shape.points)
    return centre if in_ring(shape.points, centre) else _well_inside(shape.points)


def _halfway(points: Sequence[Point]) -> Point:
    steps = [hypot(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points)]
    left = sum(steps) / 2
    for (ax, ay), (bx, by), step in zip(points, points[1:], steps, strict=False):
        if left <= step:
            share = left / step if step else 0.0
            return round(ax + (bx - ax) * share), round(ay + (by - ay) * share)
        left -= step
    return points[-1]


def _centre(ring: Sequence[Point]) -> Point:
    # about the first point: sums over coordinates of the whole earth would only grow large
    ox, oy = ring[0]
    moved = [(x - ox, y - oy) for x, y in ring]
    twice = doubled_area(moved)
    across = up = 0
    for (ax, ay), (bx, by) in zip(moved, [*moved[1:], moved[0]], strict=True):
        part = ax * by - bx * ay
        across += (ax + bx) * part
        up += (ay + by) * part
    return ox + round(across / (3 * twice)), oy + round(up / (3 * twice))


def _well_inside(ring: Sequence[Point]) -> Point:
    """The middle of the longest stretch that a level line cuts out of an area; a corner where the area is thinner than a unit."""
    heights = sorted({y for _x, y in ring})
    best, found = 0.0, ring[0]
    for low, high in pairwise(heights):
        level = (low + high) / 2
        cuts = sorted(
            ax + (level - ay) * (bx - ax) / (by - ay)
            for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True)
            if (ay > level) != (by > level)
        )
        for left, right in zip(cuts[::2], cuts[1::2], strict=False):
            middle = (round((left + right) / 2), round(level))
            if right - left > best and in_ring(ring, middle) is not False:
                best, found = right - left, middle
    return found
