"""Tables for spreadsheets: no cell can become a formula, whoever wrote its text.

Files are comma-separated as RFC 4180 says, in UTF-8 with a byte order mark, every text in quotes: this is what programs for
open data and statistics read, and Excel reads the mark. A German Excel that opens such a file by double click splits at
semicolons, also within a text; so what would become the start of a cell there is guarded too.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, BinaryIO, TextIO

import xlsxwriter

Cell = str | int | float

_STARTS = "=+\\-@＝＋－＠﹢﹣﹦﹫−|"
_INVISIBLE = (
    "\\s\\x00-\\x1f\\x7f\\u00ad\\u034f\\u115f\\u1160\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0"
)
_FORMULA = re.compile(f"(^|[;\\t\\r\\n])([{_INVISIBLE}'\"]*)([{_STARTS}])")
_GUARDED = re.compile(f"(^|[;\\t\\r\\n])([{_INVISIBLE}'\"]*)'([{_STARTS}])")
LONGEST_CELL = 32_767
"""Characters that a spreadsheet's cell holds."""
SHORT = 32
"""Texts up to this length, codes above all, come again and again."""
MOST_ROWS, MOST_COLUMNS = 1_048_575, 16_384
"""Rows below the header, and columns, of a sheet."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def safe_cell(value: object) -> Cell:
    """The value as a spreadsheet may hold it: numbers stay numbers, a text that could start a formula gets an apostrophe.

    Dangerous are `= + - @ |` and their full-width forms, at the start of the text or behind a separator or line end,
    with or without blanks, quotes and invisible characters before them. Moments are written in ISO 8601.
    """
    if type(value) is str:  # the most are; no enumeration
        return _often(value) if len(value) <= SHORT else _guarded(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, Decimal | Fraction):
        return str(value) if value >= 0 else "'" + str(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return _often(text) if len(text) <= SHORT else _guarded(text)


def _guarded(text: str) -> str:
    text = _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    text = _FORMULA.sub(r"\1\2'\3", text)
    return "'" + text if text[:1] == "\t" else text


_often = lru_cache(maxsize=4096)(_guarded)


def restored(text: str) -> str:
    """A text without tabs as it was before `safe_cell` guarded it: what was written here reads the same again."""
    return _GUARDED.sub(r"\1\2\3", text) if "'" in text else text


def csv_line(values: Iterable[object]) -> str:
    """One line of such a file, for files that are sent while they are written; the first one begins with the mark."""
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerow([safe_cell(value) for value in values])
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: its name, its header, its rows as they come."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[object]]


def write_xlsx(stream: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[object]], sheet: str) -> int:
    """Write a workbook of one sheet, row by row in constant memory, and return the number of its rows."""
    return write_workbook(stream, [Sheet(sheet, header, rows)])


def write_workbook(stream: BinaryIO, sheets: Iterable[Sheet], most_rows: int = MOST_ROWS) -> int:
    """Write a workbook, row by row in constant memory; what is longer than a sheet goes on in the next. Returns the number of all rows.

    Raises ValueError for more columns than a sheet has.
    """
    workbook = xlsxwriter.Workbook(
        stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    workbook.use_zip64()
    bold = workbook.add_format({"bold": True})
    total = 0
    for sheet in sheets:
        if len(sheet.header) > MOST_COLUMNS:
            raise ValueError(f"{len(sheet.header)} columns do not fit into a sheet")
        page, count, part = _begun(workbook, sheet, sheet.name, bold), 0, 1
        for row in sheet.rows:
            if count == most_rows:
                part, count = part + 1, 0
                page = _begun(workbook, sheet, f"{sheet.name[:27]} {part}", bold)
            count += 1
            total += 1
            _write_row(page, count, row)
    workbook.close()
    return total


def _begun(workbook: Any, sheet: Sheet, name: str, bold: Any) -> Any:
    page = workbook.add_worksheet(name[:31])
    page.freeze_panes(1, 0)
    page.set_column(0, max(len(sheet.header) - 1, 0), 24)
    for place, column in enumerate(sheet.header):
        page.write_string(0, place, str(safe_cell(column)), bold)
    return page


def _write_row(page: Any, number: int, row: Sequence[object]) -> None:
    for place, value in enumerate(row):
        if value is None:
            continue
        cell = value if type(value) is int or type(value) is float else safe_cell(value)
        if isinstance(cell, str):
            if cell:
                page.write_string(number, place, cell[:LONGEST_CELL])
        else:
            page.write_number(number, place, cell)


def write_csv(stream: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a table and return the number of its rows. Open files with `newline=""` and `encoding="utf-8"`."""
    stream.write("\ufeff")
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in header])
    count = 0
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        count += 1
    return count
