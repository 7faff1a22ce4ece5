"""The part of `participation count` that counts budgets (`.pb`); loaded only for such a file, as it needs numpy."""

from __future__ import annotations

import json
from dataclasses import replace

import click

from participation.methods.counting.ballots import CountingError
from participation.methods.counting.budgets import BUDGET_RULES, count_budget
from participation.methods.counting.budgets.as_json import outcome_json
from participation.methods.counting.budgets.outcome import BudgetOutcome
from participation.methods.counting.budgets.reading_pb import BudgetFile, read_pb
from participation.methods.counting.budgets.text import budget_text


def count_pb(data: bytes, rule: str | None, seed: bytes | None) -> tuple[BudgetFile, BudgetOutcome]:
    """Read and count a `.pb` file by the rule named, else by the file's own. Raises CountingError."""
    if rule is not None and rule not in BUDGET_RULES:
        raise CountingError(f"Für Budgets gibt es diese Regeln: {', '.join(BUDGET_RULES)}.")
    file = read_pb(data)
    terms = replace(file.terms, seed=seed)
    if rule == "equal-shares" and file.rule != rule:
        terms = replace(terms, complete=True)
    return file, count_budget(rule or file.rule, file.ballots, terms)


def print_pb(data: bytes, rule: str | None, seed: bytes | None, *, as_json: bool) -> None:
    """Count a `.pb` file and print the result."""
    file, outcome = count_pb(data, rule, seed)
    notes = [*file.notes, *_official(file, outcome, rule)]
    if as_json:
        content = {"title": file.title, "notes": notes, **outcome_json(outcome), "official": _selected(file)}
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return
    for note in notes:
        click.echo(note)
    click.echo(budget_text(outcome, file.title), nl=False)


def _selected(file: BudgetFile) -> list[str] | None:
    """What the file says was selected, in its order."""
    if file.selected is None:
        return None
    return [project.identifier for place, project in enumerate(file.ballots.projects) if place in file.selected]


def _official(file: BudgetFile, outcome: BudgetOutcome, rule: str | None) -> list[str]:
    """Whether the result is the one in the file's column `selected`; nothing where there is none or another rule was asked for."""
    if file.selected is None or (rule is not None and rule != file.rule):
        return []
    different = sorted(file.selected ^ set(outcome.winners))
    if not different:
        return ["Das Ergebnis ist dasselbe wie in der Spalte selected."]
    names = ", ".join(outcome.projects[place].identifier for place in different[:12])
    return [f"Das Ergebnis weicht von der Spalte selected ab bei: {names}{' …' if len(different) > 12 else ''}."]
