"""The invented town's map is what its program draws, and everything in it lies in the town."""

from __future__ import annotations

from participation.demo.town import DISTRICTS
from participation.demo.town_map import FILE, Drawing, written
from participation.kit.text import fold
from participation.methods.geometry import crosses_itself, units
from participation.places.town import load_town_map


def test_the_shipped_map_is_what_the_program_draws() -> None:
    assert FILE.read_text(encoding="utf-8") == written()


def test_every_house_lies_in_one_of_the_districts() -> None:
    town = load_town_map(FILE)
    assert set(town.districts) == {fold(name) for name in DISTRICTS}
    assert not any(crosses_itself(feature.shape.points) for feature in town.features if feature.kind in ("boundary", "district"))
    for street, number, x, y in Drawing().addresses():
        point = (units(x), units(y))
        assert town.covers(point), (street, number)
        assert town.district_at(point), (street, number)
