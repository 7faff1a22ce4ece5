"""An outcome as plain German text with aligned tables, for a terminal or a log."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from participation.methods.counting.explain import decimal, explain, fill, grade_name, grouped, percent, round_sentences
from participation.methods.counting.outcome import Outcome, Round
from participation.methods.counting.rules import RULES
from participation.methods.counting.wording import rounded

_ACROSS = 6
"""How many rounds or columns stand side by side before the table goes on below."""

_SIGNS = {"elected": "*", "excluded": "–", "continuing": ""}


def as_text(outcome: Outcome, title: str = "") -> str:
    """Result, figures, every round with its transfers, ties and margin; ends with a newline."""
    rule = RULES[outcome.rule]
    heading = title or rule.title
    parts = [f"{heading}\n{'=' * len(heading)}", f"Regel: {rule.title} ({outcome.rule}), Plätze: {outcome.seats}"]
    parts.append("\n".join(explain(outcome)))
    if len(outcome.rounds) == 1 and outcome.base is not None:
        parts.append(_shares(outcome))
    elif outcome.rounds:
        parts += [_rounds_table(outcome, start) for start in range(0, len(outcome.rounds), _ACROSS)]
        parts.append("* gewählt   – ausgeschieden")
        parts += [_round_text(outcome, a_round) for a_round in outcome.rounds]
    if outcome.grades:
        parts.append(_grades_table(outcome))
    if outcome.pairwise:
        parts.append("Paarvergleich: wie viele Stimmzettel die Zeile der Spalte vorziehen")
        parts += [_pairwise_table(outcome, start) for start in range(0, len(outcome.options), 2 * _ACROSS)]
    return "\n\n".join(parts) + "\n"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of text in columns: the first to the left, all others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _shares(outcome: Outcome) -> str:
    rows = [["", "Stimmen", "Anteil"]]
    base = range(2) if outcome.rule == "yes-no" else range(len(outcome.options))
    for option, name in enumerate(outcome.options):
        share = outcome.share(option) if option in base else None
        rows.append([name, grouped(outcome.votes[option]), "" if share is None else percent(share)])
    return table(rows)


def _grades_table(outcome: Outcome) -> str:
    """How often each option got each number or grade, and the value it is compared by."""
    lowest, steps = outcome.grades[0].lowest, len(outcome.grades[0].counts)
    rows = [["", *(grade_name(outcome, lowest + step) for step in range(steps)), "ohne Angabe", "Wert"]]
    for option, name in enumerate(outcome.options):
        grades = outcome.grades[option]
        rows.append([name, *(grouped(number) for number in grades.counts), grouped(grades.missing), _value(outcome, option)])
    return table(rows)


def _value(outcome: Outcome, option: int) -> str:
    if outcome.gauges:
        return grade_name(outcome, outcome.gauges[option].grade)
    value: Fraction | None = outcome.values[option] if outcome.values else None
    return "" if value is None else rounded(value) if outcome.rule == "score-mean" else grouped(int(value))


def _rounds_table(outcome: Outcome, start: int) -> str:
    shown = outcome.rounds[start : start + _ACROSS]
    rows = [["", *(f"Runde {a_round.number} " for a_round in shown)]]
    for option, name in enumerate(outcome.options):
        rows.append([name, *(_cell(outcome, a_round, option) for a_round in shown)])
    rows.append(["ohne weitere Wahl", *(_aligned(outcome, a_round.exhausted) for a_round in shown)])
    if any(a_round.lost for a_round in shown):
        rows.append(["abgeschnittene Reste", *(_aligned(outcome, a_round.lost) for a_round in shown)])
    return table(rows)


def _cell(outcome: Outcome, a_round: Round, option: int) -> str:
    votes, status = a_round.votes[option], a_round.status[option]
    if status == "excluded" and not votes:
        return f"–{' ' * _decimals(outcome)} "
    return _aligned(outcome, votes, _SIGNS[status])


def _aligned(outcome: Outcome, votes: int, sign: str = "") -> str:
    """Votes with their decimals under one another, whatever their number, and a sign behind."""
    whole, _, rest = decimal(outcome, votes).partition(",")
    return f"{whole}{(',' + rest if rest else '').ljust(_decimals(outcome))}{sign or ' '}"


def _decimals(outcome: Outcome) -> int:
    """Room for the decimal comma and the decimals."""
    return len(str(outcome.scale)) if outcome.scale > 1 else 0


def _round_text(outcome: Outcome, a_round: Round) -> str:
    lines = [f"Runde {a_round.number}: {' '.join(fill(sentence) for sentence in round_sentences(outcome, a_round))}"]
    rows = []
    for moved in a_round.transfers:
        target = "ohne weitere Wahl" if moved.target is None else outcome.options[moved.target]
        rows.append([f"  → {target}", _aligned(outcome, moved.votes), f"({grouped(moved.ballots)} Stimmzettel)"])
    if rows:
        lines.append(table(rows))
    return "\n".join(lines)


def _pairwise_table(outcome: Outcome, start: int) -> str:
    columns = range(start, min(start + 2 * _ACROSS, len(outcome.options)))
    rows = [["", *(str(column + 1) for column in columns)]]
    for option, name in enumerate(outcome.options):
        cells = ("" if column == option else grouped(outcome.pairwise[option][column]) for column in columns)
        rows.append([f"{option + 1} {name}", *cells])
    return table(rows)
