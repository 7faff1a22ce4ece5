"""Tables from CSV files of several kinds, with what is wrong in them: all faults at once, each with row and column, in German."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MOST_FAULTS = 200
"""So many are told in words; the others are counted."""
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, and where; row 1 is the heading, row 0 the whole file. `file`: what the file is for, such as `people`."""

    file: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        where = self.file + (f", Zeile {self.row}" if self.row else "") + (f", Spalte {self.column}" if self.column else "")
        return f"{where}: {self.text}"


class BadFiles(ValueError):
    """The files cannot be used; `faults` says what is wrong with them, `number` how many faults there are, where that is more than are handed in."""

    def __init__(self, faults: Sequence[Fault], number: int = 0) -> None:
        ordered = sorted(faults, key=lambda fault: (fault.file, fault.row))
        super().__init__("\n".join(map(str, ordered[:MOST_FAULTS])))
        self.faults, self.number = tuple(ordered[:MOST_FAULTS]), max(number, len(ordered))


@dataclass(frozen=True)
class Table:
    """A file's heading and the rows that have as many cells, each with its number in the file."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]  # number in the file, cells

    @classmethod
    def read(cls, name: str, text: str, faults: list[Fault], *, by_name: bool = True) -> Table | None:
        """The table with the rows that can be looked at; None where nothing of it can. `by_name`: columns are found by their names, so each has its own."""
        lines = _lines(name, text, faults)
        if lines is None:
            return None
        if len(lines) < 2:
            faults.append(Fault(name, 0, "", "Unter der Kopfzeile steht nichts." if lines else "Die Datei ist leer."))
            return None
        heading = lines[0][1]
        while heading and not heading[-1]:
            heading = heading[:-1]
        if by_name:
            faults += [Fault(name, 1, str(place), "Diese Spalte hat keinen Namen.") for place, column in enumerate(heading, start=1) if not column]
            twice = sorted({column for column in heading if column and heading.count(column) > 1})
            faults += [Fault(name, 1, column, "Diese Spalte gibt es zweimal.") for column in twice]
        whole = []
        for number, cells in lines[1:]:
            if len(cells) < len(heading) or any(cells[len(heading) :]):
                faults.append(Fault(name, number, "", f"Hier sind es {len(cells)} Zellen, in der Kopfzeile {len(heading)}."))
            else:
                whole.append((number, cells[: len(heading)]))
        return cls(name, heading, tuple(whole))

    def column(self, name: str) -> list[str]:
        """The cells of a column."""
        place = self.columns.index(name)
        return [cells[place] for _number, cells in self.rows]


def _lines(name: str, text: str, faults: list[Fault]) -> list[tuple[int, tuple[str, ...]]] | None:
    """The rows that hold anything, with their numbers as a spreadsheet counts them; cells without the blanks around them. None where there was a fault."""
    before = len(faults)
    found = [(number, tuple(cell.strip() for cell in line)) for number, line in lines(name, text, faults)]
    return [(number, cells) for number, cells in found if any(cells)] if len(faults) == before else None


def lines(name: str, text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """One row after the other as it stands in the file, with its number; it ends early where the file is no CSV, which is a fault."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or text.startswith("PK\x03\x04"):
        faults.append(Fault(name, 0, "", "Das ist keine Textdatei. Speichern Sie die Tabelle als CSV."))
        return
    cut = text.rstrip("\n").split("\n")
    first = next((line for line in cut if line.strip()), "")
    reader = csv.reader((line + "\n" for line in cut), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error:
        why = "Das lässt sich nicht als CSV lesen. Steht ein Anführungszeichen falsch oder fehlt eines?"
        faults.append(Fault(name, max(1, reader.line_num), "", why))


def meant(value: str, known: Sequence[str]) -> str:
    """What was probably meant by a name that nobody knows; empty where nothing comes near."""
    for name in known:
        if name and value.isdecimal() and name.isdecimal() and value.lstrip("0") == name.lstrip("0"):
            return f"Gemeint ist wohl „{name}“: Führende Nullen sind verloren gegangen oder dazugekommen."
        if value.removesuffix(".0") == name.removesuffix(".0"):
            return f"Gemeint ist wohl „{name}“: Die Zahl ist einmal mit und einmal ohne Nachkommastelle geschrieben."
        if _folded(value) == _folded(name):
            return f"Gemeint ist wohl „{name}“: Schreibweise oder Leerzeichen sind verschieden."
    return ""


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def listed(names: Iterable[str]) -> str:
    """Names in quotation marks, the first of them where there are many."""
    shown = [f"„{name}“" for name in names if name]
    return ", ".join(shown[:_SHOWN]) + (f" und {len(shown) - _SHOWN} weitere" if len(shown) > _SHOWN else "")
