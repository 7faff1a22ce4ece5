"""Whether a point lies in a region, its border included."""

from __future__ import annotations

from collections.abc import Sequence

from participation.methods.geometry.crossings import on_segment

_Point = tuple[int, int]

Region = tuple[tuple[tuple[_Point, ...], ...], ...]
"""Polygons, each an outline followed by its holes, as in a MultiPolygon; outlines without the repeated first point."""


def in_ring(ring: Sequence[_Point], point: _Point) -> bool | None:
    """Whether a point lies in a closed outline; None where it lies on it."""
    x, y = point
    found = False
    before = ring[-1]
    for here in ring:
        if on_segment(before, here, point):
            return None
        if (before[1] > y) != (here[1] > y):
            left = (x - before[0]) * (here[1] - before[1]) - (here[0] - before[0]) * (y - before[1])
            if (left < 0) == (here[1] > before[1]):
                found = not found
        before = here
    return found


def inside(region: Region, point: _Point) -> bool:
    """Whether a point lies in one of a region's polygons and in none of its holes; on the border it does."""
    for outline, *holes in region:
        within = in_ring(outline, point)
        if within is None:
            return True
        if within and all(in_ring(hole, point) is not True for hole in holes):
            return True
    return False
