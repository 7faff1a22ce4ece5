"""A workbook of one table, written row by row: memory stays the same for any number of rows, and a million of them take seconds.

The parts of an Office Open XML workbook (ECMA-376, part 1) that a table needs, with its texts in the cells. `kit.cells` writes workbooks of
several sheets for people; this is for tables of every size.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from types import TracebackType
from typing import BinaryIO

from participation.kit.cells import LONGEST_CELL, MOST_ROWS, Cell, safe_cell

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LEVEL = 1
_STAMP = (1980, 1, 1, 0, 0, 0)


class Workbook:
    """Takes rows of cells that `safe_cell` made; what is longer than a sheet goes on in the next."""

    def __init__(self, stream: BinaryIO, name: str, header: Sequence[str], most_rows: int = MOST_ROWS) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._name, self._header, self._most = name[:27], header, most_rows
        self._letters = [_letters(place) for place in range(len(header))]
        self._sheets = self._rows = 0
        self._begin()

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Add rows."""
        for place in range(0, len(rows), 500):
            part = rows[place : place + 500]
            if self._rows + len(part) > self._most:
                room = self._most - self._rows
                self._put(part[:room])
                self._end()
                self._begin()
                part = part[room:]
            self._put(part)

    def close(self) -> None:
        """Add what names the sheets, and end the file."""
        self._end()
        numbers = range(1, self._sheets + 1)
        sheets = "".join(f'<sheet name="{self._name}{f" {n}" if n > 1 else ""}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
        links = "".join(f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
        kinds = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers)
        self._add("xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{sheets}</sheets></workbook>')
        styles = f'<Relationship Id="rId0" Type="{_REL}/styles" Target="styles.xml"/>'
        self._add("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{styles}{links}</Relationships>')
        self._add("xl/styles.xml", _STYLES.removeprefix(_HEAD))
        whole = f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'
        self._add("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{whole}</Relationships>')
        self._add(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{kinds}</Types>',
        )
        self._zip.close()

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.close()

    def _begin(self) -> None:
        self._sheets, self._rows = self._sheets + 1, 0
        info = zipfile.ZipInfo(f"xl/worksheets/sheet{self._sheets}.xml", _STAMP)
        info.compress_type = zipfile.ZIP_DEFLATED
        info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # there is no public name before Python 3.13
        self._sheet = self._zip.open(info, "w", force_zip64=True)
        cells = "".join(
            f'<c r="{letter}1" s="1" t="inlineStr"><is><t>{_escaped(str(safe_cell(name)))}</t></is></c>'
            for letter, name in zip(self._letters, self._header, strict=True)
        )
        view = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        width = f'<cols><col min="1" max="{len(self._header)}" width="24" customWidth="1"/></cols>'
        self._sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}">{view}{width}<sheetData><row r="1">{cells}</row>'.encode())

    def _put(self, rows: Sequence[Sequence[Cell]]) -> None:
        found = []
        letters, number = self._letters, self._rows + 1
        for row in rows:
            number += 1
            found.append(f'<row r="{number}">')
            for letter, cell in zip(letters, row, strict=True):
                if type(cell) is str:
                    if cell:
                        found.append(
                            f'<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{_escaped(cell[:LONGEST_CELL])}</t></is></c>'
                        )
                else:
                    found.append(f'<c r="{letter}{number}"><v>{cell}</v></c>')
            found.append("</row>")
        self._rows = number - 1
        self._sheet.write("".join(found).encode("utf-8", "replace"))

    def _end(self) -> None:
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()

    def _add(self, name: str, text: str) -> None:
        self._zip.writestr(zipfile.ZipInfo(name, _STAMP), _HEAD + text, zipfile.ZIP_DEFLATED)


def _letters(place: int) -> str:
    """A column's letters: 0 is A, 26 is AA."""
    place += 1
    found = ""
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


def _escaped(text: str) -> str:
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)  # what a reader would take for an escaped character (ECMA-376, ST_Xstring)
    return text
