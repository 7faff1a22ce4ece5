"""Places are kept and forgotten, and the list of streets is replaced."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.upserts import insert_or
from participation.methods.geometry import Fault, GeometryError, Kind, Point, Shape, anchor_of, coarsened, read_shape, thinned
from participation.places import queries
from participation.places.imports import Address
from participation.places.models import LABEL_LENGTH, Place, StreetAddress
from participation.places.streets import split_number, street_key
from participation.places.town import TownMap
from participation.places.words import fault_words

AT_ONCE = 500
FINER_THAN = 0.5
"""Metres: points that say less than this are left out."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The place that somebody asks for: drawn (`on_map`, `geometry`: GeoJSON as text) or by street and house number.

    `home`: it is where the writer lives, and is kept coarse.
    """

    on_map: bool = False
    geometry: str = ""
    street: str = ""
    number: str = ""
    home: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as it would be kept."""

    shape: Shape
    label: str
    coarse: bool = False
    district_id: int | None = None


class Streets(Protocol):
    """Who knows the town's streets: the database, or a copy of the list in memory (`queries`)."""

    def find(self, street: str, number: str) -> Any:
        """The row of a house, or of a street where no number is given."""

    def knows(self, street: str) -> bool:
        """Whether there is such a street."""

    def like(self, words: str) -> list[str]:
        """At most three streets whose names are like these words."""


def keep_place(session: Session, town: TownMap, wish: Wish, present: Place | None = None) -> Place:
    """The row of the place that was asked for; the same place gives the same row, `present` where nothing changed.

    Whoever uses it logs what it is used for. Raises Invalid, naming the fields `place_way`, `place_street`, `place_number`.
    """
    spot = spot_of(queries.StreetList(session), town, queries.folded_districts(session), wish)
    if present is not None and wish.on_map and present.shape == spot.shape and present.coarse == wish.home:
        return present
    return _kept(session, spot)


def keep_spots(session: Session, spots: Sequence[Spot]) -> list[int]:
    """The numbers of many places' rows, in the same order, in a few statements."""
    values = [_values(spot) for spot in spots]
    fresh = list({each["digest"]: each for each in values}.values())
    known: dict[str, int] = {}
    for start in range(0, len(fresh), AT_ONCE):
        some = fresh[start : start + AT_ONCE]
        session.execute(insert_or(session, Place).on_conflict_do_nothing(), some)
        found = select(Place.digest, Place.id).where(Place.digest.in_([each["digest"] for each in some]))
        known |= {row.digest: row.id for row in session.execute(found)}
    return [known[each["digest"]] for each in values]


def spot_of(streets: Streets, town: TownMap, districts: Mapping[str, tuple[int, str]], wish: Wish) -> Spot:
    """Where a wish lies, without keeping it; `districts`: their folded names. Raises Invalid as `keep_place`."""
    shape, label = _drawn(town, wish) if wish.on_map else _looked_up(streets, wish)
    exact = anchor_of(shape)
    district_id, district_name = districts.get(town.district_at(exact), (None, ""))
    if wish.home:
        shape, label = Shape(Kind.POINT, (coarsened(exact),)), district_name
    return Spot(shape, label[:LABEL_LENGTH], wish.home, district_id)


def forget_place(session: Session, place_id: int | None) -> None:
    """Delete a place that nothing shows any more; one that is still in use stays."""
    if place_id is None:
        return
    try:
        with session.begin_nested():
            session.execute(delete(Place).where(Place.id == place_id))
    except IntegrityError:
        return


def replace_streets(session: Session, addresses: list[Address], now: datetime) -> int:
    """Put the city's new list of streets and house numbers in the place of the old one."""
    session.execute(delete(StreetAddress))
    rows = [
        {"street": one.street, "street_key": street_key(one.street), "number": one.number, "longitude": one.point[0], "latitude": one.point[1]}
        for one in addresses
    ]
    for start in range(0, len(rows), 1000):
        session.execute(insert(StreetAddress), rows[start : start + 1000])
    audit.append(session, at=now, actor=None, action="streets.replaced", subject=("streets", 0), data={"number": len(rows)})
    return len(rows)


def _drawn(town: TownMap, wish: Wish) -> tuple[Shape, str]:
    if not wish.geometry:
        raise Invalid(_("Auf der Karte ist noch kein Ort gesetzt. Setzen Sie ihn, oder geben Sie eine Straße oder nur den Ortsteil an."), "place_way")
    try:
        shape = thinned(read_shape(wish.geometry), FINER_THAN)
    except GeometryError as error:
        swapped = error.fault is Fault.NOT_ON_EARTH and _is_swapped(town, wish.geometry)
        raise Invalid(_swapped() if swapped else fault_words(error.fault), "place_way") from None
    if not all(town.covers(point) for point in shape.points):
        if all(town.boundary and town.covers((y, x)) for x, y in shape.points):
            raise Invalid(_swapped(), "place_way")
        raise Invalid(_("Dieser Ort liegt nicht ganz in der Stadt. Bitte setzen Sie ihn innerhalb der Stadtgrenze."), "place_way")
    return shape, town.street_at(anchor_of(shape))


def _is_swapped(town: TownMap, geometry: str) -> bool:
    """Whether what is no place on earth would be one in the town with both numbers of each pair exchanged."""
    try:
        said = json.loads(geometry)
        x, y = said["coordinates"]
        point: Point = read_shape({"type": "Point", "coordinates": [y, x]}).points[0]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    return town.covers(point)


def _swapped() -> str:
    return _("Länge und Breite sind vertauscht: Zuerst kommt die geografische Länge, dann die Breite.")


def _looked_up(streets: Streets, wish: Wish) -> tuple[Shape, str]:
    street, number = split_number(wish.street, wish.number)
    if not street.strip():
        raise Invalid(_("Bitte geben Sie eine Straße an."), "place_street")
    found = streets.find(street, number)
    if found is not None:
        words = f"{found.street} {found.number}" if number.strip() else found.street
        return Shape(Kind.POINT, ((found.longitude, found.latitude),)), words
    if streets.knows(street):
        raise Invalid(_("Diese Hausnummer kennen wir in der Straße nicht. Lassen Sie sie weg, oder wählen Sie die nächste."), "place_number")
    like = streets.like(street)
    if like:
        raise Invalid(_("Diese Straße kennen wir nicht. Meinten Sie: %(streets)s?", streets=", ".join(like)), "place_street")
    raise Invalid(_("Diese Straße kennen wir nicht. Bitte prüfen Sie, wie sie geschrieben wird, oder wählen Sie nur den Ortsteil."), "place_street")


def _kept(session: Session, spot: Spot) -> Place:
    values = _values(spot)
    session.execute(insert_or(session, Place).values(**values).on_conflict_do_nothing())
    return session.scalars(select(Place).where(Place.digest == values["digest"])).one()


def _values(spot: Spot) -> dict[str, Any]:
    shape, label, coarse, district_id = spot.shape, spot.label, spot.coarse, spot.district_id
    geometry = json.dumps(shape.geojson(), separators=(",", ":"))
    digest = hashlib.sha256(json.dumps([geometry, label, coarse, district_id]).encode()).hexdigest()
    west, south, east, north = shape.box
    longitude, latitude = anchor_of(shape)
    return {
        "digest": digest,
        "kind": shape.kind,
        "geometry": geometry,
        "longitude": longitude,
        "latitude": latitude,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "label": label,
        "coarse": coarse,
        "district_id": district_id,
    }
