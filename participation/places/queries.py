"""Reads about places and streets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import District
from participation.kit.pagination import Page
from participation.kit.text import fold
from participation.places.models import Place, StreetAddress
from participation.places.streets import house_number, street_key

Section = tuple[int, int, int, int]
"""A part of the map: west, south, east, north in units of `methods.geometry`."""

SUGGESTIONS = 8
STREETS_A_PAGE = 50

_a = StreetAddress.__table__.c


def has_place(place_id: Any) -> ColumnElement[bool]:
    """The condition that a row has a place, given its column with the place's number."""
    found: ColumnElement[bool] = place_id.is_not(None)
    return found


def lies_within(place_id: Any) -> ColumnElement[bool]:
    """The condition that a row's place has its anchor in a section, given as the parameters west, south, east and north."""
    lies = and_(
        Place.longitude.between(bindparam("west"), bindparam("east")),
        Place.latitude.between(bindparam("south"), bindparam("north")),
    )
    found: ColumnElement[bool] = place_id.in_(select(Place.id).where(lies))
    return found


def section_values(section: Section) -> dict[str, int]:
    """The parameters that `lies_within` needs."""
    return dict(zip(("west", "south", "east", "north"), section, strict=True))


def read_section(said: str | None) -> Section | None:
    """A section as an address says it: `west,south,east,north` in units; None for anything else."""
    parts = (said or "").split(",")
    if len(parts) != 4 or not all(part.removeprefix("-").isdigit() and part.isascii() and len(part) <= 9 for part in parts):
        return None
    west, south, east, north = map(int, parts)
    return (west, south, east, north) if west <= east and south <= north else None


def say_section(section: Section) -> str:
    """The same for an address."""
    return ",".join(map(str, section))


_one_place = select(Place).where(Place.id == bindparam("place_id"))


def place_by_id(session: Session, place_id: int | None) -> Place | None:
    """A place, or None where there is none."""
    return None if place_id is None else session.scalars(_one_place, {"place_id": place_id}).one_or_none()


def find_address(session: Session, street: str, number: str) -> Any:
    """The row of a house, or of a street where no number is given; None where the list does not have it."""
    asked = {"street_key": street_key(street), "number": house_number(number)}
    statement = select(_a.street, _a.number, _a.longitude, _a.latitude).where(_a.street_key == asked["street_key"])
    if asked["number"]:
        return session.execute(statement.where(_a.number == asked["number"])).first()
    exact = session.execute(statement.where(_a.number == "")).first()
    if exact is not None:
        return exact
    houses = session.execute(statement.order_by(_a.id)).all()
    return houses[len(houses) // 2] if houses else None


def knows_street(session: Session, street: str) -> bool:
    """Whether the list has a street of this name."""
    return session.execute(select(_a.id).where(_a.street_key == street_key(street)).limit(1)).first() is not None


def streets_like(session: Session, words: str, most: int = SUGGESTIONS) -> list[str]:
    """Streets whose name begins with what was typed, then those in which it stands; at most `most`."""
    key = street_key(words)
    if not key:
        return []
    escaped = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    begins = _a.street_key.like(escaped + "%", escape="\\")
    statement = (
        select(func.min(_a.street).label("street"))
        .where(_a.street_key.like("%" + escaped + "%", escape="\\"))
        .group_by(_a.street_key)
        .order_by(begins.desc(), _a.street_key)
        .limit(most)
    )
    return list(session.scalars(statement))


class StreetList:
    """The town's streets, asked of the database one by one."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def find(self, street: str, number: str) -> Any:
        """The row of a house, or of a street where no number is given."""
        return find_address(self.session, street, number)

    def knows(self, street: str) -> bool:
        """Whether there is such a street."""
        return knows_street(self.session, street)

    def like(self, words: str) -> list[str]:
        """At most three streets whose names are like these words."""
        return streets_like(self.session, words, 3)


class StreetBook:
    """The same in memory, read once, for tables of thousands of addresses."""

    def __init__(self, session: Session) -> None:
        self.houses: dict[str, dict[str, Any]] = {}
        for row in session.execute(select(_a.street, _a.street_key, _a.number, _a.longitude, _a.latitude).order_by(_a.id)):
            self.houses.setdefault(row.street_key, {})[row.number] = row

    def find(self, street: str, number: str) -> Any:
        """The row of a house, or of a street where no number is given."""
        houses, wanted = self.houses.get(street_key(street), {}), house_number(number)
        if wanted or "" in houses:
            return houses.get(wanted)
        return list(houses.values())[len(houses) // 2] if houses else None

    def knows(self, street: str) -> bool:
        """Whether there is such a street."""
        return street_key(street) in self.houses

    def like(self, words: str) -> list[str]:
        """At most three streets whose names are like these words."""
        key = street_key(words)
        found = sorted((not name.startswith(key), name) for name in self.houses if key and key in name)[:3]
        return [next(iter(self.houses[name].values())).street for _later, name in found]


def folded_districts(session: Session) -> dict[str, tuple[int, str]]:
    """All districts: folded name → number and name."""
    return {fold(row.name): (row.id, row.name) for row in session.execute(select(District.id, District.name))}


def list_streets(session: Session, words: str, number: int) -> Page[Any]:
    """The town's streets, those that contain what was searched, with how many houses each has."""
    key = street_key(words)
    escaped = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    where = [_a.street_key.like("%" + escaped + "%", escape="\\")] if key else []
    total = session.scalar(select(func.count(func.distinct(_a.street_key))).where(*where)) or 0
    last = max(1, -(-total // STREETS_A_PAGE))
    shown = min(number, last)
    statement = (
        select(func.min(_a.street).label("street"), func.count(_a.id).filter(_a.number != "").label("houses"))
        .where(*where)
        .group_by(_a.street_key)
        .order_by(_a.street_key)
        .limit(STREETS_A_PAGE)
        .offset((shown - 1) * STREETS_A_PAGE)
    )
    return Page(session.execute(statement).all(), shown, STREETS_A_PAGE, total)


def has_streets(session: Session) -> bool:
    """Whether the city has given its list of streets."""
    return session.execute(select(_a.id).limit(1)).first() is not None


def labels_of(session: Session, place_ids: Sequence[int]) -> dict[int, str]:
    """The words of some places."""
    statement = select(Place.id, Place.label).where(Place.id.in_(list(place_ids)))
    return {row.id: row.label for row in session.execute(statement)}
