"""The city's list of streets and house numbers as a CSV file: read whole, with the row of every fault, or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from participation.kit.language import gettext as _
from participation.kit.text import clean_line
from participation.methods.geometry import GeometryError, Point, read_shape
from participation.places.models import STREET_LENGTH
from participation.places.streets import house_number, street_key
from participation.places.town import TownMap

MOST_ROWS = 300_000
MOST_FAULTS = 20
COLUMNS = ("strasse", "hausnummer", "laenge", "breite")
"""Geographic length and width in degrees, with point or comma; the number may be empty: that row is the street's middle."""


class StreetListError(ValueError):
    """The file cannot be used; `faults` are German sentences with row numbers."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Address:
    """A house, or a street where the number is empty."""

    street: str
    number: str
    point: Point


def read_streets(lines: Iterable[str], town: TownMap) -> list[Address]:
    """The addresses of a CSV file with the header `strasse;hausnummer;laenge;breite`, separated by semicolons or commas.

    Raises StreetListError with the first faults.
    """
    rows = iter(lines)
    header = next(rows, "").lstrip("\ufeff")
    separator = ";" if ";" in header else ","
    names = [name.strip().strip('"').lower() for name in header.strip().split(separator)]
    if not set(COLUMNS) <= set(names):
        raise StreetListError([_("Die erste Zeile muss die Spalten nennen: %(columns)s.", columns=separator.join(COLUMNS))])
    found: dict[tuple[str, str], Address] = {}
    faults: list[str] = []
    try:
        for number, row in enumerate(csv.DictReader(rows, fieldnames=names, delimiter=separator, strict=True), 2):
            if number - 1 > MOST_ROWS:
                raise StreetListError([_("Die Datei hat mehr als %(number)s Zeilen.", number=MOST_ROWS)])
            address = _address(row, number, town, faults)
            if address is not None:
                found.setdefault((street_key(address.street), address.number), address)
            if len(faults) >= MOST_FAULTS:
                break
    except csv.Error as error:
        faults.append(_("Die Datei ist keine gültige CSV-Datei: %(why)s", why=str(error)))
    if faults:
        raise StreetListError(faults)
    return list(found.values())


def _address(row: dict[str, str | None], number: int, town: TownMap, faults: list[str]) -> Address | None:
    street = clean_line(row["strasse"] or "")
    if not street_key(street) or len(street) > STREET_LENGTH:
        faults.append(_("Zeile %(row)s: Der Name der Straße fehlt oder ist zu lang.", row=number))
        return None
    try:
        pair = [float((row[name] or "").replace(",", ".")) for name in ("laenge", "breite")]
        (point,) = read_shape({"type": "Point", "coordinates": pair}).points
    except (ValueError, GeometryError):
        faults.append(_("Zeile %(row)s: Länge und Breite müssen Zahlen in Grad sein.", row=number))
        return None
    if not town.covers(point):
        faults.append(_("Zeile %(row)s: Der Punkt liegt nicht in der Stadt. Sind Länge und Breite vertauscht?", row=number))
        return None
    return Address(street, house_number(row["hausnummer"] or ""), point)
