"""What a map sends is read, or refused with the one reason that is true."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.geometry import MOST_POINTS, UNITS, Fault, GeometryError, Kind, Shape, read_shape
from participation.methods.geometry.shapes import doubled_area

SQUARE = [[9.0, 51.0], [9.01, 51.0], [9.01, 51.01], [9.0, 51.01], [9.0, 51.0]]

WRONG = {
    "no JSON": ("{", Fault.UNREADABLE),
    "no geometry": ("[1, 2]", Fault.UNREADABLE),
    "deeply nested": ("[" * 9_000, Fault.UNREADABLE),
    "a type that nobody knows": ({"type": "Circle", "coordinates": [9, 51]}, Fault.WRONG_TYPE),
    "a type that is no text": ({"type": ["Point"], "coordinates": [9, 51]}, Fault.WRONG_TYPE),
    "several points": ({"type": "MultiPoint", "coordinates": [[9, 51]]}, Fault.WRONG_TYPE),
    "not a number": ('{"type": "Point", "coordinates": [NaN, 51]}', Fault.NO_NUMBERS),
    "infinity": ('{"type": "Point", "coordinates": [Infinity, 51]}', Fault.NO_NUMBERS),
    "a number beyond all floats": ('{"type": "Point", "coordinates": [1e999, 51]}', Fault.NO_NUMBERS),
    "texts": ({"type": "Point", "coordinates": ["9", "51"]}, Fault.NO_NUMBERS),
    "yes and no": ({"type": "Point", "coordinates": [True, False]}, Fault.NO_NUMBERS),
    "one number": ({"type": "Point", "coordinates": [9]}, Fault.NO_NUMBERS),
    "nothing": ({"type": "Point"}, Fault.NO_NUMBERS),
    "a whole number of a thousand digits": ({"type": "Point", "coordinates": [10**1000, 51]}, Fault.NOT_ON_EARTH),
    "beyond the pole": ({"type": "Point", "coordinates": [9, 91]}, Fault.NOT_ON_EARTH),
    "a line of one place": ({"type": "LineString", "coordinates": [[9, 51], [9, 51.000001]]}, Fault.TOO_FEW),
    "an area of two places": ({"type": "Polygon", "coordinates": [[[9, 51], [9.1, 51], [9, 51]]]}, Fault.TOO_FEW),
    "an area without a ring": ({"type": "Polygon", "coordinates": []}, Fault.TOO_FEW),
    "an area with a hole": ({"type": "Polygon", "coordinates": [SQUARE, SQUARE]}, Fault.HOLES),
    "a bow tie": ({"type": "Polygon", "coordinates": [[[9, 51], [9.1, 51.1], [9.1, 51], [9, 51.1], [9, 51]]]}, Fault.CROSSING),
    "a spike": ({"type": "Polygon", "coordinates": [[[9, 51], [9.2, 51], [9.1, 51], [9.1, 51.1], [9, 51]]]}, Fault.CROSSING),
    "an area without room": ({"type": "Polygon", "coordinates": [[[9, 51], [9.1, 51], [9.2, 51], [9, 51]]]}, Fault.CROSSING),
    "too many points": ({"type": "LineString", "coordinates": [[9 + i / 1e4, 51] for i in range(MOST_POINTS + 2)]}, Fault.TOO_MANY),
    "a hundred thousand points": (json.dumps({"type": "LineString", "coordinates": [[9.12345, 51.12345]] * 100_000}), Fault.TOO_MANY),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_place_is_refused_with_its_reason(case: str) -> None:
    said, fault = WRONG[case]
    with pytest.raises(GeometryError) as refused:
        read_shape(said)
    assert refused.value.fault is fault


def test_a_feature_is_opened_and_a_height_left_out() -> None:
    shape = read_shape({"type": "Feature", "geometry": {"type": "Point", "coordinates": [9.123456, 51.5, 210.0]}})
    assert shape == Shape(Kind.POINT, ((912346, 5150000),))


def test_an_area_is_written_counter_clockwise_and_closed() -> None:
    clockwise = {"type": "Polygon", "coordinates": [SQUARE[::-1]]}
    ring = read_shape(clockwise).geojson()["coordinates"][0]  # type: ignore[index]  # a Polygon's
    assert ring[0] == ring[-1]
    assert doubled_area([(round(x * UNITS), round(y * UNITS)) for x, y in ring[:-1]]) > 0


degrees = st.floats(-180, 180, allow_nan=False)
pairs = st.lists(st.tuples(degrees, st.floats(-90, 90, allow_nan=False)).map(list), min_size=1, max_size=12)


@given(st.sampled_from(["Point", "LineString", "Polygon"]), pairs)
def test_what_is_read_and_written_is_read_the_same_again(kind: str, said: list[list[float]]) -> None:
    coordinates = {"Point": said[0], "LineString": said, "Polygon": [[*said, said[0]]]}[kind]
    try:
        shape = read_shape({"type": kind, "coordinates": coordinates})
    except GeometryError:
        return
    again = read_shape(json.dumps(shape.geojson()))
    assert again.kind == shape.kind
    assert set(again.points) == set(shape.points)
    west, south, east, north = shape.box
    assert all(west <= x <= east and south <= y <= north for x, y in shape.points)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates", "geometry"]), inner, max_size=3),
    max_leaves=12,
)


@given(anything, st.sampled_from(["Point", "LineString", "Polygon", "Feature"]))
def test_nothing_that_is_sent_breaks_the_reading(said: object, kind: str) -> None:
    for sent in (said, {"type": kind, "coordinates": said, "geometry": said}):
        try:
            assert read_shape(sent).points
        except GeometryError as refused:
            assert refused.fault in Fault  # noqa: PT017  # either is right: a shape, or a reason
