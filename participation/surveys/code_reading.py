"""A list of people who get a code by letter: names and addresses, all or nothing, each fault with its row. Pure."""

from __future__ import annotations

from participation.kit.columns import MOST_FAULTS, guess, header_of, is_postcode
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.sheets import csv_rows
from participation.kit.text import clean_line

KNOWN_AS = {
    "first": "vorname vornamen rufname firstname",
    "family": "familienname nachname name familyname",
    "street": "strasse str strassenname street",
    "house": "hausnummer hausnr hnr nr",
    "postcode": "postleitzahl plz postcode",
    "town": "ort wohnort stadt gemeinde town",
}
"""What a letter needs → how the columns of German lists are called, folded and without blanks."""
GERMAN = {"first": "Vorname", "family": "Familienname", "street": "Straße", "house": "Hausnummer", "postcode": "Postleitzahl", "town": "Ort"}
MOST_PEOPLE = 20_000
LONGEST = 120
MAX_BYTES = 8 * 1024 * 1024


def read_people(content: bytes) -> list[dict[str, str]]:
    """The people of a list. Raises Invalid with all that is wrong, row by row."""
    header, _few = header_of(content)
    places = guess(header, KNOWN_AS)
    lacking = [GERMAN[column] for column in KNOWN_AS if column not in places]
    if lacking:
        raise Invalid(_("Diese Spalten fehlen: %(columns)s.", columns=", ".join(lacking)), "file")
    people: list[dict[str, str]] = []
    faults: list[Invalid] = []
    rows = csv_rows(content)
    next(rows, None)
    for number, row in enumerate(rows, 2):
        if not any(row):
            continue
        personal = {column: clean_line(row[place]) if place < len(row) else "" for column, place in places.items()}
        wrong = _wrong(personal)
        if wrong and len(faults) < MOST_FAULTS:
            faults.append(Invalid(_("Zeile %(row)s: %(fault)s", row=number, fault=wrong), "file"))
        people.append(personal)
        if len(people) > MOST_PEOPLE:
            raise Invalid(_("Die Tabelle hat mehr als %(limit)s Zeilen.", limit=MOST_PEOPLE), "file")
    if faults:
        raise Invalid(faults[0].message, "file", faults[1:])
    if not people:
        raise Invalid(_("In der Tabelle steht niemand."), "file")
    return people


def _wrong(personal: dict[str, str]) -> str:
    for column, cell in personal.items():
        if not cell:
            return _("%(column)s fehlt.", column=GERMAN[column])
        if len(cell) > LONGEST:
            return _("%(column)s ist länger als %(limit)s Zeichen.", column=GERMAN[column], limit=LONGEST)
    return "" if is_postcode(personal["postcode"]) else _("Die Postleitzahl hat keine fünf Ziffern.")
