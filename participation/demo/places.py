"""Where the invented town's proposals lie: most at a house or a point, some a line or an area, some only in a part of the town."""

from __future__ import annotations

import json
from datetime import datetime
from random import Random

from sqlalchemy.orm import Session

from participation.demo.town_map import SEED, Drawing, Metres, degrees
from participation.methods.geometry import units
from participation.places.actions import Wish, keep_place, replace_streets
from participation.places.imports import Address
from participation.places.models import Place
from participation.places.town import TownMap

SHARES = {"point": 46, "house": 14, "home": 5, "line": 7, "area": 8, "": 20}
"""Of a hundred proposals, how many have which kind of place."""


class Whereabouts:
    """The places of the example's proposals, the same at every loading."""

    def __init__(self, town: TownMap) -> None:
        self.town = town
        self.drawing = Drawing()
        self.random = Random(SEED)  # noqa: S311  # an example, no draw

    def fill_streets(self, session: Session, now: datetime) -> int:
        """Take in the town's streets and houses, as the city's file would."""
        found = [Address(street, number, (units(x), units(y))) for street, number, x, y in self.drawing.addresses()]
        return replace_streets(session, found, now)

    def place(self, session: Session, district: str) -> Place | None:
        """A place in a part of the town, or none."""
        kind = self.random.choices(list(SHARES), weights=list(SHARES.values()))[0]
        street = self.random.choice([one for one in self.drawing.streets if one.district == district])
        corner = self.random.choice(street.line[1:-1])
        house = str(self.random.randint(1, 12))
        if not self.town or not kind:
            return None
        if kind in ("house", "home"):
            return keep_place(session, self.town, Wish(street=street.name, number=house, home=kind == "home"))
        return keep_place(session, self.town, Wish(on_map=True, geometry=self._drawn(kind, corner, street.line)))

    def _drawn(self, kind: str, corner: Metres, line: list[Metres]) -> str:
        x, y = corner[0] + self.random.uniform(-25, 25), corner[1] + self.random.uniform(-25, 25)
        if kind == "line":
            return json.dumps({"type": "LineString", "coordinates": [list(degrees(point)) for point in line[1:5]]})
        if kind == "area":
            ring = [(x - 60, y - 40), (x + 55, y - 45), (x + 70, y + 30), (x - 40, y + 50), (x - 60, y - 40)]
            return json.dumps({"type": "Polygon", "coordinates": [[list(degrees(point)) for point in ring]]})
        return json.dumps({"type": "Point", "coordinates": list(degrees((x, y)))})
