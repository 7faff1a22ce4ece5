"""Codes for the people of a list: the list read all or nothing, and given back with a code in each row. Nothing of it is stored but keyed hashes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from participation.accounts.code_actions import MOST
from participation.accounts.code_sheets import Sheet, code_address
from participation.accounts.evidence import Human, first_word, human_from, name_word
from participation.kit import clock
from participation.kit.cells import write_csv
from participation.kit.columns import guess
from participation.kit.dates import say_date
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.sheets import Row, csv_rows
from participation.settings import Settings

MAX_BYTES = 4 * 1024 * 1024
MOST_FAULTS = 20
LONGEST = 120


class Column(StrEnum):
    """What makes one human being."""

    FAMILY = "family"
    GIVEN = "given"
    BORN = "born"


KNOWN_AS = {
    Column.FAMILY: "familienname nachname name familyname",
    Column.GIVEN: "vorname vornamen rufname firstname givenname",
    Column.BORN: "geburtsdatum geburtstag geboren gebdatum geborenam dateofbirth birthdate",
}


@dataclass(frozen=True, slots=True)
class People:
    """A list: its header, its rows as they came, and who each row is."""

    header: Row
    rows: Sequence[Row]
    humans: Sequence[Human]


def read_people(content: bytes) -> People:
    """Everybody of a list. Raises Invalid that names all that is wrong, row by row: then nothing is taken."""
    if len(content) > MAX_BYTES:
        raise Invalid(_("Die Datei ist zu groß. Erlaubt sind %(limit)s MB.", limit=MAX_BYTES // 1024 // 1024), "file")
    found = csv_rows(content)
    header = next(found, ())
    places = guess(header, KNOWN_AS)
    if len(places) < len(Column):
        raise Invalid(_("In der ersten Zeile müssen die Spalten Familienname, Vornamen und Geburtsdatum stehen."), "file")
    rows = [(number, row) for number, row in enumerate(islice(found, MOST + 1), 2) if any(row)]
    if not 1 <= len(rows) <= MOST:
        raise Invalid(_("Die Liste muss zwischen 1 und %(most)s Zeilen haben.", most=MOST), "file")
    humans: list[Human] = []
    seen: dict[tuple[str, str, str], int] = {}
    faults: list[str] = []
    for number, row in rows:
        human = human_from(*(row[places[column]][:LONGEST] if places[column] < len(row) else "" for column in Column))
        if human is None or human.born > clock.now().date():
            faults.append(_("Zeile %(row)s: Familienname, Vornamen oder Geburtsdatum fehlen oder sind nicht lesbar.", row=number))
            continue
        key = (name_word(human.family), first_word(human.given), human.born.isoformat())
        if key in seen:
            faults.append(_("Zeile %(row)s: Dieser Mensch steht schon in Zeile %(first)s.", row=number, first=seen[key]))
        seen.setdefault(key, number)
        humans.append(human)
    if faults:
        *above, last = faults[:MOST_FAULTS]  # the last at the field, the others above it: so the page shows all, in their order
        objections = [*(Invalid(fault) for fault in above), Invalid(last, "file")]
        objections[0].also = tuple(objections[1:])
        raise objections[0]
    return People(header, [row for _number, row in rows], humans)


def people_csv(people: People, codes: Sequence[str], sheet: Sheet, settings: Settings) -> bytes:
    """The list again, each row with its code, the address for a QR code, and the last day."""
    out, width = io.StringIO(), len(people.header)
    rows = [
        (*row[:width], *[""] * (width - len(row)), code, code_address(settings, code), say_date(sheet.expires_at))
        for row, code in zip(people.rows, codes, strict=True)
    ]
    write_csv(out, [*people.header, _("Code"), _("Adresse"), _("Gültig bis")], rows)
    return out.getvalue().encode()
