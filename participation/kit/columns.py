"""Lists of people that a city hands over as a table: which column is what, and a few first rows to check that by eye. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.sheets import Row, csv_rows
from participation.kit.text import fold

MOST_COLUMNS = 60
MOST_ROWS = 200_000
MOST_FAULTS = 200
"""So many faults of a list are told in words; the others are counted."""
ROWS_SHOWN = 5

Column = TypeVar("Column")


def header_of(content: bytes) -> tuple[Row, list[Row]]:
    """The names of the columns and the first rows, for the preview. Raises Invalid."""
    rows = csv_rows(content)
    header = next(rows, ())
    if len(header) < 2 or len(header) > MOST_COLUMNS:
        raise Invalid(_("In der ersten Zeile stehen keine Spalten. Bitte speichern Sie die Tabelle als CSV mit Kopfzeile."), "file")
    return header, [row for row, _number in zip(rows, range(ROWS_SHOWN), strict=False)]


def guess(header: Row, known_as: Mapping[Column, str]) -> dict[Column, int]:
    """What a column is → its place, by its name; each thing at most once, the first that fits. `known_as`: names without blanks, folded."""
    found: dict[Column, int] = {}
    for place, name in enumerate(header):
        key = re.sub(r"[^a-z0-9]", "", fold(name))
        for column, names in known_as.items():
            if key and key in names.split() and column not in found:
                found[column] = place
                break
    return found


def is_postcode(text: str) -> bool:
    """Whether this can be a German postcode: five digits."""
    return text.isascii() and text.isdigit() and len(text) == 5
