"""A budget's result as plain German text for a terminal or a log."""

from __future__ import annotations

from fractions import Fraction

from participation.methods.counting.budgets.explain import explain_budget, label, money, payment_sentence, project_sentence
from participation.methods.counting.budgets.outcome import BudgetOutcome
from participation.methods.counting.budgets.rules import BUDGET_RULES
from participation.methods.counting.text import table
from participation.methods.counting.wording import fill, grouped, rounded

_WIDEST = 60


def budget_text(outcome: BudgetOutcome, title: str = "") -> str:
    """Result, every step with its payments, and why each other project is left out; ends with a newline."""
    rule = BUDGET_RULES[outcome.rule]
    heading = title or rule.title
    parts = [f"{heading}\n{'=' * len(heading)}", f"Regel: {rule.title} ({outcome.rule})", "\n".join(explain_budget(outcome))]
    if outcome.winners:
        parts.append(f"Bezahlt werden\n{_funded(outcome)}")
    out = [place for place, reason in enumerate(outcome.reasons) if reason != "funded"]
    if out:
        out.sort(key=lambda place: -outcome.scores[place])
        parts.append("Leer gehen aus\n" + "\n".join(f"  {fill(project_sentence(outcome, place))}" for place in out))
    return "\n\n".join(parts) + "\n"


def _funded(outcome: BudgetOutcome) -> str:
    rows = [["", "Stimmen", "Punkte", "Kosten", "danach übrig"]]
    notes = []
    for step in (step for step in outcome.rounds if step.funded):
        name = label(outcome, step.project)
        score = Fraction(outcome.scores[step.project], outcome.points_scale)
        shown = f"{name[:_WIDEST]}…" if len(name) > _WIDEST + 1 else name
        points = grouped(score.numerator) if score.denominator == 1 and score >= 0 else rounded(score)
        rows.append([shown, grouped(outcome.votes[step.project]), points, money(outcome, step.cost), money(outcome, step.left)])
        paid = payment_sentence(outcome, step)
        if paid is not None:
            notes.append(f"  {outcome.projects[step.project].identifier}: {fill(paid)}")
    return "\n".join([table(rows), *(["", "Woher das Geld kommt", *notes] if notes else [])])
