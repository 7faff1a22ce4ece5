"""Files of an export as sheets of named values: CSV, Excel and JSON, alone or in a ZIP, within limits.

JSON is laid flat as Decidim lays it flat for CSV (`author/name`), so that one reader does for both.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from participation.kit.cells import restored
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.sheets import FORMULA, MAX_BYTES, MAX_ROWS, read_table

MOST_FILES = 60
MOST_IN_ZIP = 200
MAX_UNPACKED = 60 * 1024 * 1024
MAX_DEPTH = 12
MAX_VALUE = 40_000
READ = (".csv", ".json", ".xlsx", ".xls", ".txt")

File = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Record:
    """A row: its number in the file (of a table the header is 1; of JSON the first is 1) and what it says by its columns' names."""

    row: int
    said: Mapping[str, str]

    def get(self, *names: str) -> str:
        """The first of these columns that says something."""
        return next((self.said[name] for name in names if self.said.get(name)), "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file, or one list within a JSON file. `name` is its file's; `columns` as they are written, in small letters."""

    name: str
    columns: tuple[str, ...]
    records: Sequence[Record]

    def has(self, *names: str) -> bool:
        """Whether it has all of these columns; `title/` stands for one in any language."""
        return all(any(column == name or (name.endswith("/") and column.startswith(name)) for column in self.columns) for name in names)


def unpacked(files: Sequence[File]) -> list[File]:
    """The files, those in ZIPs one by one. Raises Invalid for what is too large, too many or no ZIP."""
    found: list[File] = []
    total = 0
    for name, content in files:
        inside = _zipped(name, content) if content[:4] == b"PK\x03\x04" and not _is_workbook(content) else [(name, content)]
        for each in inside:
            total += len(each[1])
            if total > MAX_UNPACKED:
                raise Invalid(_("Die Dateien sind zusammen zu groß. Bitte laden Sie sie nacheinander hoch."), "files")
            found.append(each)
    if len(found) > MOST_FILES:
        raise Invalid(_("Das sind mehr als %(limit)s Dateien. Bitte laden Sie nur die hoch, die Sie übernehmen möchten.", limit=MOST_FILES), "files")
    if not found:
        raise Invalid(_("Bitte wählen Sie eine Datei aus."), "files")
    return found


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def _zipped(name: str, content: bytes) -> Iterator[File]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            if len(parts) > MOST_IN_ZIP or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise Invalid(_("Die ZIP-Datei ist ausgepackt zu groß. Bitte laden Sie die Dateien einzeln hoch."), "files")
            for part in parts:
                with archive.open(part) as stream:
                    yield PurePosixPath(part.filename).name or name, stream.read(MAX_BYTES + 1)  # what a ZIP says of sizes is not believed
    except (zipfile.BadZipFile, RuntimeError, ValueError, OSError, EOFError):
        raise Invalid(_("Die Datei „%(name)s“ ist beschädigt oder hat ein Passwort.", name=name), "files") from None


def sheets_of(name: str, content: bytes) -> list[Sheet]:
    """What a file says, list by list. Raises Invalid with the sentence to show."""
    if len(content) > MAX_BYTES:
        raise Invalid(_("Die Datei ist zu groß. Erlaubt sind %(limit)s MB.", limit=MAX_BYTES // 1024 // 1024), "files")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        return _json_sheets(name, content)
    rows = read_table(content)
    columns = tuple(" ".join(cell.split()).lower() for cell in rows[0])
    records = [
        Record(number, {column: _value(cell) for column, cell in zip(columns, row, strict=False) if column})
        for number, row in enumerate(rows[1:], 2)
        if any(row)
    ]
    return [Sheet(name, columns, records)]


def _value(cell: str) -> str:
    return "" if cell == FORMULA else cell


def _json_sheets(name: str, content: bytes) -> list[Sheet]:
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Invalid(_("Das JSON der Datei ist nicht lesbar."), "files") from None
    lists: dict[str, list[Any]] = {}
    _lists_in(said, name, lists, 0)
    sheets = []
    for where, each in lists.items():
        if len(each) > MAX_ROWS:
            raise Invalid(_("Die Tabelle hat mehr als %(limit)s Zeilen. Bitte teilen Sie sie auf.", limit=MAX_ROWS), "files")
        records = [Record(number, dict(_flat(entry, "", 0))) for number, entry in enumerate(each, 1) if isinstance(entry, dict)]
        columns = tuple(dict.fromkeys(column for record in records for column in record.said))
        sheets.append(Sheet(where, columns, records))
    return sheets


def _lists_in(said: Any, name: str, found: dict[str, list[Any]], depth: int) -> None:
    """The lists of things: the file's own, or those below names such as `data`, `edges`, `nodes` as GraphQL gives them."""
    if depth > MAX_DEPTH:
        return
    if isinstance(said, list):
        entries = [entry["node"] if isinstance(entry, dict) and isinstance(entry.get("node"), dict) else entry for entry in said]
        found.setdefault(name, []).extend(entries)
        for entry in entries:
            if isinstance(entry, dict):
                for key, inner in entry.items():
                    if key == "comments" and isinstance(inner, dict | list):
                        _lists_in(inner, f"{name.split(':')[0]}:{key}", found, depth + 1)
    elif isinstance(said, dict):
        for key, inner in said.items():
            if isinstance(inner, dict | list):
                _lists_in(inner, name if key in ("data", "edges", "nodes") else f"{name.split(':')[0]}:{key}", found, depth + 1)


def _flat(said: Mapping[str, Any], above: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, value in said.items():
        name = f"{above}/{key}".lower() if above else str(key).lower()
        if isinstance(value, dict) and depth < MAX_DEPTH:
            yield from _flat(value, name, depth + 1)
        elif isinstance(value, list):
            yield name, ", ".join(str(each) for each in value if not isinstance(each, dict | list))[:MAX_VALUE]
        elif isinstance(value, bool):
            yield name, "true" if value else "false"
        elif value is not None:
            yield name, restored(str(value))[:MAX_VALUE].strip()
