"""The PROJECTS section: identifiers, costs, and every other column as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from participation.methods.counting.ballots import clean
from participation.methods.counting.budgets.ballots import Project
from participation.methods.counting.budgets.faults import Fault
from participation.methods.counting.budgets.money import exact_number

MOST_PROJECTS = 10_000
_PLACEHOLDER = 999_999_999
"""The cost that these files give a project that was withdrawn after voting began."""


@dataclass(frozen=True)
class Listed:
    """The projects with their lines, their costs, and what the file says was counted (None where it says nothing)."""

    projects: list[tuple[Project, int]]
    costs: list[Fraction]
    votes: list[int | None]
    scores: list[Fraction | None]
    selected: frozenset[int] | None
    columns: tuple[str, ...]
    notes: tuple[str, ...]


def header_of(row: tuple[int, list[str]], needed: tuple[str, ...], faults: list[Fault]) -> list[str]:
    """The names of a table's columns in lower case; missing and repeated ones are faults."""
    line, cells = row
    names = [cell.strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    faults += [Fault("Die Spalte fehlt.", line, name) for name in needed if name not in names]
    faults += [Fault("Die Spalte gibt es zweimal.", line, name) for name in sorted({name for name in names if names.count(name) > 1})]
    return names


def cells_of(row: list[str], names: list[str], line: int, faults: list[Fault]) -> dict[str, str] | None:
    """A row's cells by column; `none` is nothing. More filled cells than columns mean that a `;` is not quoted."""
    if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
        faults.append(Fault(f"Die Zeile hat {len(row)} Zellen, die Tabelle {len(names)} Spalten. Fehlt ein Anführungszeichen?", line))
        return None
    found = {name: cell.strip() for name, cell in zip(names, row, strict=False)}
    return {name: "" if cell.lower() == "none" else cell for name, cell in found.items()}


def read_projects(rows: list[tuple[int, list[str]]], faults: list[Fault]) -> Listed | None:
    """Read the section; its faults are added to the list."""
    names = header_of(rows[0], ("project_id", "cost"), faults)
    if "project_id" not in names or "cost" not in names:
        return None
    listed = Listed([], [], [], [], None, tuple(names), ())
    seen: dict[str, int] = {}
    selected: set[int] = set()
    withdrawn: list[str] = []
    for line, row in rows[1:]:
        cells = cells_of(row, names, line, faults)
        if cells is None:
            continue
        identifier = clean(cells["project_id"])
        _check_identifier(identifier, line, seen, faults)
        seen.setdefault(identifier, line)
        cost = exact_number(cells.get("cost", ""))
        if cost is None or cost < 0:
            faults.append(Fault(f"„{cells.get('cost', '')[:40]}“ ist kein Betrag." if cells.get("cost") else "Der Betrag fehlt.", line, "cost"))
            continue
        if cost == _PLACEHOLDER:
            withdrawn.append(identifier)
        if cells.get("selected", "").isdigit() and int(cells["selected"][:9]) == 1:
            selected.add(len(listed.projects))
        listed.projects.append((_project(identifier, cells, withdrawn=cost == _PLACEHOLDER), line))
        listed.costs.append(cost)
        stated = exact_number(cells.get("votes", ""))
        listed.votes.append(int(stated) if stated is not None and stated.denominator == 1 else None)
        listed.scores.append(exact_number(cells.get("score", "")))
    if not listed.projects and not faults:
        faults.append(Fault("Es gibt keine Projekte.", rows[0][0]))
    if len(listed.projects) > MOST_PROJECTS:
        faults.append(Fault(f"Es sind mehr als {MOST_PROJECTS} Projekte.", rows[0][0]))
    notes = (f"Zurückgezogen (Kosten {_PLACEHOLDER}): {', '.join(withdrawn)}.",) if withdrawn else ()
    return replace(listed, selected=frozenset(selected) if "selected" in names else None, notes=notes)


def _check_identifier(identifier: str, line: int, seen: Mapping[str, int], faults: list[Fault]) -> None:
    if not identifier:
        faults.append(Fault("Die Nummer des Projekts fehlt.", line, "project_id"))
    elif identifier in seen:
        faults.append(Fault(f"Das Projekt „{identifier[:40]}“ steht schon in Zeile {seen[identifier]}.", line, "project_id"))
    elif "," in identifier:
        faults.append(Fault("Ein Komma trennt Projekte auf einem Stimmzettel und kann in keiner Nummer stehen.", line, "project_id"))


def _project(identifier: str, cells: Mapping[str, str], *, withdrawn: bool) -> Project:
    return Project(
        identifier,
        0,
        clean(cells.get("name", "")),
        _several(cells.get("category") or cells.get("categories", "")),
        _several(cells.get("target") or cells.get("targets") or cells.get("beneficiaries", "")),
        cells.get("neighborhood") or cells.get("neighbourhood") or cells.get("district", ""),
        withdrawn,
        cells,
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
