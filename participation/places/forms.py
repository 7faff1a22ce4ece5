"""The part of a form in which somebody says where something is."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, RadioField

from participation.kit.forms import AtMost, Form, LineField, choice, lazy
from participation.kit.language import gettext as _
from participation.places.actions import Wish
from participation.places.models import STREET_LENGTH, Place
from participation.places.town import TownMap

NOWHERE, STREET, MAP = "", "strasse", "karte"


class PlaceFields(Form):
    """Fields for a place, for a form to inherit: by street and house number, on the map, or none."""

    place_way = RadioField(lazy("Ort"), choices=[], validate_choice=False)
    place_street = LineField(lazy("Straße"), [AtMost(STREET_LENGTH)], description=lazy("Zum Beispiel: Bahnhofstraße"))
    place_number = LineField(lazy("Hausnummer"), [AtMost(12)])
    place_geometry = HiddenField()
    place_home = BooleanField(lazy("Das ist bei mir zu Hause"))

    def offer_places(self, town: TownMap, place: Place | None, *, streets: bool) -> None:
        """Set up the choices: what the installation knows, filled with the place that is changed."""
        if not town and not streets:
            for name in ("place_way", "place_street", "place_number", "place_geometry", "place_home"):
                delattr(self, name)
            return
        self.place_way.choices = [choice(NOWHERE, _("Kein bestimmter Ort, oder nur ein Ortsteil"))]
        if streets:
            self.place_way.choices.append(choice(STREET, _("Straße und Hausnummer")))
        else:
            del self.place_street, self.place_number
        if town:
            self.place_way.choices.append(choice(MAP, _("Auf der Karte")))
        else:
            del self.place_geometry
        if not self.is_submitted():
            self.place_way.data = MAP if place is not None and town else NOWHERE
            self.place_home.data = place is not None and place.coarse
            if place is not None and "place_geometry" in self._fields:
                self.place_geometry.data = place.geometry

    @property
    def asks_for_places(self) -> bool:
        """Whether the form shows these fields at all."""
        return "place_way" in self._fields and bool(self.place_way.choices)

    def wish(self) -> Wish | None:
        """The place that is asked for; None where none is. A street that is typed counts even where nothing was ticked."""
        if not self.asks_for_places:
            return None
        street, number = self._said("place_street"), self._said("place_number")
        way = self.place_way.data or (STREET if street else NOWHERE)
        home = "place_home" in self._fields and bool(self.place_home.data)
        if way == STREET and "place_street" in self._fields:
            return Wish(street=street, number=number, home=home)
        geometry = self._said("place_geometry")
        if way == MAP and "place_geometry" in self._fields:
            return Wish(on_map=True, geometry=geometry, home=home)
        return None

    def _said(self, name: str) -> str:
        return str(self._fields[name].data or "") if name in self._fields else ""
