"""`participation draw`: a fair panel from two CSV files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from participation import __version__
from participation.command_input import FILE, Impossible, OneOf, Whole, read_seed, read_text, unusable
from participation.methods.sortition.drawing import METHODS, Prepared, draw, prepare, public_lottery
from participation.methods.sortition.explain import Change, Conflict, conflict
from participation.methods.sortition.problem import CannotDraw, Problem
from participation.methods.sortition.reading import BadFiles, read_problem

STEPS = {"panels": "Besetzungen", "exact chances": "Genaue Chancen", "exact levels": "Stufen der Chancen", "evening out": "Lose ausgleichen"}


@click.command("draw", help="Eine Besetzung auslosen, die alle Quoten einhält; die kleinste Chance ist so groß wie möglich.")
@click.option("--people", type=FILE, required=True, help="CSV: zuerst eine Kennung, dann je Merkmal eine Spalte.")
@click.option("--quotas", type=FILE, required=True, help="CSV: feature,value,min,max oder category,feature,min,max.")
@click.option("--seats", type=Whole(0, 10_000), required=True, help="Zahl der Plätze.")
@click.option("--household", help="Spalte der Personen, die den Haushalt nennt; aus jedem wird höchstens eine Person ausgelost.")
@click.option("--method", type=OneOf(METHODS), default="leximin", show_default=True, help="Verfahren.")
@click.option("--panels", type=Whole(1, 100_000), default=1000, show_default=True, help="Zahl der nummerierten Besetzungen.")
@click.option("--seed", default=None, help="Hexadezimal; bestimmt Besetzungen und Losung. Ohne ihn wird einer gezogen und genannt.")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als JSON; bei Fehlern eine Liste der Fehler.")
def draw_command(people: Path, quotas: Path, seats: int, household: str | None, method: str, panels: int, seed: str | None, as_json: bool) -> None:
    """Draw a panel that meets all quotas, with chances as equal as they can be. Ends with 2 for faulty files, 1 where nothing can be drawn."""
    seed = read_seed(seed, 32)
    problem = _problem(people, quotas, seats, household, as_json)
    try:
        prepared = prepare(problem, method=method, panels=panels, seed=seed, progress=_tell if sys.stderr.isatty() else _quiet)
    except CannotDraw as error:
        found = conflict(problem)
        if as_json:
            click.echo(_written({"error": str(error), **_conflict_report(found)}))
        raise Impossible("\n".join([str(error), *_conflict_words(found)])) from error
    lottery = public_lottery(prepared, list(problem.ids), {"kind": "seed"}, __version__)
    drawn = draw(lottery, {"kind": "seed", "value": seed})
    report = _report(prepared, drawn, seed)
    click.echo(_written(report) if as_json else _words(report, prepared))


def _problem(people: Path, quotas: Path, seats: int, household: str | None, as_json: bool) -> Problem:
    names = {"people": people.name, "quotas": quotas.name}
    try:
        return read_problem(read_text(people), read_text(quotas), seats, household)
    except BadFiles as error:
        raise unusable(error, names, "Es wurde nichts ausgelost.", as_json=as_json) from error


def _written(report: dict[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=1)


def _report(prepared: Prepared, drawn: dict[str, Any], seed: str) -> dict[str, Any]:
    ids, chances = prepared.problem.ids, prepared.lottery.chances
    return {
        "selected": [ids[person] for person in drawn["panel"]],
        "reserves": [ids[person] for person in drawn["reserves"]],
        "probabilities": {name: float(chance) for name, chance in zip(ids, chances, strict=True)},
        "minimum_probability": float(min(chances)),
        "bound": prepared.bound,
        "bound_reached": prepared.reached,
        "in_no_legal_panel": [ids[person] for person in prepared.shut_out],
        "panels": [[ids[person] for person in each] for each in prepared.lottery.panels],
        "number": drawn["number"],
        "method": prepared.method,
        "pool_sha256": prepared.problem.pool_sha256,
        "commitment": drawn["commitment"],
        "seed": seed,
    }


def _words(report: dict[str, Any], prepared: Prepared) -> str:
    shut_out = set(prepared.shut_out)
    smallest = min(chance for person, chance in enumerate(prepared.lottery.chances) if person not in shut_out)
    lines = [
        f"{len(prepared.problem.ids)} Personen im Lostopf, {prepared.problem.seats} Plätze, Verfahren {prepared.method}.",
        f"Kleinste Chance: {_percent(float(smallest))}. Keine Losung kann allen mehr als {_percent(prepared.bound)} geben.",
        f"Nummer {report['number']} (von 0 bis {len(report['panels']) - 1}) ist gezogen, mit dem Seed {report['seed']}.",
        f"SHA-256 des Lostopfs: {report['pool_sha256']}",
        "Ausgelost:",
        *(f"  {name}" for name in report["selected"]),
    ]
    if shut_out:
        names = ", ".join(report["in_no_legal_panel"])
        lines.insert(2, f"In keiner Besetzung, die alle Quoten einhält, und deshalb ohne Chance: {names}. Die kleinste Chance gilt für alle anderen.")
    return "\n".join(lines)


def _percent(share: float) -> str:
    return f"{share * 100:.2f} %".replace(".", ",")


def _conflict_report(found: Conflict | None) -> dict[str, Any]:
    if found is None:
        return {}
    ways = [[{**_cell(change), "bound": change.bound, "to": change.to} for change in way] for way in found.ways_out]
    return {"conflict": [{"feature": quota.feature, "value": quota.value, "min": quota.minimum, "max": quota.maximum} for quota in found.quotas], "ways_out": ways}  # fmt: skip


def _cell(change: Change) -> dict[str, Any]:
    return {"feature": change.quota.feature, "value": change.quota.value}


def _conflict_words(found: Conflict | None) -> list[str]:
    if found is None:
        return []
    if not found.quotas:
        return ["Auch ohne Quoten ginge es nicht: Es gibt weniger Haushalte als Plätze."]
    lines = ["Diese Quoten widersprechen sich in diesem Lostopf:"]
    lines += [f"  {quota.name}: {quota.minimum} bis {quota.maximum}" for quota in found.quotas]
    if found.ways_out:
        lines.append("Die kleinsten Änderungen, mit denen es geht:")
        lines += ["  " + " und ".join(_change_words(change) for change in way) for way in found.ways_out]
    else:
        lines.append("Keine Änderung der Quoten hilft: Es gibt zu wenige Haushalte.")
    return lines


def _change_words(change: Change) -> str:
    least = change.bound == "minimum"
    was = change.quota.minimum if least else change.quota.maximum
    return f"{'mindestens' if least else 'höchstens'} {change.to} statt {was} bei {change.quota.name}"


def _tell(what: str, done: int, of: int) -> None:
    click.echo(f"\r{STEPS.get(what, what)}: {done} von {of}   ", err=True, nl=done == of)


def _quiet(what: str, done: int, of: int) -> None:
    """Nobody reads the progress."""
