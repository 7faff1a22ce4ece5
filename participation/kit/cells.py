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
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import BinaryIO, TextIO

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
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def safe_cell(value: object) -> Cell:
    """The value as a spreadsheet may hold it: numbers stay numbers, a text that could start a formula gets an apostrophe.

    Dangerous are `= + - @ |` and their full-width forms, at the start of the text or behind a separator or line end,
    with or without blanks, quotes and invisible characters before them. Moments are written in ISO 8601.
    """
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
    text = _CONTROL.sub("", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    text = _FORMULA.sub(r"\1\2'\3", text)
    return "'" + text if text[:1] == "\t" else text


def restored(text: str) -> str:
    """A text without tabs as it was before `safe_cell` guarded it: what was written here reads the same again."""
    return _GUARDED.sub(r"\1\2\3", text) if "'" in text else text


def csv_line(values: Iterable[object]) -> str:
    """One line of such a file, for files that are sent while they are written; the first one begins with the mark."""
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerow([safe_cell(value) for value in values])
    return stream.getvalue()


def write_xlsx(stream: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[object]], sheet: str) -> int:
    """Write a workbook of one sheet, row by row in constant memory, and return the number of its rows."""
    workbook = xlsxwriter.Workbook(
        stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    page = workbook.add_worksheet(sheet[:31])
    page.freeze_panes(1, 0)
    page.set_column(0, max(len(header) - 1, 0), 24)
    bold = workbook.add_format({"bold": True})
    for place, name in enumerate(header):
        page.write_string(0, place, str(safe_cell(name)), bold)
    count = 0
    for count, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            cell = safe_cell(value)
            if isinstance(cell, str):
                page.write_string(count, place, cell[:LONGEST_CELL])
            else:
                page.write_number(count, place, cell)
    workbook.close()
    return count


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
