"""`participation count FILE`: count the ballots of a file again, as text or JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import click

from participation.methods.counting.ballots import CountingError
from participation.methods.counting.files import MOST_BYTES, MOST_OPTIONS, BallotFileError
from participation.methods.counting.reading import read_ballots
from participation.methods.counting.rules import RULES, count_on_terms
from participation.methods.counting.text import as_text

BUDGET_RULES = ("greedy", "greedy-no-skip", "greedy-threshold", "equal-shares", "knapsack")
"""The rules for `.pb` files; named here so that the command starts without numpy."""


class _Hex(click.ParamType[bytes]):
    name = "HEX"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> bytes:
        """Read bytes written in hexadecimal."""
        if isinstance(value, bytes):
            return value
        try:
            return bytes.fromhex(str(value))
        except ValueError:
            self.fail("Der Seed muss hexadezimal geschrieben sein, zum Beispiel 00ff12.", param, ctx)


@click.command("count", help="Stimmzettel aus FILE auszählen (.blt, .soi, .toi, .soc, .toc, .json, .csv) oder ein Budget (.pb).")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--rule", type=click.Choice([*RULES, *BUDGET_RULES]), help="Regel; ohne Angabe die der Datei.")
@click.option("--seats", type=click.IntRange(1, MOST_OPTIONS), help="Zahl der Plätze; ohne Angabe die der Datei.")
@click.option("--overvotes", type=click.Choice(["exhaust", "skip"]), help="Mehrere Optionen auf einem Rang: Stimmzettel endet / Rang überspringen.")
@click.option("--seed", type=_Hex(), help="Seed des Loses, hexadezimal; ohne ihn bleibt ein Gleichstand offen.")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als JSON.")
def count_command(file: Path, rule: str | None, seats: int | None, overvotes: str | None, seed: bytes | None, as_json: bool) -> None:
    """Count a file; what is wrong with it goes to stderr in one German sentence, exit code 2."""
    try:
        if file.suffix.lower() == ".pb":
            import_module("participation.count_budget").print_pb(_content(file), rule, seed, as_json=as_json)
            return
        if rule in BUDGET_RULES:
            raise BallotFileError("Diese Regel verteilt ein Budget und braucht eine .pb-Datei.")
        found = read_ballots(_content(file), file.name, rule)
        named = rule or found.rule
        chosen_seats = seats or found.seats or 1
        usual = "stv-scottish" if found.usual_rule == "irv" and chosen_seats > 1 else found.usual_rule
        terms = replace(
            found.terms,
            seats=chosen_seats,
            seed=found.terms.seed if seed is None else seed,
            overvotes="skip" if (overvotes or found.terms.overvotes) == "skip" else "exhaust",
        )
        outcome = count_on_terms(named or usual, found.ballots, terms)
    except CountingError as problem:
        click.echo(f"{click.format_filename(file, shorten=True)}: {problem}", err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps({"title": found.title, "notes": list(found.notes), **outcome.to_json()}, ensure_ascii=False, indent=1))
        return
    for note in found.notes:
        click.echo(note)
    click.echo(as_text(outcome, found.title), nl=False)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
        raise BallotFileError(f"Die Datei kann nicht gelesen werden ({reason}).") from None
