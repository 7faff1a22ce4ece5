"""Places in answers: a street and house number from the town's list, or a point from the map or as coordinates; always within the town."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.methods.geometry import anchor_of, degrees, units
from participation.methods.surveys.definition import Kind, Question, Survey
from participation.places.actions import Wish, spot_of
from participation.places.maps import town_map
from participation.places.queries import StreetList, has_streets
from participation.places.town import TownMap
from participation.surveys.asking import FAULT, FIELD, HOME, NUMBER, POINT, STREET, answer_words

_NUMBERS = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,12})?", re.ASCII)
_FIELDS = {"place_street": STREET, "place_number": NUMBER}


def settle_places(questions: Iterable[Question], typed: Mapping[str, object]) -> dict[str, object]:
    """The same answers with each place looked up: where it lies, or beside what was typed the reason why it cannot be taken.

    What somebody calls home is kept to about 100 metres; where exactly is not kept.
    """
    settled = dict(typed)
    for question in questions:
        said = typed.get(question.code)
        if question.kind == Kind.PLACE and isinstance(said, Mapping):
            settled[question.code] = _settled({str(part): str(value) for part, value in said.items()})
    return settled


def _settled(said: dict[str, str]) -> dict[str, object]:
    try:
        x, y = _point(said)
    except Invalid as error:
        return {**said, FAULT: error.message, FIELD: _FIELDS.get(error.field or "", STREET if said.get(STREET) else POINT)}
    return {"longitude": degrees(x), "latitude": degrees(y)}


def _point(said: Mapping[str, str]) -> tuple[int, int]:
    town, home = town_map(), bool(said.get(HOME))
    if said.get(STREET) or not said.get(POINT):
        wish = Wish(street=said.get(STREET, ""), number=said.get(NUMBER, ""), home=home)
    else:
        wish = Wish(on_map=True, geometry=_geometry(said[POINT], town), home=home)
    return anchor_of(spot_of(StreetList(current_session()), town, {}, wish).shape)


def _geometry(text: str, town: TownMap) -> str:
    numbers = [float(one.replace(",", ".")) for one in _NUMBERS.findall(text)]
    if len(numbers) != 2:
        raise Invalid(_("Bitte geben Sie zwei Zahlen an, zuerst die Breite, dann die Länge. Zum Beispiel: 51.50012, 7.10034"), "place_point")
    latitude, longitude = numbers
    if town.boundary and not town.covers((units(longitude), units(latitude))) and town.covers((units(latitude), units(longitude))):
        latitude, longitude = longitude, latitude
    return json.dumps({"type": "Point", "coordinates": [longitude, latitude]})


def place_ways(questions: Iterable[Question]) -> dict[str, bool]:
    """How a page can ask for places: whether the town has given its streets, and a map. Asks the database only where a place is asked for."""
    if not any(question.kind == Kind.PLACE for question in questions):
        return {"asked": False, "streets": False, "map": False}
    return {"asked": True, "streets": has_streets(current_session()), "map": bool(town_map())}


def in_words(survey: Survey, question: Question, answers: Mapping[str, Any]) -> str:
    """An answer as the check page shows it; a place with the nearest street."""
    words, value = answer_words(survey, question, answers), answers.get(question.code)
    if question.kind != Kind.PLACE or not isinstance(value, Mapping):
        return words
    street = town_map().street_at((units(float(value["longitude"])), units(float(value["latitude"]))))
    return _("bei %(place)s (%(point)s)", place=street, point=words) if street else words
