"""Inside, anchor, coarse, near, thin, packed: each holds for any shape."""

from __future__ import annotations

from fractions import Fraction
from math import hypot

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from participation.methods.geometry import (
    GeometryError,
    Kind,
    Point,
    Shape,
    anchor_of,
    coarsened,
    crosses_itself,
    inside,
    metres_between,
    metres_to_line,
    packed,
    thinned,
    unpacked,
)
from participation.methods.geometry.inside import in_ring
from participation.methods.geometry.packing import along_the_map
from participation.methods.geometry.shapes import checked

TOWN = (996_000, 5_142_000)
nearby = st.tuples(st.integers(-2_000, 2_000), st.integers(-2_000, 2_000)).map(lambda step: (TOWN[0] + step[0], TOWN[1] + step[1]))
small = st.tuples(st.integers(0, 6), st.integers(0, 6))
lines = st.lists(nearby, min_size=2, max_size=15)


def an_area(points: list[Point]) -> Shape:
    try:
        return checked(Kind.AREA, points)
    except GeometryError:
        assume(False)
        raise


def _crosses_by_fractions(ring: list[Point]) -> bool:
    """The same question answered slowly: every pair of sides, their common points by exact division."""
    sides = [(ring[i], ring[(i + 1) % len(ring)]) for i in range(len(ring))]
    for i, one in enumerate(sides):
        for j in range(i + 1, len(sides)):
            shared = {one[1]} if j == i + 1 else {one[0]} if (j + 1) % len(sides) == i else set()
            if any(point not in shared for point in _common(one, sides[j])):
                return True
    return False


def _common(one: tuple[Point, Point], other: tuple[Point, Point]) -> list[tuple[Fraction, Fraction]]:
    (ax, ay), (bx, by) = one
    (cx, cy), (dx, dy) = other
    turn = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if turn:
        t = Fraction((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx), turn)
        u = Fraction((cx - ax) * (by - ay) - (cy - ay) * (bx - ax), turn)
        return [(ax + t * (bx - ax), ay + t * (by - ay))] if 0 <= t <= 1 and 0 <= u <= 1 else []
    on = [point for point in other if _lies_on(point, one)] + [point for point in one if _lies_on(point, other)]
    return [(Fraction(x), Fraction(y)) for x, y in on]


def _lies_on(point: Point, side: tuple[Point, Point]) -> bool:
    """Whether a point lies on a side, its ends included; in whole numbers."""
    (x, y), (ax, ay), (bx, by) = point, *side
    straight = (bx - ax) * (y - ay) == (by - ay) * (x - ax)
    return straight and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by)


@given(st.lists(small, min_size=3, max_size=8, unique=True))
def test_a_crossing_is_seen_as_exact_division_sees_it(ring: list[Point]) -> None:
    assert crosses_itself(ring) == _crosses_by_fractions(ring)


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # many points by chance make no area
@given(st.lists(nearby, min_size=3, max_size=8))
def test_an_area_is_shown_at_a_point_in_it(points: list[Point]) -> None:
    shape = an_area(points)
    assert in_ring(shape.points, anchor_of(shape)) is not False


@given(lines)
def test_a_line_is_shown_at_a_point_on_it(points: list[Point]) -> None:
    assert metres_to_line(anchor_of(Shape(Kind.LINE, tuple(points))), points) < 1


def test_a_horseshoe_is_shown_on_its_bow() -> None:
    horseshoe = an_area([(0, 0), (100, 0), (100, 100), (90, 100), (90, 10), (10, 10), (10, 100), (0, 100)])
    assert in_ring(horseshoe.points, anchor_of(horseshoe))


def test_a_hole_is_outside_and_the_border_inside() -> None:
    region = (((((0, 0), (100, 0), (100, 100), (0, 100))), ((40, 40), (60, 40), (60, 60), (40, 60))),)
    assert inside(region, (10, 10))
    assert inside(region, (100, 50))
    assert inside(region, (40, 50))
    assert not inside(region, (50, 50))
    assert not inside(region, (101, 50))


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # many points by chance make no area
@given(st.lists(small, min_size=3, max_size=8, unique=True), small)
def test_inside_is_what_winding_around_says(ring: list[Point], point: Point) -> None:
    shape = an_area(ring)
    found = in_ring(shape.points, point)
    if found is None:
        assert metres_to_line(point, [*shape.points, shape.points[0]]) == pytest.approx(
            0, abs=1e-9
        )  # on the border; feet of perpendiculars are floats
        return
    turns = 0
    for (ax, ay), (bx, by) in zip(shape.points, [*shape.points[1:], shape.points[0]], strict=True):
        side = (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)
        turns += (ay <= point[1] < by and side > 0) - (by <= point[1] < ay and side < 0)
    assert found == (turns != 0)


@given(nearby)
def test_a_home_is_moved_by_at_most_a_cell_and_then_stays(point: Point) -> None:
    coarse = coarsened(point)
    assert coarsened(coarse) == coarse
    assert metres_between(point, coarse) <= hypot(51, 51)


@given(nearby, nearby)
def test_homes_of_one_cell_cannot_be_told_apart(one: Point, other: Point) -> None:
    if coarsened(one) != coarsened(other):
        assert metres_between(coarsened(one), coarsened(other)) > 90


@given(lines, st.floats(0.5, 80))
def test_a_thinned_line_stays_within_its_distance(points: list[Point], metres: float) -> None:
    thin = thinned(Shape(Kind.LINE, tuple(points)), metres)
    assert (thin.points[0], thin.points[-1]) == (points[0], points[-1])
    assert all(metres_to_line(point, thin.points) <= metres + 0.01 for point in points)


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # many points by chance make no area
@given(st.lists(nearby, min_size=3, max_size=12), st.floats(0.5, 80))
def test_a_thinned_area_is_an_area(points: list[Point], metres: float) -> None:
    thin = thinned(an_area(points), metres)
    assert len(thin.points) >= 3
    assert not crosses_itself(thin.points)


@given(lines, nearby)
def test_what_is_packed_comes_out_again(points: list[Point], start: Point) -> None:
    assert unpacked(packed(points, start), start) == points


def test_neighbours_on_the_map_are_neighbours_in_the_list() -> None:
    assert along_the_map((4, 4)) < along_the_map((5, 5)) < along_the_map((64, 64))
