"""People and quotas from CSV files; all faults at once, each with row and column, in German."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from participation.methods.sortition.problem import Problem, Quota

MOST_FAULTS = 200
"""So many are told in words; the others are counted."""
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, and where; row 1 is the heading, row 0 the whole file. `file`: `people` or `quotas`."""

    file: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        where = self.file + (f", Zeile {self.row}" if self.row else "") + (f", Spalte {self.column}" if self.column else "")
        return f"{where}: {self.text}"


class BadFiles(ValueError):
    """The files cannot be used; `faults` says what is wrong with them, `number` how many faults there are."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        ordered = sorted(faults, key=lambda fault: (fault.file, fault.row))
        super().__init__("\n".join(map(str, ordered[:MOST_FAULTS])))
        self.faults, self.number = tuple(ordered[:MOST_FAULTS]), len(ordered)


def read_problem(people: str, quotas: str, seats: int, household: str | None = None) -> Problem:
    """People (`id` first, then a column a feature) and quotas (`feature,value,min,max` or `category,feature,min,max`) as a problem.

    Values are compared as they are written, blanks around them aside; further columns of the quotas, such as `min_flex,max_flex`, are not
    looked at. Raises BadFiles.
    """
    faults: list[Fault] = []
    wanted = _read_quotas(quotas, faults)
    table = _Table.read("people", people, faults)
    if table is None:
        raise BadFiles(faults)
    ids = _ids(table, faults)
    features = _features(table, wanted, faults)
    homes: tuple[str, ...] = ()
    if household is not None:
        if household not in table.columns:
            faults.append(Fault("people", 1, household, f"Diese Spalte für die Haushalte gibt es nicht. Es gibt: {_listed(table.columns)}."))
        else:
            homes = tuple(table.column(household))
    _against_seats([(row, quota) for row, quota in wanted if quota.feature in features], seats, len(ids), faults)
    if faults:
        raise BadFiles(faults)
    return Problem(tuple(ids), features, tuple(quota for _row, quota in wanted), seats, homes)


@dataclass(frozen=True)
class _Table:
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]  # number in the file, cells

    @classmethod
    def read(cls, name: str, text: str, faults: list[Fault]) -> _Table | None:
        """The table with the rows that can be looked at; None where nothing of it can."""
        lines = _lines(name, text, faults)
        if lines is None:
            return None
        if len(lines) < 2:
            faults.append(Fault(name, 0, "", "Unter der Kopfzeile steht nichts." if lines else "Die Datei ist leer."))
            return None
        heading = lines[0][1]
        while heading and not heading[-1]:
            heading = heading[:-1]
        for place, column in enumerate(heading, start=1):
            if not column:
                faults.append(Fault(name, 1, str(place), "Diese Spalte hat keinen Namen."))
        for column in sorted({column for column in heading if column and heading.count(column) > 1}):
            faults.append(Fault(name, 1, column, "Diese Spalte gibt es zweimal."))
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
    """The rows that hold anything, with their numbers as a spreadsheet counts them; cells without the blanks around them."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or text.startswith("PK\x03\x04"):
        faults.append(Fault(name, 0, "", "Das ist keine Textdatei. Speichern Sie die Tabelle als CSV."))
        return None
    first = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    found = []
    try:
        for number, line in enumerate(reader, start=1):
            cells = tuple(cell.strip() for cell in line)
            if any(cells):
                found.append((number, cells))
    except csv.Error:
        why = "Das lässt sich nicht als CSV lesen. Steht ein Anführungszeichen falsch oder fehlt eines?"
        faults.append(Fault(name, max(1, reader.line_num), "", why))
        return None
    return found


def _read_quotas(text: str, faults: list[Fault]) -> list[tuple[int, Quota]]:
    table = _Table.read("quotas", text, faults)
    if table is None:
        return []
    columns = {column.lower(): place for place, column in enumerate(table.columns)}
    feature, value = ("category", "feature" if "feature" in columns else "name") if "category" in columns else ("feature", "value")
    missing = [name for name in (feature, value, "min", "max") if name not in columns]
    if missing:
        faults += [Fault("quotas", 1, name, f"Diese Spalte fehlt. Es gibt: {_listed(table.columns)}.") for name in missing]
        return []
    found: list[tuple[int, Quota]] = []
    seen: dict[tuple[str, str], int] = {}
    for number, cells in table.rows:
        key = (cells[columns[feature]], cells[columns[value]])
        bounds = [_whole(cells[columns[name]], number, name, faults) for name in ("min", "max")]
        faults += [Fault("quotas", number, name, "Diese Zelle ist leer.") for name, cell in ((feature, key[0]), (value, key[1])) if not cell]
        if key in seen:
            faults.append(Fault("quotas", number, value, f"„{key[0]}: {key[1]}“ steht schon in Zeile {seen[key]}."))
        seen.setdefault(key, number)
        least, most = bounds
        if least is not None and most is not None and least > most:
            faults.append(Fault("quotas", number, "min", f"Die kleinste Zahl {least} ist größer als die größte {most}."))
        found.append(
            (number, Quota(*key, least, most) if least is not None and most is not None else Quota(*key, 1, 0))
        )  # unread: out of order, so that no sum is made of it
    return found


