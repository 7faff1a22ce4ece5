"""Places as they are kept, and the town's own list of streets and house numbers."""

from __future__ import annotations

import json

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base
from participation.methods.geometry import Kind, Shape, read_shape

LABEL_LENGTH = 120
STREET_LENGTH = 80


class Place(Base):
    """A point, line or area, rounded to about a metre. A row never changes: another place is another row."""

    __tablename__ = "place"
    __table_args__ = (
        CheckConstraint("kind IN ('point', 'line', 'area')", name="kind_known"),
        CheckConstraint("west <= east AND south <= north", name="box_right_way_round"),
        # what is coarse is a point: the outline of somebody's garden would say where it is
        CheckConstraint("NOT coarse OR kind = 'point'", name="coarse_is_a_point"),
        Index("ix_place_anchor", "longitude", "latitude"),  # serves: what lies in a section of the map
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # of all that follows: the same place is kept once
    kind: Mapped[Kind] = mapped_column(String(8))
    geometry: Mapped[str] = mapped_column(Text)  # GeoJSON, WGS84, five digits
    longitude: Mapped[int] = mapped_column()  # the anchor, in units of `methods.geometry`
    latitude: Mapped[int] = mapped_column()
    west: Mapped[int] = mapped_column()
    south: Mapped[int] = mapped_column()
    east: Mapped[int] = mapped_column()
    north: Mapped[int] = mapped_column()
    label: Mapped[str] = mapped_column(String(LABEL_LENGTH), default="")  # in words: a street, a house, a part of the town
    coarse: Mapped[bool] = mapped_column(default=False)  # somebody's home: within about a hundred metres
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))

    @property
    def shape(self) -> Shape:
        """The point, line or area."""
        return read_shape(json.loads(self.geometry))


class StreetAddress(Base):
    """A house in the town, or with an empty number a street's middle."""

    __tablename__ = "street_address"
    __table_args__ = (
        UniqueConstraint("street_key", "number"),  # a house is one place; serves: finding it, streets by their first letters
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    street: Mapped[str] = mapped_column(String(STREET_LENGTH))
    street_key: Mapped[str] = mapped_column(String(STREET_LENGTH))  # folded, "str." written out
    number: Mapped[str] = mapped_column(String(12))  # "12a"; empty: the street itself
    longitude: Mapped[int] = mapped_column()
    latitude: Mapped[int] = mapped_column()
