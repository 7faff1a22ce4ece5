"""One dataset in all its formats, from one pass over its rows: each format as a ZIP with one member, whole or not there.

A file that is made of parts can be gone on with after a crash: the parts that are there are done.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from participation.datasets.kinds import Table
from participation.datasets.reading import as_cells, as_json
from participation.datasets.scope import Row
from participation.kit.cells import Cell, safe_cell
from participation.kit.whole_files import written_whole
from participation.opendata.xlsx import Workbook

PLAIN = ("csv", "json", "xlsx")
LEVEL = 1
"""Of compression: texts shrink to a fifth, as fast as they can be read."""
STAMP = (1980, 1, 1, 0, 0, 0)

Tell = Callable[[int], None]
"""Told how many rows are written, after each batch."""


def formats_of(table: Table) -> tuple[str, ...]:
    """The formats in which a table lies in the archive."""
    return (*PLAIN, "geojson") if table.place else PLAIN


def part_path(folder: Path, table: Table, kind: str) -> Path:
    """Where a format's part lies."""
    return folder / f"{table.name}.{kind}.zip"


def rows_in(folder: Path, table: Table) -> int | None:
    """How many rows a dataset has whose parts are there; None where they are not, or not all."""
    try:
        return int((folder / f"{table.name}.rows").read_text())
    except OSError:
        return None


def write_parts(folder: Path, table: Table, batches: Iterable[list[Row]], tell: Tell) -> int:
    """Write a dataset's parts; returns the number of its rows. `table` has the columns that the rows have."""
    count = 0
    with ExitStack() as stack:
        writers = [_WRITERS[kind](stack.enter_context(_member(folder, table, kind)), table) for kind in formats_of(table)]
        for rows in batches:
            said = as_json(table, (line for _key, line in rows))
            cells: list[list[Cell]] = [[safe_cell(cell) for cell in line] for line in as_cells(table, said)]
            for writer in writers:
                writer.write(cells, said)
            count += len(rows)
            tell(count)
        for writer in writers:
            writer.close()
    (folder / f"{table.name}.rows").write_text(str(count))
    return count


@contextmanager
def _member(folder: Path, table: Table, kind: str) -> Iterator[BinaryIO]:
    with written_whole(part_path(folder, table, kind)) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        info = zipfile.ZipInfo(f"{table.name}.{kind}", STAMP)
        info.compress_type = zipfile.ZIP_STORED if kind == "xlsx" else zipfile.ZIP_DEFLATED
        info._compresslevel = LEVEL  # type: ignore[attr-defined]  # there is no public name before Python 3.13
        info.external_attr = 0o100644 << 16
        with archive.open(info, "w", force_zip64=True) as member:
            yield member  # type: ignore[misc]  # a stream of bytes to write


class _Csv:
    def __init__(self, stream: BinaryIO, table: Table) -> None:
        self._stream = stream
        self._put([[safe_cell(name) for name in table.header]], "\ufeff")

    def write(self, cells: list[list[Cell]], _said: list[list[Any]]) -> None:
        self._put(cells)

    def close(self) -> None:
        """Nothing is left to write."""

    def _put(self, rows: list[list[Cell]], before: str = "") -> None:
        text = io.StringIO()
        text.write(before)
        csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerows(rows)
        self._stream.write(text.getvalue().encode("utf-8", "replace"))


class _Json:
    """An array with an object a line: without its first and last line and the commas it is JSON Lines."""

    def __init__(self, stream: BinaryIO, table: Table) -> None:
        self._stream, self._header, self._first = stream, table.header, True
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
        stream.write(b"[")

    def write(self, _cells: list[list[Cell]], said: list[list[Any]]) -> None:
        header, encode = self._header, self._encode
        lines = ",\n".join([encode(dict(zip(header, values, strict=True))) for values in said])
        self._stream.write((("\n" if self._first else ",\n") + lines).encode("utf-8", "replace"))
        self._first = False

    def close(self) -> None:
        self._stream.write(b"\n]\n")


class _Xlsx:
    def __init__(self, stream: BinaryIO, table: Table) -> None:
        self._book = Workbook(stream, table.name, table.header)

    def write(self, cells: list[list[Cell]], _said: list[list[Any]]) -> None:
        self._book.write(cells)

    def close(self) -> None:
        self._book.close()


class _GeoJson:
    """A FeatureCollection (RFC 7946) of the rows that have a place."""

    def __init__(self, stream: BinaryIO, table: Table) -> None:
        self._stream, self._header, self._place, self._first = stream, table.header, table.header.index(table.place), True
        stream.write(b'{"type":"FeatureCollection","features":[')

    def write(self, _cells: list[list[Cell]], said: list[list[Any]]) -> None:
        found = []
        for values in (one for one in said if one[self._place] is not None):
            told = dict(zip(self._header, values, strict=True))
            geometry = told.pop("geometrie")
            found.append(json.dumps({"type": "Feature", "geometry": geometry, "properties": told}, ensure_ascii=False, separators=(",", ":")))
        if found:
            self._stream.write((("\n" if self._first else ",\n") + ",\n".join(found)).encode("utf-8", "replace"))
            self._first = False

    def close(self) -> None:
        self._stream.write(b"\n]}\n")


_WRITERS: dict[str, Callable[[BinaryIO, Table], _Csv | _Json | _Xlsx | _GeoJson]] = {"csv": _Csv, "json": _Json, "xlsx": _Xlsx, "geojson": _GeoJson}
