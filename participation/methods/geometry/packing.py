"""Many points in few bytes: each told by its step from the one before, and neighbours on the map neighbours in the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_Point = tuple[int, int]


def packed(points: Iterable[_Point], start: _Point = (0, 0)) -> list[int]:
    """The steps from point to point: dx, dy, dx, dy, … The first is from `start`."""
    steps: list[int] = []
    x, y = start
    for nx, ny in points:
        steps += (nx - x, ny - y)
        x, y = nx, ny
    return steps


def unpacked(steps: Sequence[int], start: _Point = (0, 0)) -> list[_Point]:
    """The points that `packed` was given."""
    points: list[_Point] = []
    x, y = start
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return points


def along_the_map(point: _Point) -> int:
    """A number by which neighbours on the map stand near each other in a list (Morton 1966): the bits of both coordinates in turn."""
    x, y = point[0] + 2**25, point[1] + 2**25
    return sum((x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1 for bit in range(26))
