"""People, fixed places, pairs apart and who is absent from CSV files; all faults at once, each with row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from participation.methods.groups.task import Task

MOST_FAULTS = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, and where; row 1 is the heading."""

    file: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}" + (f", column {self.column}" if self.column else "") + f": {self.text}"


class BadFiles(ValueError):
    """The files cannot be used; `faults` says everything that is wrong with them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Read:
    """A task and the names of its people, in order."""

    task: Task
    names: tuple[str, ...]


def read_task(people: str, size: int, rounds: int, features: Sequence[str] = (), others: Mapping[str, str] | None = None) -> Read:
    """`people`: a heading, then an id first in each row. `others`: `apart` (two ids a row), `fixed` (id, table[, round]), `absent` (id[, round]).

    Tables and rounds are counted from 1; without a round, all are meant. Raises BadFiles.
    """
    faults: list[Fault] = []
    heading, rows = _table("people", people, faults)
    names = [cells[0] for _number, cells in rows]
    _once(rows, heading, faults)
    for feature in features:
        if feature not in heading:
            faults.append(Fault("people", 1, feature, "there is no such column."))
    numbers = {name: number for number, name in enumerate(names)}
    values = tuple(tuple(cells[heading.index(feature)] for _number, cells in rows) for feature in features if feature in heading)
    given = {name: _rows(name, text, numbers, rounds, faults) for name, text in (others or {}).items()}
    if faults:
        raise BadFiles(faults[:MOST_FAULTS])
    apart = frozenset((row[0], row[1]) for row in given.get("apart", []))
    fixed = {(number, person): table - 1 for person, table, when in given.get("fixed", []) for number in _when(when, rounds)}
    absent = frozenset((number, person) for person, when in given.get("absent", []) for number in _when(when, rounds))
    return Read(Task(len(names), size, rounds, values, apart, fixed, absent), tuple(names))


def _when(number: int, rounds: int) -> range:
    return range(rounds) if number == 0 else range(number - 1, number)


def _once(rows: Sequence[tuple[int, list[str]]], heading: Sequence[str], faults: list[Fault]) -> None:
    seen: set[str] = set()
    for number, cells in rows:
        if not cells[0]:
            faults.append(Fault("people", number, heading[0], "this cell is empty."))
        elif cells[0] in seen:
            faults.append(Fault("people", number, heading[0], f"“{cells[0]}” is there twice."))
        seen.add(cells[0])


def _table(name: str, text: str, faults: list[Fault]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    text = text.removeprefix("\ufeff")
    delimiter = max(",;\t", key=text.split("\n")[0].count)
    try:
        lines = list(enumerate(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True), start=1))
    except csv.Error as error:
        faults.append(Fault(name, 0, "", f"this is no readable CSV: {error}."))
        return [""], []
    filled = [(number, [cell.strip() for cell in cells]) for number, cells in lines if any(cell.strip() for cell in cells)]
    if len(filled) < 2:
        faults.append(Fault(name, 1, "", "there are no rows below the heading."))
        return [""], []
    heading = filled[0][1]
    rows = []
    for number, cells in filled[1:]:
        if len(cells) == len(heading):
            rows.append((number, cells))
        else:
            faults.append(Fault(name, number, "", f"there are {len(cells)} cells, the heading has {len(heading)}."))
    return heading, rows


_SHAPES: Mapping[str, tuple[str, ...]] = {"apart": ("id", "id"), "fixed": ("id", "table", "round"), "absent": ("id", "round")}


def _rows(name: str, text: str, numbers: Mapping[str, int], rounds: int, faults: list[Fault]) -> list[tuple[int, ...]]:
    heading, rows = _table(name, text, faults)
    shape, found = _SHAPES[name], []
    least = len(shape) - (shape[-1] == "round")
    if rows and not least <= len(heading) <= len(shape):
        faults.append(Fault(name, 1, "", f"the columns are {', '.join(shape)}" + ("; the last may be missing." if least < len(shape) else ".")))
        return []
    readers: Mapping[str, Callable[[str], int | None]] = {
        "id": numbers.get,
        "table": lambda cell: _whole(cell, 1, 10_000),
        "round": lambda cell: 0 if not cell else _whole(cell, 1, rounds),
    }
    for number, cells in rows:
        read = [readers[kind](cell) for kind, cell in zip(shape, cells, strict=False)]
        for place, value in enumerate(read):
            if value is None:
                what = "nobody has this id" if shape[place] == "id" else f"this is no {shape[place]}"
                faults.append(Fault(name, number, heading[place], f"{what}: “{cells[place]}”."))
        if None not in read:
            row = tuple(value for value in read if value is not None)
            found.append(row if len(row) == len(shape) else (*row, 0))
    return found


def _whole(cell: str, least: int, most: int) -> int | None:
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 6 and least <= int(cell) <= most else None
