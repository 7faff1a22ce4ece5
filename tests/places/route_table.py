"""What each route of places answers to whom."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.demo.town_map import FILE
from participation.places.town import load_town_map
from tests.house.routes import Row, World
from tests.places.builders import some_streets

TOWN = load_town_map(FILE)


def furnish(session: Session, world: World) -> None:
    """The town's list of streets."""
    some_streets(session)


ALL = "200 200 200 200 200 200 200"
TABLE: dict[str, Row] = {
    "places.base_map GET": Row(lambda world: f"/karte/{TOWN.version}.geojson", ALL),
    "places.streets GET": Row(lambda world: "/strassen", ALL),
    "places.suggest GET": Row(lambda world: "/strassen/vorschlaege?q=bahn", ALL),
}
