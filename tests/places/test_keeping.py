"""A place is kept as it was asked for, or refused with a sentence that helps."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.demo.town_map import degrees
from participation.kit.errors import Invalid
from participation.methods.geometry import Kind, metres_between, units
from participation.places.actions import Wish, forget_place, keep_place
from participation.places.models import Place
from participation.places.town import TownMap
from tests.builders import a_district
from tests.places.builders import ALTSTADT, MARKET, TOWN, a_place, point_at, some_streets

TIE = {"type": "Polygon", "coordinates": [[[9.959, 51.419], [9.962, 51.421], [9.962, 51.419], [9.959, 51.421], [9.959, 51.419]]]}
OBJECTIONS = {
    "nothing set": ("", "noch kein Ort gesetzt"),
    "outside the town": (json.dumps({"type": "Point", "coordinates": [10.5, 51.42]}), "liegt nicht ganz in der Stadt"),
    "half outside": (json.dumps({"type": "LineString", "coordinates": [[9.96, 51.42], [10.5, 51.42]]}), "liegt nicht ganz in der Stadt"),
    "swapped": (json.dumps({"type": "Point", "coordinates": list(MARKET[::-1])}), "Länge und Breite sind vertauscht"),
    "crossing": (json.dumps(TIE), "kreuzt sich selbst"),
    "texts": ('{"type": "Point", "coordinates": ["9", "51"]}', "keine Zahlen"),
    "infinite": ('{"type": "Point", "coordinates": [Infinity, 51]}', "keine Zahlen"),
    "another type": ('{"type": "GeometryCollection", "geometries": []}', "ein Punkt, eine Linie oder eine Fläche"),
    "too many": (json.dumps({"type": "LineString", "coordinates": [[9.96 + i / 1e5, 51.42] for i in range(500)]}), "zu viele Punkte"),
}


@pytest.mark.parametrize("case", OBJECTIONS)
def test_a_bad_place_is_refused_with_its_reason(session: Session, case: str) -> None:
    geometry, reason = OBJECTIONS[case]
    with pytest.raises(Invalid, match=reason):
        keep_place(session, TOWN, Wish(on_map=True, geometry=geometry))


def test_a_point_knows_its_street_and_its_district(session: Session) -> None:
    district = a_district(session, ALTSTADT)
    place = a_place(session)
    assert (place.kind, place.district_id, place.coarse) == (Kind.POINT, district.id, False)
    assert place.label in {name for name, _box, _line in TOWN.streets}
    assert (place.longitude, place.latitude) == tuple(map(units, MARKET))


def test_the_same_place_is_one_row(session: Session) -> None:
    assert a_place(session).id == a_place(session).id
    assert session.scalar(select(func.count(Place.id))) == 1


def test_a_home_is_kept_coarse_and_without_its_street(session: Session) -> None:
    a_district(session, ALTSTADT)
    some_streets(session)
    by_address = keep_place(session, TOWN, Wish(street="Kirchgasse", number="5", home=True))
    exact = keep_place(session, TOWN, Wish(street="Kirchgasse", number="5"))
    assert by_address.coarse
    assert by_address.label == ALTSTADT
    assert exact.label == "Kirchgasse 5"
    moved = metres_between((by_address.longitude, by_address.latitude), (exact.longitude, exact.latitude))
    assert 0 < moved < 75
    assert str(exact.longitude) not in by_address.geometry.replace(".", "")


def test_a_home_drawn_as_an_area_is_kept_as_one_coarse_point(session: Session) -> None:
    corners = [list(degrees(at)) for at in ((0, 0), (30, 0), (30, 30), (0, 30), (0, 0))]
    place = keep_place(session, TOWN, Wish(on_map=True, geometry=json.dumps({"type": "Polygon", "coordinates": [corners]}), home=True))
    assert (place.kind, place.coarse) == (Kind.POINT, True)


def test_what_did_not_change_keeps_its_words(session: Session) -> None:
    some_streets(session)
    house = keep_place(session, TOWN, Wish(street="Kirchgasse 5"))
    assert keep_place(session, TOWN, Wish(on_map=True, geometry=house.geometry), house) is house


def test_a_street_that_is_not_known_names_those_like_it(session: Session) -> None:
    some_streets(session)
    with pytest.raises(Invalid, match="Bahnhofsplatz, Bahnhofstraße") as refused:
        keep_place(session, TOWN, Wish(street="Bahnhof"))
    assert refused.value.field == "place_street"
    with pytest.raises(Invalid, match="Hausnummer kennen wir") as refused:
        keep_place(session, TOWN, Wish(street="Bahnhofstr.", number="999"))
    assert refused.value.field == "place_number"
    with pytest.raises(Invalid, match="wählen Sie nur den Ortsteil"):
        keep_place(session, TOWN, Wish(street="Xyz"))


@pytest.mark.parametrize("said", ["Bahnhofstraße", "bahnhofstr.", "BAHNHOFSTRASSE", "Bahnhof-Straße", "Bahnhofstr. 4"])
def test_a_street_is_found_however_it_is_written(session: Session, said: str) -> None:
    some_streets(session)
    assert keep_place(session, TOWN, Wish(street=said)).label.startswith("Bahnhofstraße")


def test_without_a_map_a_place_may_lie_anywhere(session: Session) -> None:
    place = keep_place(session, TownMap(), Wish(on_map=True, geometry=point_at(90_000, 0)))
    assert (place.label, place.district_id) == ("", None)


def test_a_place_that_nothing_uses_is_forgotten(session: Session) -> None:
    place = a_place(session)
    forget_place(session, place.id)
    assert session.scalar(select(func.count(Place.id))) == 0
