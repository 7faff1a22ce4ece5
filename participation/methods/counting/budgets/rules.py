"""The rules for budgets by name, and the one way to count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from participation.methods.counting.ballots import CountingError
from participation.methods.counting.budgets.ballots import BudgetBallots, BudgetTerms, check_budget
from participation.methods.counting.budgets.greedy import count_greedy
from participation.methods.counting.budgets.knapsack import count_knapsack
from participation.methods.counting.budgets.outcome import BudgetOutcome
from participation.methods.counting.budgets.shares import count_equal_shares
from participation.methods.counting.wording import N_


@dataclass(frozen=True)
class BudgetRule:
    """A rule as a person meets it: its German name and one sentence (msgids)."""

    identifier: str
    title: str
    sentence: str
    source: str
    tally: Callable[[BudgetBallots, BudgetTerms], BudgetOutcome]


def _no_skip(ballots: BudgetBallots, terms: BudgetTerms) -> BudgetOutcome:
    return count_greedy(ballots, terms, rule="greedy-no-skip", skip=False)


def _threshold(ballots: BudgetBallots, terms: BudgetTerms) -> BudgetOutcome:
    if terms.threshold is None:
        raise CountingError("Diese Regel braucht eine Schwelle (min_project_score_threshold).")
    return count_greedy(ballots, terms, rule="greedy-threshold")


BUDGET_RULES: dict[str, BudgetRule] = {
    rule.identifier: rule
    for rule in (
        BudgetRule(
            "greedy",
            N_("Meiste Stimmen zuerst"),
            N_("Die Projekte mit den meisten Stimmen bekommen ihr Geld. Was nicht mehr passt, wird übersprungen."),
            "",
            count_greedy,
        ),
        BudgetRule(
            "greedy-no-skip",
            N_("Meiste Stimmen zuerst, ohne Überspringen"),
            N_("Die Projekte mit den meisten Stimmen bekommen ihr Geld. Beim ersten, das nicht mehr passt, ist Schluss."),
            "",
            _no_skip,
        ),
        BudgetRule(
            "greedy-threshold",
            N_("Meiste Stimmen zuerst, mit Schwelle"),
            N_("Die Projekte mit den meisten Stimmen bekommen ihr Geld, wenn sie eine Schwelle erreichen. Was nicht mehr passt, wird übersprungen."),
            "",
            _threshold,
        ),
        BudgetRule(
            "equal-shares",
            N_("Gleiche Anteile"),
            N_("Alle Abstimmenden bekommen gleich viel Geld. Ein Projekt wird bezahlt, wenn seine Unterstützer:innen es gemeinsam bezahlen können."),
            "Peters/Pierczyński/Skowron 2021",
            count_equal_shares,
        ),
        BudgetRule(
            "knapsack",
            N_("Die meisten Punkte für das Geld"),
            N_("Bezahlt wird die Auswahl, die zusammen die meisten Stimmen hat und in das Budget passt."),
            "",
            count_knapsack,
        ),
    )
}


def count_budget(rule: str, ballots: BudgetBallots, terms: BudgetTerms | None = None) -> BudgetOutcome:
    """Count `ballots` by `rule` (a key of BUDGET_RULES). Raises CountingError."""
    if rule not in BUDGET_RULES:
        raise CountingError(f"Die Regel „{rule}“ gibt es nicht. Es gibt: {', '.join(BUDGET_RULES)}.")
    check_budget(ballots)
    terms = terms or BudgetTerms()
    return replace(BUDGET_RULES[rule].tally(ballots, terms), threshold=terms.threshold)