def _whole(cell: str, row: int, column: str, faults: list[Fault]) -> int | None:
    if cell.isascii() and cell.isdigit() and len(cell) <= 9:
        return int(cell)
    faults.append(Fault("quotas", row, column, f"„{cell[:40]}“ ist keine ganze Zahl ab 0." if cell else "Hier fehlt eine ganze Zahl."))
    return None


def _ids(table: _Table, faults: list[Fault]) -> list[str]:
    ids = [cells[0] for _number, cells in table.rows]
    seen: dict[str, int] = {}
    for (number, _cells), name in zip(table.rows, ids, strict=True):
        if not name:
            faults.append(Fault("people", number, table.columns[0], "Die Kennung ist leer."))
        elif name in seen:
            faults.append(Fault("people", number, table.columns[0], f"Die Kennung „{name[:40]}“ steht schon in Zeile {seen[name]}."))
        seen.setdefault(name, number)
    return ids


def _features(table: _Table, wanted: list[tuple[int, Quota]], faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    features: dict[str, tuple[str, ...]] = {}
    missing: set[str] = set()
    for row, quota in wanted:
        if not quota.feature or quota.feature in features or quota.feature in missing:
            continue
        if quota.feature not in table.columns[1:]:
            missing.add(quota.feature)
            hint = _meant(quota.feature, table.columns[1:]) or f"Es gibt: {_listed(table.columns[1:])}."
            faults.append(Fault("quotas", row, quota.feature, f"Bei den Personen gibt es diese Spalte nicht. {hint}"))
            continue
        known = sorted({other.value for _row, other in wanted if other.feature == quota.feature and other.value})
        column = table.column(quota.feature)
        faults += _unknown_values(table, quota.feature, column, known)
        features[quota.feature] = tuple(column)
    return features


def _unknown_values(table: _Table, feature: str, column: list[str], known: list[str]) -> list[Fault]:
    found: list[Fault] = []
    why: dict[str, str] = {"": f"Diese Zelle ist leer. Quoten gibt es für: {_listed(known)}."}
    for (number, _cells), value in zip(table.rows, column, strict=True):
        if value in known:
            continue
        if value not in why:
            why[value] = f"Für „{value[:40]}“ gibt es keine Quote. {_meant(value, known) or f'Quoten gibt es für: {_listed(known)}.'}"
        found.append(Fault("people", number, feature, why[value]))
    return found


def _meant(value: str, known: Sequence[str]) -> str:
    """What was probably meant by a name that nobody knows; empty where nothing comes near."""
    for name in known:
        if name and value.isdigit() and name.isdigit() and int(value) == int(name):
            return f"Gemeint ist wohl „{name}“: Führende Nullen sind verloren gegangen oder dazugekommen."
        if value.removesuffix(".0") == name.removesuffix(".0"):
            return f"Gemeint ist wohl „{name}“: Die Zahl ist einmal mit und einmal ohne Nachkommastelle geschrieben."
        if _folded(value) == _folded(name):
            return f"Gemeint ist wohl „{name}“: Schreibweise oder Leerzeichen sind verschieden."
    return ""


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _listed(names: Iterable[str]) -> str:
    shown = [f"„{name}“" for name in names if name]
    return ", ".join(shown[:_SHOWN]) + (f" und {len(shown) - _SHOWN} weitere" if len(shown) > _SHOWN else "")


def _against_seats(wanted: list[tuple[int, Quota]], seats: int, people: int, faults: list[Fault]) -> None:
    if seats < 1:
        faults.append(Fault("quotas", 0, "", "Es muss mindestens einen Platz geben."))
        return
    if seats > people:
        faults.append(Fault("people", 0, "", f"Es gibt {seats} Plätze, aber nur {people} Personen."))
    for feature in sorted({quota.feature for _row, quota in wanted if quota.feature}):
        rows = [(row, quota) for row, quota in wanted if quota.feature == feature]
        if any(quota.minimum > quota.maximum for _row, quota in rows):
            continue  # told already
        least, most = sum(quota.minimum for _row, quota in rows), sum(quota.maximum for _row, quota in rows)
        if least > seats:
            faults.append(Fault("quotas", rows[0][0], feature, f"Die kleinsten Zahlen ergeben zusammen {least}, es gibt aber nur {seats} Plätze."))
        if most < seats:
            faults.append(Fault("quotas", rows[0][0], feature, f"Die größten Zahlen ergeben zusammen {most}, es gibt aber {seats} Plätze."))
