"""The outline of a group on the map, from which nobody's own place can be read."""

from __future__ import annotations

import numpy as np

from participation.methods.opinions.projection import Floats

LEAST_PEOPLE = 10
"""Smaller groups get no outline."""
TOGETHER = 5
"""Each corner is the mean of so many people."""
_DIRECTIONS = 24


def outline(points: Floats) -> list[tuple[float, float]]:
    """The corners of a convex outline, counter-clockwise; empty below ten people. `points`: n × 2.

    In each of 24 directions the corner is the mean of the five people farthest out, so none is one person's point.
    """
    if len(points) < LEAST_PEOPLE:
        return []
    corners = set()
    for angle in np.arange(_DIRECTIONS) * (2 * np.pi / _DIRECTIONS):
        reach = points @ np.array([np.cos(angle), np.sin(angle)])
        far = np.argsort(-reach, kind="stable")[:TOGETHER]
        x, y = points[far].mean(axis=0).round(6)
        corners.add((float(x), float(y)))
    return _hull(sorted(corners))


def _hull(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The convex hull of sorted points (Andrew's monotone chain, 1979)."""
    if len(points) < 3:
        return points
    halves = []
    for ordered in (points, points[::-1]):
        half: list[tuple[float, float]] = []
        for point in ordered:
            while len(half) > 1 and _turn(half[-2], half[-1], point) <= 0:
                half.pop()
            half.append(point)
        halves.append(half[:-1])
    return halves[0] + halves[1]


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
