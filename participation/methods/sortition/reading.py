"""People and quotas from CSV files; all faults at once, each with row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from participation.methods.sortition.problem import Problem, Quota

MOST_FAULTS = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, and where; row 1 is the heading."""

    file: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        where = f"{self.file}, row {self.row}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.text}"


class BadFiles(ValueError):
    """The files cannot be used; `faults` says everything that is wrong with them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def read_problem(people: str, quotas: str, seats: int, household: str | None = None) -> Problem:
    """People (`id` first, then a column a feature) and quotas (`feature,value,min,max` or `category,feature,min,max`) as a problem.

    Values are compared as they are written, blanks around them aside. Raises BadFiles.
    """
    faults: list[Fault] = []
    wanted = _read_quotas(quotas, faults)
    own: list[Fault] = []
    table = _Table.read("people", people, own)
    faults += own
    if table is None:
        raise BadFiles(faults)
    ids = _ids(table, faults)
    features = _features(table, wanted, faults)
    homes: tuple[str, ...] = ()
    if household is not None:
        if household not in table.columns:
            faults.append(Fault("people", 1, household, "there is no such column for the households."))
        else:
            homes = tuple(table.column(household))
    _against_seats(wanted, seats, faults)
    if faults:
        raise BadFiles(faults[:MOST_FAULTS])
    return Problem(tuple(ids), features, tuple(quota for _row, quota in wanted), seats, homes)


@dataclass(frozen=True)
class _Table:
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]  # number in the file, cells

    @classmethod
    def read(cls, name: str, text: str, faults: list[Fault]) -> _Table | None:
        text = text.removeprefix("\ufeff")
        sample = text[:4096]
        delimiter = max(",;\t", key=lambda mark: sample.split("\n")[0].count(mark))
        try:
            lines = [(number, line) for number, line in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True), start=1)]
        except csv.Error as error:
            faults.append(Fault(name, 0, "", f"this is no readable CSV: {error}."))
            return None
        lines = [(number, [cell.strip() for cell in line]) for number, line in lines if any(cell.strip() for cell in line)]
        if len(lines) < 2:
            faults.append(Fault(name, 1, "", "there are no rows below the heading."))
            return None
        heading = tuple(lines[0][1])
        for column in sorted({column for column in heading if heading.count(column) > 1}):
            faults.append(Fault(name, 1, column, "this column is there twice."))
        for number, line in lines[1:]:
            if len(line) != len(heading):
                faults.append(Fault(name, number, "", f"there are {len(line)} cells, the heading has {len(heading)}."))
        if faults:
            return None
        return cls(name, heading, tuple((number, tuple(line)) for number, line in lines[1:]))

    def column(self, name: str) -> list[str]:
        """The cells of a column."""
        place = self.columns.index(name)
        return [cells[place] for _number, cells in self.rows]


def _read_quotas(text: str, faults: list[Fault]) -> list[tuple[int, Quota]]:
    own: list[Fault] = []
    table = _Table.read("quotas", text, own)
    faults += own
    if table is None:
        return []
    columns = {column.lower(): place for place, column in enumerate(table.columns)}
    feature, value = ("category", "feature") if "category" in columns else ("feature", "value")
    missing = [name for name in (feature, value, "min", "max") if name not in columns]
    if missing:
        faults += [Fault("quotas", 1, name, "this column is missing.") for name in missing]
        return []
    found: list[tuple[int, Quota]] = []
    seen: dict[tuple[str, str], int] = {}
    for number, cells in table.rows:
        key = (cells[columns[feature]], cells[columns[value]])
        bounds = [_whole(cells[columns[name]], number, name, faults) for name in ("min", "max")]
        for name, cell in ((feature, key[0]), (value, key[1])):
            if not cell:
                faults.append(Fault("quotas", number, name, "this cell is empty."))
        if key in seen:
            faults.append(Fault("quotas", number, value, f"“{key[0]}: {key[1]}” stands in row {seen[key]} already."))
        seen[key] = number
        if bounds[0] is not None and bounds[1] is not None:
            if bounds[0] > bounds[1]:
                faults.append(Fault("quotas", number, "min", f"the minimum {bounds[0]} is larger than the maximum {bounds[1]}."))
            found.append((number, Quota(*key, bounds[0], bounds[1])))
    return found


def _whole(cell: str, row: int, column: str, faults: list[Fault]) -> int | None:
    if cell.isascii() and cell.isdigit() and len(cell) <= 9:
        return int(cell)
    faults.append(Fault("quotas", row, column, f"“{cell[:40]}” is no whole number from 0 on."))
    return None


def _ids(table: _Table, faults: list[Fault]) -> list[str]:
    ids = [cells[0] for _number, cells in table.rows]
    seen: dict[str, int] = {}
    for (number, _cells), name in zip(table.rows, ids, strict=True):
        if not name:
            faults.append(Fault("people", number, table.columns[0], "the id is empty."))
        elif name in seen:
            faults.append(Fault("people", number, table.columns[0], f"the id “{name}” stands in row {seen[name]} already."))
        seen.setdefault(name, number)
    return ids


def _features(table: _Table, wanted: list[tuple[int, Quota]], faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    features: dict[str, tuple[str, ...]] = {}
    for row, quota in wanted:
        if quota.feature in features or any(fault.column == quota.feature for fault in faults):
            continue
        if quota.feature not in table.columns:
            faults.append(Fault("quotas", row, quota.feature, "the people have no such column."))
            continue
        column = table.column(quota.feature)
        known = {other.value for _row, other in wanted if other.feature == quota.feature}
        for (number, _cells), value in zip(table.rows, column, strict=True):
            if value not in known:
                what = f"for “{value[:40]}” there is no quota" if value else "this cell is empty"
                faults.append(Fault("people", number, quota.feature, f"{what}; known are {', '.join(sorted(known)[:12])}."))
        features[quota.feature] = tuple(column)
    return features


def _against_seats(wanted: list[tuple[int, Quota]], seats: int, faults: list[Fault]) -> None:
    if seats < 1:
        faults.append(Fault("quotas", 0, "", "a panel needs at least one seat."))
    for feature in sorted({quota.feature for _row, quota in wanted}):
        rows = [(row, quota) for row, quota in wanted if quota.feature == feature]
        least, most = sum(quota.minimum for _row, quota in rows), sum(quota.maximum for _row, quota in rows)
        if least > seats:
            faults.append(Fault("quotas", rows[0][0], feature, f"the minima add up to {least}, but there are {seats} seats."))
        if most < seats:
            faults.append(Fault("quotas", rows[0][0], feature, f"the maxima add up to {most}, but there are {seats} seats."))
