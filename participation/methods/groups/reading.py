"""People, fixed places, pairs apart and who is absent from CSV files; all faults at once, each with row and column, in German."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from participation.methods.groups.task import Task
from participation.methods.tables import BadFiles, Fault, Table, listed, meant

__all__ = ["BadFiles", "Fault", "Read", "read_task"]

SHAPES: Mapping[str, tuple[str, ...]] = {"apart": ("Kennung", "Kennung"), "fixed": ("Kennung", "Tisch", "Runde"), "absent": ("Kennung", "Runde")}
"""What stands in the columns of a file, whatever they are called; the round may be missing."""
MOST_TABLES = 1000


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
    table = Table.read("people", people, faults)
    names = _names(table, faults) if table else []
    values = tuple(_values(table, feature, faults) for feature in features) if table else ()
    numbers = {name: number for number, name in enumerate(names)}
    given = {name: _rows(name, text, numbers if table else None, rounds, faults) for name, text in (others or {}).items()}
    if faults:
        raise BadFiles(faults)
    apart = frozenset((row[0], row[1]) for row in given.get("apart", []))
    fixed = {(number, person): table - 1 for person, table, when in given.get("fixed", []) for number in _when(when, rounds)}
    absent = frozenset((number, person) for person, when in given.get("absent", []) for number in _when(when, rounds))
    return Read(Task(len(names), size, rounds, values, apart, fixed, absent), tuple(names))


def _when(number: int, rounds: int) -> range:
    return range(rounds) if number == 0 else range(number - 1, number)


def _names(table: Table, faults: list[Fault]) -> list[str]:
    seen: dict[str, int] = {}
    for number, (name, *_others) in table.rows:
        if not name:
            faults.append(Fault("people", number, table.columns[0], "Die Kennung ist leer."))
        elif name in seen:
            faults.append(Fault("people", number, table.columns[0], f"Die Kennung „{name[:40]}“ steht schon in Zeile {seen[name]}."))
        seen.setdefault(name, number)
    return [cells[0] for _number, cells in table.rows]


def _values(table: Table, feature: str, faults: list[Fault]) -> tuple[str, ...]:
    if feature in table.columns:
        return tuple(table.column(feature))
    hint = meant(feature, table.columns) or f"Es gibt: {listed(table.columns)}."
    faults.append(Fault("people", 1, feature, f"Diese Spalte gibt es nicht. {hint}"))
    return ()


def _rows(name: str, text: str, numbers: Mapping[str, int] | None, rounds: int, faults: list[Fault]) -> list[tuple[int, ...]]:
    """The rows of one of the other files as numbers; `numbers`: id → person, None where the people could not be read."""
    table, shape = Table.read(name, text, faults, by_name=False), SHAPES[name]
    if table is None:
        return []
    if not len(shape) - (shape[-1] == "Runde") <= len(table.columns) <= len(shape):
        last = " Die Runde kann fehlen." if shape[-1] == "Runde" else ""
        faults.append(Fault(name, 1, "", f"Hier gehören diese Spalten hin: {', '.join(shape)}.{last}"))
        return []
    found = []
    for number, cells in table.rows:
        row = [_cell(kind, cell, numbers, rounds) for kind, cell in zip(shape, cells, strict=False)]
        for place, read in enumerate(row):
            if isinstance(read, str):
                faults.append(Fault(name, number, table.columns[place] or str(place + 1), read))
        whole = tuple(read for read in row if isinstance(read, int))
        if name == "apart" and len(whole) == 2 and whole[0] == whole[1]:
            faults.append(Fault(name, number, table.columns[1], f"„{cells[1][:40]}“ kann nicht von sich selbst getrennt sitzen."))
        found.append((*whole, *([0] * (len(shape) - len(whole)))))
    return found


def _cell(kind: str, cell: str, numbers: Mapping[str, int] | None, rounds: int) -> int | str:
    """What a cell says as a number, or what is wrong with it."""
    if kind == "Kennung":
        if numbers is None or cell in numbers:
            return numbers[cell] if numbers else 0
        return f"Niemand hat die Kennung „{cell[:40]}“. {meant(cell, list(numbers))}".rstrip() if cell else "Die Kennung ist leer."
    if kind == "Runde" and not cell:
        return 0
    most = rounds if kind == "Runde" else MOST_TABLES
    if cell.isascii() and cell.isdigit() and len(cell) < 6 and 1 <= int(cell) <= most:
        return int(cell)
    return f"„{cell[:40]}“ ist keine ganze Zahl von 1 bis {most}."
