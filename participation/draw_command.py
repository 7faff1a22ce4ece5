"""`participation draw`: a fair panel from two CSV files."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from participation import __version__
from participation.command_input import FILE, read_seed, read_text
from participation.methods.sortition.drawing import METHODS, Prepared, draw, prepare, public_lottery
from participation.methods.sortition.explain import conflict
from participation.methods.sortition.problem import CannotDraw, Problem
from participation.methods.sortition.reading import BadFiles, read_problem


@click.command("draw")
@click.option("--people", type=FILE, required=True, help="CSV with an id first, then a column for each feature.")
@click.option("--quotas", type=FILE, required=True, help="CSV with feature,value,min,max (or category,feature,min,max).")
@click.option("--seats", type=click.IntRange(1, 10_000), required=True, help="How many people the panel has.")
@click.option("--household", help="The people's column that names the household; at most one person of each is drawn.")
@click.option("--method", type=click.Choice(METHODS), default="leximin", show_default=True)
@click.option("--panels", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="How many numbered panels the lottery has.")
@click.option("--seed", default=None, help="Hexadecimal; decides order and draw. Without it a random one is made and shown.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def draw_command(people: Path, quotas: Path, seats: int, household: str | None, method: str, panels: int, seed: str | None, as_json: bool) -> None:
    """Draw a panel that meets all quotas, with chances as equal as they can be."""
    seed = read_seed(seed, 32)
    try:
        problem = read_problem(read_text(people), read_text(quotas), seats, household)
        prepared = prepare(problem, method=method, panels=panels, seed=seed, progress=_tell if sys.stderr.isatty() else _quiet)
    except BadFiles as error:
        raise click.ClickException(f"the files have {len(error.faults)} faults:\n{error}") from error
    except CannotDraw as error:
        raise click.ClickException(f"{error}\n{_why(problem)}") from error
    lottery = public_lottery(prepared, list(problem.ids), {"kind": "seed"}, __version__)
    drawn = draw(lottery, {"kind": "seed", "value": seed})
    report = _report(prepared, drawn, seed)
    click.echo(json.dumps(report, ensure_ascii=False, indent=1) if as_json else _words(report, prepared))


def _report(prepared: Prepared, drawn: dict[str, object], seed: str) -> dict[str, object]:
    ids, chances = prepared.problem.ids, prepared.lottery.chances
    panel: list[int] = drawn["panel"]  # type: ignore[assignment]  # indices
    reserves: list[int] = drawn["reserves"]  # type: ignore[assignment]  # indices
    return {
        "selected": [ids[person] for person in panel],
        "reserves": [ids[person] for person in reserves],
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


def _words(report: dict[str, object], prepared: Prepared) -> str:
    selected: list[str] = report["selected"]  # type: ignore[assignment]  # names
    panels: list[object] = report["panels"]  # type: ignore[assignment]  # lists of names
    lines = [
        f"{len(prepared.problem.ids)} people, {prepared.problem.seats} seats, method {prepared.method}.",
        f"Smallest chance: {report['minimum_probability']:.4f}; no lottery can exceed {prepared.bound:.4f}.",
        f"Number {report['number']} of 0 to {len(panels) - 1} was drawn from seed {report['seed']}.",
        f"Pool SHA-256: {report['pool_sha256']}",
        "Selected:",
        *(f"  {name}" for name in selected),
    ]
    if prepared.shut_out:
        lines.insert(2, "In no legal panel: " + ", ".join(prepared.problem.ids[person] for person in prepared.shut_out))
    return "\n".join(lines)


def _why(problem: Problem) -> str:
    found = conflict(problem)
    if found is None:
        return ""
    lines = ["These quotas contradict each other: " + "; ".join(f"{quota.name} {quota.minimum}–{quota.maximum}" for quota in found.quotas) + "."]
    for way in found.ways_out:
        lines.append("It would work with " + " and ".join(f"{change.bound} {change.to} for {change.quota.name}" for change in way) + ".")
    return "\n".join(lines)


def _tell(what: str, done: int, of: int) -> None:
    click.echo(f"\r{what}: {done} of {of}   ", err=True, nl=done == of)


def _quiet(what: str, done: int, of: int) -> None:
    """Nobody reads the progress."""
