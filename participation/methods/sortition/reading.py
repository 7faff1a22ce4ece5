"""People and quotas from CSV files; all faults at once, each with row and column, in German."""

from __future__ import annotations

from participation.methods.sortition.problem import Problem, Quota
from participation.methods.tables import BadFiles, Fault, Table, listed, meant

__all__ = ["BadFiles", "Fault", "read_problem"]


def read_problem(people: str, quotas: str, seats: int, household: str | None = None) -> Problem:
    """People (`id` first, then a column a feature) and quotas (`feature,value,min,max` or `category,feature,min,max`) as a problem.

    Values are compared as they are written, blanks around them aside; further columns of the quotas, such as `min_flex,max_flex`, are not
    looked at. Raises BadFiles.
    """
    faults: list[Fault] = []
    wanted = _read_quotas(quotas, faults)
    table = Table.read("people", people, faults)
    if table is None:
        raise BadFiles(faults)
    ids = _ids(table, faults)
    features = _features(table, wanted, faults)
    homes: tuple[str, ...] = ()
    if household is not None:
        if household not in table.columns:
            faults.append(Fault("people", 1, household, f"Diese Spalte für die Haushalte gibt es nicht. Es gibt: {listed(table.columns)}."))
        else:
            homes = tuple(table.column(household))
    _against_seats([(row, quota) for row, quota in wanted if quota.feature in features], seats, len(ids), faults)
    if faults:
        raise BadFiles(faults)
    return Problem(tuple(ids), features, tuple(quota for _row, quota in wanted), seats, homes)


def _read_quotas(text: str, faults: list[Fault]) -> list[tuple[int, Quota]]:
    table = Table.read("quotas", text, faults)
    if table is None:
        return []
    columns = {column.lower(): place for place, column in enumerate(table.columns)}
    feature, value = ("category", "feature" if "feature" in columns else "name") if "category" in columns else ("feature", "value")
    missing = [name for name in (feature, value, "min", "max") if name not in columns]
    if missing:
        faults += [Fault("quotas", 1, name, f"Diese Spalte fehlt. Es gibt: {listed(table.columns)}.") for name in missing]
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


def _ids(table: Table, faults: list[Fault]) -> list[str]:
    ids = [cells[0] for _number, cells in table.rows]
    seen: dict[str, int] = {}
    for (number, _cells), name in zip(table.rows, ids, strict=True):
        if not name:
            faults.append(Fault("people", number, table.columns[0], "Die Kennung ist leer."))
        elif name in seen:
            faults.append(Fault("people", number, table.columns[0], f"Die Kennung „{name[:40]}“ steht schon in Zeile {seen[name]}."))
        seen.setdefault(name, number)
    return ids


def _features(table: Table, wanted: list[tuple[int, Quota]], faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    features: dict[str, tuple[str, ...]] = {}
    missing: set[str] = set()
    for row, quota in wanted:
        if not quota.feature or quota.feature in features or quota.feature in missing:
            continue
        if quota.feature not in table.columns[1:]:
            missing.add(quota.feature)
            hint = meant(quota.feature, table.columns[1:]) or f"Es gibt: {listed(table.columns[1:])}."
            faults.append(Fault("quotas", row, quota.feature, f"Bei den Personen gibt es diese Spalte nicht. {hint}"))
            continue
        known = sorted({other.value for _row, other in wanted if other.feature == quota.feature and other.value})
        column = table.column(quota.feature)
        faults += _unknown_values(table, quota.feature, column, known)
        features[quota.feature] = tuple(column)
    return features


def _unknown_values(table: Table, feature: str, column: list[str], known: list[str]) -> list[Fault]:
    found: list[Fault] = []
    why: dict[str, str] = {"": f"Diese Zelle ist leer. Quoten gibt es für: {listed(known)}."}
    for (number, _cells), value in zip(table.rows, column, strict=True):
        if value in known:
            continue
        if value not in why:
            why[value] = f"Für „{value[:40]}“ gibt es keine Quote. {meant(value, known) or f'Quoten gibt es für: {listed(known)}.'}"
        found.append(Fault("people", number, feature, why[value]))
    return found


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
