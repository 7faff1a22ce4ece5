"""`participation groups`: small groups over several rounds from a CSV of people."""

from __future__ import annotations

import json
from pathlib import Path

import click

from participation.command_input import FILE, Impossible, Whole, read_seed, read_text, unusable
from participation.methods.groups import CannotSeat, Seating, seat
from participation.methods.groups.reading import BadFiles, Read, read_task
from participation.methods.groups.task import MOST_PEOPLE, MOST_ROUNDS


@click.command(
    "groups", help="Personen aus der CSV-Datei PEOPLE so an Tische setzen, dass sich möglichst viele begegnen. Zuerst steht je Zeile eine Kennung."
)
@click.argument("people", type=FILE)
@click.option("--size", type=Whole(2, MOST_PEOPLE), required=True, help="So viele sitzen höchstens an einem Tisch.")
@click.option("--rounds", type=Whole(1, MOST_ROUNDS), default=1, show_default=True, help="Zahl der Runden.")
@click.option("--feature", "features", multiple=True, help="Spalte, deren Werte sich gleichmäßig auf die Tische verteilen; mehrmals möglich.")
@click.option("--apart", type=FILE, help="CSV mit zwei Kennungen je Zeile: Diese beiden sitzen nie zusammen.")
@click.option("--fixed", type=FILE, help="CSV mit Kennung, Tisch und, wenn es nicht für alle gilt, Runde.")
@click.option("--absent", type=FILE, help="CSV mit Kennung und, wenn es nicht für alle gilt, Runde.")
@click.option("--seed", default=None, help="Hexadezimal; derselbe gibt dieselben Tische. Ohne ihn wird einer gezogen und genannt.")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als JSON; bei Fehlern eine Liste der Fehler.")
def groups_command(
    people: Path,
    size: int,
    rounds: int,
    features: tuple[str, ...],
    apart: Path | None,
    fixed: Path | None,
    absent: Path | None,
    seed: str | None,
    as_json: bool,
) -> None:
    """Seat people at tables over several rounds. Ends with 2 for faulty files, 1 where no seating can hold what is asked."""
    seed = read_seed(seed, 16)
    others = {name: path for name, path in (("apart", apart), ("fixed", fixed), ("absent", absent)) if path is not None}
    names = {"people": people.name, **{name: path.name for name, path in others.items()}}
    try:
        read = read_task(read_text(people), size, rounds, features, {name: read_text(path) for name, path in others.items()})
        seating = seat(read.task, seed)
    except BadFiles as error:
        raise unusable(error, names, "Es wurden keine Gruppen gebildet.", as_json=as_json) from error
    except CannotSeat as error:
        if as_json:
            click.echo(_written({"error": str(error)}))
        raise Impossible(str(error)) from error
    click.echo(_written(_report(read, seating, seed)) if as_json else _words(read, seating, seed))


def _written(report: dict[str, object]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=1)


def _named(read: Read, seating: Seating) -> list[list[list[str]]]:
    return [[[read.names[person] for person in table] for table in tables] for tables in seating.rounds]


def _report(read: Read, seating: Seating, seed: str) -> dict[str, object]:
    return {"rounds": _named(read, seating), "pairs_met": seating.met, "pairs_possible": seating.possible, "uneven": seating.uneven, "seed": seed}


def _words(read: Read, seating: Seating, seed: str) -> str:
    people = "Eine Person" if len(read.names) == 1 else f"{len(read.names)} Personen"
    lines = [f"{people}, Begegnungen: {seating.met} von {seating.possible} möglichen Paaren. Seed: {seed}"]
    if read.task.features:
        lines.append(f"Merkmale: an den Tischen zusammen {seating.uneven} Personen eines Werts zu viel oder zu wenig, über alle Runden.")
    for number, tables in enumerate(_named(read, seating), start=1):
        lines.append(f"\nRunde {number}")
        lines += [f"  Tisch {table}: {', '.join(people)}" for table, people in enumerate(tables, start=1)]
    return "\n".join(lines)
