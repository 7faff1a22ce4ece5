"""Builders for places: the demo's town, some of its streets, shapes in it."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from participation.demo.town_map import FILE, Drawing, degrees
from participation.kit import clock
from participation.methods.geometry import units
from participation.places.actions import Wish, keep_place, replace_streets
from participation.places.imports import Address
from participation.places.models import Place
from participation.places.town import TownMap, load_town_map

TOWN = load_town_map(FILE)
MARKET = degrees((-40.0, -30.0))
ALTSTADT = "Altstadt"


def some_streets(session: Session, houses: int = 8) -> None:
    """The first houses of each street of the demo's town."""
    found = [Address(street, number, (units(x), units(y))) for street, number, x, y in Drawing().addresses() if not number or int(number) <= houses]
    replace_streets(session, found, clock.now())


def point_at(east: float = -40.0, north: float = -30.0) -> str:
    """A point so many metres from the middle of the town, as the map's field holds it."""
    return json.dumps({"type": "Point", "coordinates": list(degrees((east, north)))})


def a_place(session: Session, east: float = -40.0, north: float = -30.0, *, home: bool = False, town: TownMap = TOWN) -> Place:
    """A point in the town."""
    return keep_place(session, town, Wish(on_map=True, geometry=point_at(east, north), home=home))
