"""`participation groups`: small groups over several rounds from a CSV of people."""

from __future__ import annotations

import json
from pathlib import Path

import click

from participation.command_input import FILE, read_seed, read_text
from participation.methods.groups import CannotSeat, Seating, seat
from participation.methods.groups.reading import BadFiles, Read, read_task


@click.command("groups")
@click.argument("people", type=FILE)
@click.option("--size", type=click.IntRange(2, 1000), required=True, help="The most people at a table.")
@click.option("--rounds", type=click.IntRange(1, 50), default=1, show_default=True)
@click.option("--feature", "features", multiple=True, help="A column whose values are spread evenly over the tables; may be given several times.")
@click.option("--apart", type=FILE, help="CSV of two ids a row: pairs that never sit at one table.")
@click.option("--fixed", type=FILE, help="CSV with id, table and, if it is not for all, round.")
@click.option("--absent", type=FILE, help="CSV with id and, if it is not for all, round.")
@click.option("--seed", default=None, help="Hexadecimal; the same seed gives the same tables. Without it a random one is made and shown.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
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
    """Seat the PEOPLE of a CSV file (an id first in each row) at tables, so that as many different people as possible meet."""
    seed = read_seed(seed, 16)
    files = {"apart": apart, "fixed": fixed, "absent": absent}
    try:
        read = read_task(read_text(people), size, rounds, features, {name: read_text(path) for name, path in files.items() if path is not None})
        seating = seat(read.task, seed)
    except BadFiles as error:
        raise click.ClickException(f"the files have {len(error.faults)} faults:\n{error}") from error
    except CannotSeat as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(_report(read, seating, seed), ensure_ascii=False, indent=1) if as_json else _words(read, seating, seed))


def _named(read: Read, seating: Seating) -> list[list[list[str]]]:
    return [[[read.names[person] for person in table] for table in tables] for tables in seating.rounds]


def _report(read: Read, seating: Seating, seed: str) -> dict[str, object]:
    return {"rounds": _named(read, seating), "pairs_met": seating.met, "pairs_possible": seating.possible, "uneven": seating.uneven, "seed": seed}


def _words(read: Read, seating: Seating, seed: str) -> str:
    lines = [f"{len(read.names)} people; {seating.met} of {seating.possible} possible pairs meet. Seed {seed}."]
    if read.task.features:
        lines.append(f"Features: {seating.uneven} people of a value too many or too few at a table, over all rounds.")
    for number, tables in enumerate(_named(read, seating), start=1):
        lines.append(f"\nRound {number}")
        lines += [f"  Table {table}: {', '.join(people)}" for table, people in enumerate(tables, start=1)]
    return "\n".join(lines)
