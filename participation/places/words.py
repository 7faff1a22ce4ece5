"""What is said about a place, and what is wrong with one, in plain German."""

from __future__ import annotations

from participation.kit.language import gettext as _
from participation.methods.geometry import MOST_POINTS, Fault, Kind


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
