"""Whether an outline crosses or touches itself, decided exactly."""

from __future__ import annotations

from collections.abc import Sequence

_Point = tuple[int, int]


def turn(a: _Point, b: _Point, c: _Point) -> int:
    """Positive where a → b → c turns left, negative where it turns right, 0 where the three lie on a line."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def on_segment(a: _Point, b: _Point, point: _Point) -> bool:
    """Whether a point lies on the straight line from a to b, ends included."""
    if turn(a, b, point) != 0:
        return False
    return min(a[0], b[0]) <= point[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= point[1] <= max(a[1], b[1])


def segments_meet(a: _Point, b: _Point, c: _Point, d: _Point) -> bool:
    """Whether the segments a–b and c–d have a point in common."""
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return False
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    one, two, three, four = turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)
    if (one > 0) != (two > 0) and (three > 0) != (four > 0) and 0 not in (one, two, three, four):
        return True
    return on_segment(a, b, c) or on_segment(a, b, d) or on_segment(c, d, a) or on_segment(c, d, b)


def crosses_itself(ring: Sequence[_Point]) -> bool:
    """Whether the closed outline through these points (the first not repeated) meets itself anywhere but from one side to the next.

    Compares each pair of sides: 200 points are 20,000 pairs.
    """
    number = len(ring)
    sides = [(ring[i], ring[(i + 1) % number]) for i in range(number)]
    for i, (a, b) in enumerate(sides):
        if on_segment(a, b, ring[(i + 2) % number]) or on_segment(*sides[(i + 1) % number], a):
            return True  # the next side runs back along this one
        last = number - 1 if i == 0 else number
        if any(segments_meet(a, b, *sides[j]) for j in range(i + 2, last)):
            return True
    return False
