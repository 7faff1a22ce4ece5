"""Tables that people upload, CSV or XLSX, read row by row within limits; whatever is in the file, it ends in rows or in one sentence.

A CSV file may be UTF-8 (with or without a mark), UTF-16 with a mark, or what German Windows calls ANSI (cp1252), separated by commas,
semicolons or tabs. A workbook is read without its formulas, and never unpacked beyond a limit.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException

from participation.kit.cells import restored
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import grouped

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 10_000
MAX_COLUMNS = 60
MAX_CELL = 20_000
MAX_UNPACKED = 80 * 1024 * 1024
MAX_PARTS = 300
FORMULA = "\x00formula"
"""What stands for a cell whose value only a spreadsheet could work out."""

_BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff")
"""How a text in UTF-16 begins."""
_UNREADABLE = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, RuntimeError,
    ParseError, DefusedXmlException,
)  # fmt: skip

Row = tuple[str, ...]


def read_table(content: bytes, name: str = "") -> list[Row]:
    """All rows of a table, the header first, as texts; rows after it that are empty stay, so that numbers are those of the file.

    Raises Invalid with the sentence to show: too large, too long, broken, or of another kind.
    """
    if len(content) > MAX_BYTES:
        raise Invalid(_("Die Datei ist zu groß. Erlaubt sind %(limit)s MB.", limit=MAX_BYTES // 1024 // 1024), "file")
    if not content.strip():
        raise Invalid(_("Die Datei ist leer."), "file")
    if content[:4] == b"PK\x03\x04":
        return _bounded(_xlsx_rows(content))
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Invalid(_("Dieses Format kennen wir nicht. Bitte speichern Sie die Tabelle als .xlsx ohne Passwort oder als CSV."), "file")
    return _bounded(_csv_rows(_decoded(content)))


def csv_rows(content: bytes) -> Iterator[Row]:
    """The rows of a CSV file one after the other, the header first, for tables too long to be held whole. Raises Invalid, also while they are read."""
    if not content.strip():
        raise Invalid(_("Die Datei ist leer."), "file")
    if content[:4] == b"PK\x03\x04" or (b"\x00" in content and content[:2] not in _BYTE_ORDER):
        raise Invalid(_("Dieses Format kennen wir nicht. Bitte speichern Sie die Tabelle als CSV."), "file")
    return _csv_rows(_decoded(content))


def _bounded(rows: Iterable[Row]) -> list[Row]:
    """The rows up to the limit, without empty ones at the end."""
    kept: list[Row] = []
    last = 0
    for number, row in enumerate(rows, 1):
        if len(row) > MAX_COLUMNS:
            raise Invalid(_("Zeile %(row)s hat mehr als %(limit)s Spalten.", row=number, limit=MAX_COLUMNS), "file")
        if any(len(cell) > MAX_CELL for cell in row):
            raise Invalid(_("In Zeile %(row)s ist ein Text länger als %(limit)s Zeichen.", row=number, limit=grouped(f"{MAX_CELL:,}")), "file")
        if any(row):
            last = number
        if last > MAX_ROWS + 1:
            raise Invalid(_("Die Tabelle hat mehr als %(limit)s Zeilen. Bitte teilen Sie sie auf.", limit=grouped(f"{MAX_ROWS:,}")), "file")
        if number - last > MAX_ROWS:
            break  # nothing but empty rows
        kept.append(row)
    if not last:
        raise Invalid(_("Die Datei ist leer."), "file")
    return kept[:last]


def _decoded(content: bytes) -> str:
    if content[:2] in _BYTE_ORDER:
        encodings = ["utf-16"]
    else:
        if b"\x00" in content:
            raise Invalid(_("Dieses Format kennen wir nicht. Bitte speichern Sie die Tabelle als .xlsx ohne Passwort oder als CSV."), "file")
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(_("Die Zeichen der Datei sind nicht lesbar. Bitte speichern Sie die Tabelle als „CSV UTF-8“."), "file")


def _csv_rows(text: str) -> Iterator[Row]:
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for row in reader:
            number += 1
            yield tuple(restored(cell.replace("\r\n", "\n")).strip() for cell in row)
    except csv.Error:
        sentence = _("Nach Zeile %(row)s sind die Anführungszeichen nicht richtig gesetzt. Im Text müssen sie doppelt stehen.", row=number)
        raise Invalid(sentence, "file") from None


def _separator(text: str) -> str:
    """The sign that stands most often between the names of the first line, outside of quotes."""
    first = text.lstrip("\r\n")[:10_000].split("\n", 1)[0]
    bare = "".join(part for place, part in enumerate(first.split('"')) if place % 2 == 0)
    return max((";", ",", "\t"), key=bare.count)


def _xlsx_rows(content: bytes) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise Invalid(_("Die Excel-Datei ist ausgepackt zu groß. Bitte speichern Sie nur die Tabelle als CSV."), "file")
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        for row in sheet.iter_rows(max_col=MAX_COLUMNS + 1):
            cells = [_cell(cell.value, getattr(cell, "data_type", "")) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            yield tuple(cells)
    except _UNREADABLE:
        raise Invalid(_("Die Excel-Datei ist beschädigt oder hat ein Passwort. Bitte speichern Sie sie neu oder als CSV."), "file") from None


def _cell(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "f":
        return FORMULA
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value)) if abs(value) < 1e15 else str(value)
    return restored(str(value).replace("\r\n", "\n").replace("_x000D_", "")).strip()
