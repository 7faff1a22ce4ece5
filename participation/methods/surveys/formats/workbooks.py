"""Workbooks (.xlsx) with several sheets, read within limits and without macros or formulas; written as plain texts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException

from participation.methods.surveys.faults import BadSurvey, Place, Told

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 300
MOST_ROWS = 50_000
MOST_COLUMNS = 200
LONGEST_CELL = 32_000
_UNREADABLE = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, RuntimeError,
    ParseError, DefusedXmlException, OverflowError,
)  # fmt: skip
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: the names of its columns, and its rows with their numbers (the heading is row 1), each cell under its column's name."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_sheets(content: bytes, wanted: Sequence[str], faults: list[Told]) -> dict[str, Sheet]:
    """Those of the sheets that are wanted and there. Raises BadSurvey where the file is none, has macros or is too large; cells go into `faults`."""
    if len(content) > MOST_BYTES:
        raise BadSurvey.whole(f"Die Datei ist zu groß. Erlaubt sind {MOST_BYTES // 1024 // 1024} MB.")
    try:
        _look_inside(content)
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        there = {str(sheet.title).strip().lower(): sheet for sheet in workbook.worksheets}
        return {name: _sheet(name, there[name], faults) for name in wanted if name in there}
    except BadSurvey:
        raise
    except _UNREADABLE as error:
        raise BadSurvey.whole("Die Arbeitsmappe ist beschädigt, hat ein Passwort oder ist keine .xlsx-Datei.") from error


def _look_inside(content: bytes) -> None:
    """Refuse macros and what would be too large once unpacked. Raises BadSurvey."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise BadSurvey.whole(f"Die Arbeitsmappe ist ausgepackt zu groß. Erlaubt sind {MOST_UNPACKED // 1024 // 1024} MB.")
        names = [part.filename.lower() for part in parts]
        types = archive.read("[Content_Types].xml").lower()
        if any("vbaproject" in name or "macrosheets/" in name for name in names) or b"macroenabled" in types:
            raise BadSurvey.whole("Die Arbeitsmappe enthält Makros. Speichern Sie sie als .xlsx ohne Makros.")


def _sheet(name: str, sheet: Any, faults: list[Told]) -> Sheet:
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    columns: tuple[str, ...] = ()
    rows = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > MOST_ROWS:
            faults.append(Told(Place(name), f"Das Blatt hat mehr als {MOST_ROWS} Zeilen."))
            break
        if number == 1:
            columns = tuple(_text(cell, Place(name, 1), faults) for cell in cells)
            continue
        found = {}
        for column, cell in zip(columns, cells, strict=False):
            if column and cell.value is not None:
                text = _text(cell, Place(name, number, column), faults)
                if text:
                    found[column] = text
        if found:
            rows.append((number, found))
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    faults += [Told(Place(name, 1, column), "Diese Spalte gibt es zweimal.") for column in twice]
    return Sheet(name, columns, tuple(rows))


def _text(cell: Any, place: Place, faults: list[Told]) -> str:
    value = cell.value
    if value is None:
        return ""
    if getattr(cell, "data_type", "") == "f":
        faults.append(Told(place, "Hier steht eine Formel. Bitte nur Werte eintragen."))
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()
    if len(text) > LONGEST_CELL:
        faults.append(Told(place, f"Der Text hat mehr als {LONGEST_CELL} Zeichen."))
    return text


def write_sheets(sheets: Mapping[str, Iterable[Sequence[str]]]) -> bytes:
    """A workbook of texts; one that begins with = is a text too and no formula."""
    workbook = openpyxl.Workbook(write_only=False)
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for place, text in enumerate(row, start=1):
                if text:
                    cell = sheet.cell(number, place)
                    cell.value = ILLEGAL.sub("", text)
                    cell.data_type = "s"
        sheet.freeze_panes = "A2"
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()
