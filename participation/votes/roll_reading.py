"""From a list of voters to the entries of a roll: which column is what, and everything that is wrong, by row and column. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from participation.kit.columns import MOST_FAULTS, MOST_ROWS, is_postcode
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.sheets import csv_rows
from participation.kit.text import clean_line

MAX_BYTES = 20 * 1024 * 1024
LONGEST = 120
NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,19}")


class Column(StrEnum):
    """What a column may be: what a letter needs, and no more."""

    NUMBER = "number"
    FAMILY = "family"
    FIRST = "first"
    STREET = "street"
    HOUSE = "house"
    POSTCODE = "postcode"
    TOWN = "town"


COLUMN_NAMES = {
    Column.NUMBER: lazy("Nummer im Verzeichnis"),
    Column.FAMILY: lazy("Familienname"),
    Column.FIRST: lazy("Vornamen"),
    Column.STREET: lazy("Straße"),
    Column.HOUSE: lazy("Hausnummer"),
    Column.POSTCODE: lazy("Postleitzahl"),
    Column.TOWN: lazy("Ort"),
}
KNOWN_AS = {
    Column.NUMBER: "nummer nr lfdnr laufendenummer verzeichnisnummer wahlerverzeichnisnummer wvznr nummerimverzeichnis number",
    Column.FAMILY: "familienname nachname name ehename familyname",
    Column.FIRST: "vorname vornamen rufname firstname",
    Column.STREET: "strasse str strassenname street",
    Column.HOUSE: "hausnummer hausnr hnr",
    Column.POSTCODE: "postleitzahl plz postcode",
    Column.TOWN: "ort wohnort stadt gemeinde town",
}
"""How the columns are called in the lists of German cities, folded and without blanks."""
Places = dict[Column, int]
"""What a column is → its place."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One voter of a list; `row` is its number in the file, the header being 1."""

    row: int
    number: str
    personal: dict[str, str]


@dataclass(slots=True)
class Findings:
    """What is wrong with a list: faults (row, column's name, sentence; row zero is the file's own), and how many voters are right."""

    voters: int = 0
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    number_of_faults: int = 0

    def blame(self, row: int, column: Column | None, sentence: str) -> None:
        """Note a fault; only the first ones are kept in words."""
        self.number_of_faults += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((row, str(COLUMN_NAMES[column]) if column else "", sentence))


def check_list(content: bytes, places: Places) -> Findings:
    """Everything that is wrong with a list, all at once. Raises Invalid for a file that cannot be read at all."""
    findings = Findings()
    for column in Column:
        if column not in places:
            findings.blame(0, column, _("Diese Spalte fehlt."))
    if findings.number_of_faults:
        return findings
    seen: dict[str, int] = {}
    for voter in _voters(content, places, findings):
        before = seen.setdefault(voter.number.casefold(), voter.row)
        if before != voter.row:
            findings.blame(voter.row, Column.NUMBER, _("Diese Nummer steht schon in Zeile %(row)s.", row=before))
            continue
        findings.voters += 1
    if not findings.voters and not findings.number_of_faults:
        findings.blame(0, None, _("In der Tabelle steht niemand."))
    return findings


def read_list(content: bytes, places: Places) -> Iterator[Listed]:
    """The voters of a list that was found clean, one after the other."""
    return _voters(content, places, Findings())


def _voters(content: bytes, places: Places, findings: Findings) -> Iterator[Listed]:
    rows = csv_rows(content)
    next(rows, None)
    for number, row in enumerate(rows, 2):
        if not any(row):
            continue
        if number > MOST_ROWS + 1:
            raise Invalid(_("Die Tabelle hat mehr als %(limit)s Zeilen.", limit="200.000"), "file")
        cells = {column: clean_line(row[place]) if place < len(row) else "" for column, place in places.items()}
        wrong = list(_wrong(cells))
        for column, sentence in wrong:
            findings.blame(number, column, sentence)
        if not wrong:
            personal = {str(column): cell for column, cell in cells.items() if column != Column.NUMBER}
            yield Listed(number, cells[Column.NUMBER], personal)


def _wrong(cells: dict[Column, str]) -> Iterator[tuple[Column, str]]:
    for column, cell in cells.items():
        if not cell:
            yield column, _("Hier steht nichts.")
        elif len(cell) > LONGEST:
            yield column, _("Der Eintrag ist länger als %(limit)s Zeichen.", limit=LONGEST)
    if cells[Column.NUMBER] and not NUMBER.fullmatch(cells[Column.NUMBER]):
        yield Column.NUMBER, _("Eine Nummer hat höchstens 20 Buchstaben, Ziffern, Punkte, Striche.")
    postcode = cells[Column.POSTCODE]
    if postcode and not is_postcode(postcode):
        yield Column.POSTCODE, _("Die Postleitzahl hat keine fünf Ziffern.")
