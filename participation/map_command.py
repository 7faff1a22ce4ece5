"""`participation map`: the opinion map of a CSV of votes, with what unites and what divides, and whether there are groups at all."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from textwrap import shorten
from typing import Any

import click

from participation.command_input import FILE, Whole, read_seed, read_text, unusable
from participation.methods.opinions import OpinionMap, Verdict, Votes, opinion_map
from participation.methods.opinions.clusters import KS
from participation.methods.opinions.evidence import LEAST_PEOPLE
from participation.methods.opinions.reading import Statement, read_groups, read_statements, read_votes
from participation.methods.opinions.report import groups_found, map_report, polis_report, sizes
from participation.methods.opinions.statements import Finding
from participation.methods.tables import BadFiles

STEPS = {"projection": "Karte", "groups": "Gruppen", "chance": "Vergleich mit dem Zufall", "samples": "Stichproben", "statements": "Aussagen"}
VERDICTS = {
    Verdict.CLEAR: "Es gibt {k} klare Gruppen.",
    Verdict.NUMBER_UNSURE: "Es gibt Gruppen, aber ihre Zahl ist unsicher; {k} passen am besten.",
    Verdict.NONE: "Es gibt keine klaren Gruppen. Die Ergebnisse gelten für alle zusammen.",
}
_SHOWN = 10
_WIDTH = 120


@click.command("map", help="Die Meinungskarte der Antworten in VOTES: Wer steht wo, gibt es Gruppen, was verbindet, was trennt.")
@click.argument("votes", type=FILE)
@click.option("--statements", type=FILE, help="CSV der Aussagen (comments.csv): Texte, und welche die Moderation herausnahm.")
@click.option("--groups", type=FILE, help="CSV mit Person und Gruppe; die Kennzahlen von Polis gelten dann für diese Gruppen.")
@click.option("--k", type=Whole(KS[0], KS[-1]), help="Zahl der Gruppen; ohne Angabe wird sie gesucht.")
@click.option("--seed", default=None, help="Hexadezimal; derselbe gibt dieselbe Karte. Ohne ihn ergibt er sich aus den Antworten.")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als JSON; bei Fehlern eine Liste der Fehler.")
def map_command(votes: Path, statements: Path | None, groups: Path | None, k: int | None, seed: str | None, as_json: bool) -> None:
    """Compute the map of a file. Ends with 2 for files that cannot be used; that there are no groups is an answer, and ends with 0."""
    given = read_seed(seed, 16) if seed is not None else None
    read, told, made = _files(votes, statements, groups, as_json)
    seed = given or read.fingerprint()
    hidden = [statement.id for statement in told.values() if statement.hidden]
    found = opinion_map(read, seed, hidden, k, progress=_tell if sys.stderr.isatty() else _quiet)
    if not as_json:
        click.echo(_words(found, read, told, seed))
        return
    own = made if made is not None else groups_found(found)
    report = {**map_report(found, told), "polis": polis_report(read, found, own, told), "seed": seed}
    click.echo(json.dumps(report, ensure_ascii=False, allow_nan=False))


def _files(votes: Path, statements: Path | None, groups: Path | None, as_json: bool) -> tuple[Votes, dict[str, Statement], dict[str, str] | None]:
    """All that was given, or all faults of all files at once."""
    names = {"votes": votes.name, "statements": statements.name if statements else "", "groups": groups.name if groups else ""}
    wrong: list[BadFiles] = []
    read, told, made = None, dict[str, Statement](), None
    try:
        read = read_votes(read_text(votes))
    except BadFiles as error:
        wrong.append(error)
    try:
        told = read_statements(read_text(statements), read) if statements else {}
    except BadFiles as error:
        wrong.append(error)
    try:
        made = read_groups(read_text(groups), read) if groups and read is not None else None
    except BadFiles as error:
        wrong.append(error)
    if read is None or wrong:
        every = BadFiles([fault for error in wrong for fault in error.faults], sum(error.number for error in wrong))
        raise unusable(every, names, "Es wurde keine Karte berechnet.", as_json=as_json)
    return read, told, made


def _words(found: OpinionMap, votes: Votes, told: dict[str, Statement], seed: str) -> str:
    answers = int(votes.answers().sum())
    lines = [
        f"{_many(len(votes.people), 'Person', 'Personen')}, {_many(len(votes.statements), 'Aussage', 'Aussagen')}, "
        f"{_many(answers, 'Antwort', 'Antworten')}. Auf der Karte: {_many(len(found.points), 'Person', 'Personen')}. Seed: {seed}",
        VERDICTS[found.verdict].format(k=found.k),
        *_why(found),
    ]
    if found.k > 1:
        lines.append("Größe der Gruppen: " + ", ".join(f"{group} hat {size}" for group, size in enumerate(sizes(found.groups))) + ".")
    report = map_report(found, told)
    by_name = dict(zip(found.votes.statements, found.findings, strict=True))
    for heading, ids in (("Was alle verbindet:", report["common_ground"]), ("Was die Gruppen trennt:", report["divisive"])):
        if ids:
            lines += [heading, *(f"  {_line(name, by_name[name], told)}" for name in ids[:_SHOWN])]
            lines += [f"  … und {len(ids) - _SHOWN} weitere"] if len(ids) > _SHOWN else []
    return "\n".join(lines)


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _why(found: OpinionMap) -> list[str]:
    """What the verdict rests on."""
    if found.found is None:
        few = len(found.points) < LEAST_PEOPLE
        return [f"Unter {LEAST_PEOPLE} Personen auf der Karte wird niemand einer Gruppe zugeordnet." if few else "Alle stehen an derselben Stelle."]
    evidence: dict[str, Any] = map_report(found)["evidence"]
    silhouette, chance, again = evidence["silhouette"], max(evidence["null_silhouettes"]), evidence["stability"]
    return [
        f"Abstand von {found.found.k} Gruppen (Silhouette): {_number(silhouette)}; bei zufällig verteilten Antworten höchstens {_number(chance)}. "
        f"Übereinstimmung in Stichproben von 80 %: {_number(again)} (nötig sind 0,80)."
    ]


def _number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _line(name: str, finding: Finding, told: dict[str, Statement]) -> str:
    text = shorten(told[name].text, _WIDTH, placeholder=" …") if name in told else ""
    groups = finding.by_group or (finding.tally,)
    shares = ", ".join(f"{round(100 * tally.agree / tally.seen)} %" if tally.seen else "–" for tally in groups)
    return f"{name}{f' „{text}“' if text else ''}: Zustimmung {shares}"


def _tell(step: str) -> None:
    click.echo(f"{STEPS[step]} …", err=True)


def _quiet(step: str) -> None:
    """Nobody reads the progress."""
