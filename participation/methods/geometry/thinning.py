"""Fewer points where the eye would not miss them (Douglas and Peucker 1973)."""

from __future__ import annotations

from collections.abc import Sequence

from participation.methods.geometry.crossings import crosses_itself
from participation.methods.geometry.nearest import metres_to_line
from participation.methods.geometry.shapes import Kind, Point, Shape


def thinned(shape: Shape, metres: float) -> Shape:
    """The shape without the points that lie less than `metres` beside the line through the others.

    An outline that would cross itself afterwards, or have less than three points, stays as it is.
    """
    if shape.kind is Kind.POINT:
        return shape
    if shape.kind is Kind.LINE:
        return Shape(shape.kind, _kept(shape.points, metres))
    far = max(range(len(shape.points)), key=lambda place: metres_to_line(shape.points[place], shape.points[:1]))
    closed = (*shape.points[far:], *shape.points[:1])
    ring = (*_kept(shape.points[: far + 1], metres), *_kept(closed, metres)[1:-1])
    return shape if len(ring) < 3 or crosses_itself(ring) else Shape(shape.kind, ring)


def _kept(points: Sequence[Point], metres: float) -> tuple[Point, ...]:
    keep = {0, len(points) - 1}
    open_ = [(0, len(points) - 1)]
    while open_:
        first, last = open_.pop()
        if last - first < 2:
            continue
        straight = (points[first], points[last])
        distances = [metres_to_line(points[place], straight) for place in range(first + 1, last)]
        worst = max(distances)
        if worst >= metres:
            place = first + 1 + distances.index(worst)
            keep.add(place)
            open_ += [(first, place), (place, last)]
    return tuple(points[place] for place in sorted(keep))
