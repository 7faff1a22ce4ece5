"""What is said about a place, and what is wrong with one, in plain German."""

from __future__ import annotations

from math import atan2, cos, pi, radians

from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.pages import format_number
from participation.methods.geometry import MOST_POINTS, UNITS, Fault, Kind, metres_between
from participation.places.models import Place

HARDLY = 5
"""Metres within which a place counts as where it was."""
DIRECTIONS = (
    lazy("östlich"),
    lazy("nordöstlich"),
    lazy("nördlich"),
    lazy("nordwestlich"),
    lazy("westlich"),
    lazy("südwestlich"),
    lazy("südlich"),
    lazy("südöstlich"),
)
"""Eight of them, from the east against the clock."""


def fault_words(fault: Fault) -> str:
    """Why a geometry cannot be taken, and what to do."""
    return {
        Fault.UNREADABLE: _("Der Ort auf der Karte ist nicht lesbar angekommen. Bitte setzen Sie ihn noch einmal."),
        Fault.WRONG_TYPE: _("Möglich sind ein Punkt, eine Linie oder eine Fläche. Bitte setzen Sie den Ort noch einmal."),
        Fault.NO_NUMBERS: _("Die Koordinaten des Ortes sind keine Zahlen. Bitte setzen Sie den Ort noch einmal."),
        Fault.NOT_ON_EARTH: _("Diese Koordinaten gibt es nicht. Bitte setzen Sie den Ort noch einmal."),
        Fault.TOO_FEW: _("Das sind zu wenige Punkte: Eine Linie braucht zwei, eine Fläche drei verschiedene."),
        Fault.TOO_MANY: _("Das sind zu viele Punkte. Möglich sind höchstens %(number)s. Bitte zeichnen Sie den Ort einfacher.", number=MOST_POINTS),
        Fault.HOLES: _("Flächen mit Löchern sind nicht möglich. Bitte zeichnen Sie nur den äußeren Rand."),
        Fault.CROSSING: _("Der Rand der Fläche kreuzt sich selbst. Bitte setzen Sie die Punkte der Reihe nach um die Fläche herum."),
    }[fault]


def place_words(kind: str, label: str, *, coarse: bool) -> str:
    """A place in words: "bei Bahnhofstraße", "Fläche bei Marktplatz"."""
    if coarse:
        return _("ungefährer Ort in %(place)s", place=label) if label else _("ungefährer Ort")
    if not label:
        return {Kind.POINT: _("Punkt auf der Karte"), Kind.LINE: _("Linie auf der Karte"), Kind.AREA: _("Fläche auf der Karte")}[Kind(kind)]
    if kind == Kind.LINE:
        return _("Linie bei %(place)s", place=label)
    if kind == Kind.AREA:
        return _("Fläche bei %(place)s", place=label)
    return _("bei %(place)s", place=label)


def place_in_full(place: Place, district: str) -> str:
    """The same with its kind and the part of the town: "Punkt bei Bahnhofstraße, Ortsteil Altstadt"."""
    words = place_words(place.kind, place.label, coarse=place.coarse)
    if place.kind == Kind.POINT and place.label and not place.coarse:
        words = _("Punkt bei %(place)s", place=place.label)
    return _("%(place)s, Ortsteil %(district)s", place=words, district=district) if district and district not in place.label else words


def moved_words(before: Place, after: Place) -> str:
    """How a place differs from the one before: what became of its kind, how far and in which direction it lies from there."""
    kinds = {Kind.POINT: _("ein Punkt"), Kind.LINE: _("eine Linie"), Kind.AREA: _("eine Fläche")}
    was, now = (before.longitude, before.latitude), (after.longitude, after.latitude)
    metres, said = metres_between(was, now), []
    if before.kind != after.kind:
        said.append(_("Vorher war es %(before)s, jetzt ist es %(after)s.", before=kinds[before.kind], after=kinds[after.kind]))
    if metres >= HARDLY:
        away = format_number(round(metres, -1 if metres >= 20 else 0) // 1)
        said.append(_("Der neue Ort liegt etwa %(metres)s Meter %(direction)s vom bisherigen.", metres=away, direction=_direction(was, now)))
    elif not said and after.kind != Kind.POINT:
        said.append(_("Der Ort hat einen anderen Umriss.") if after.kind == Kind.AREA else _("Die Linie hat einen anderen Verlauf."))
    if before.coarse != after.coarse:
        said.append(_("Er ist jetzt nur ungefähr angegeben.") if after.coarse else _("Er ist jetzt genau angegeben."))
    return " ".join(said)


def _direction(was: tuple[int, int], now: tuple[int, int]) -> str:
    east, north = (now[0] - was[0]) * cos(radians(was[1] / UNITS)), now[1] - was[1]
    return str(DIRECTIONS[round(atan2(north, east) / (pi / 4)) % 8])
