"""The META section: money, kind of votes, rule and its terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from participation.methods.counting.budgets.ballots import BallotKind, BudgetBallots, BudgetTerms, Limit
from participation.methods.counting.budgets.faults import Fault
from participation.methods.counting.budgets.money import exact_number

KIND_OF: dict[str, BallotKind] = {
    "approval": "approval",
    "choose-1": "approval",
    "cumulative": "points",
    "scoring": "points",
    "ordinal": "points",
}
_RULES: dict[str, tuple[str, bool, bool]] = {
    "greedy": ("greedy", True, False),
    "greedy-no-skip": ("greedy-no-skip", True, False),
    "greedy-threshold": ("greedy-threshold", True, False),
    "knapsack": ("knapsack", True, False),
    "equalshares": ("equal-shares", False, False),
    "equal-shares": ("equal-shares", True, False),
    "equalshares/add1": ("equal-shares", True, False),
    "equalshares-comparison": ("equal-shares", False, True),
    "equalshares/add1-comparison": ("equal-shares", True, True),
}
"""What a file may call a rule → our rule, whether equal shares are completed, whether they are compared with the greedy result."""


@dataclass(frozen=True)
class Meta:
    """META as read: every key with its value, and what counting needs of it."""

    values: Mapping[str, str]
    budget: Fraction
    vote_type: str
    rule: str
    complete: bool
    compare: bool
    threshold: Fraction | None
    notes: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the file is about, in one line."""
        parts = [self.values.get(key, "") for key in ("description", "subunit", "instance")]
        return ", ".join(part for part in parts if part)

    def terms(self, ballots: BudgetBallots) -> BudgetTerms:
        """The terms of the count that the file states; a threshold between two scores is as good as the next score."""
        least = None if self.threshold is None else self.threshold * ballots.points_scale
        needed = None if least is None else -(-least.numerator // least.denominator)
        return BudgetTerms(threshold=needed, complete=self.complete, compare=self.compare)

    def limits(self, ballots: BudgetBallots, notes: list[str]) -> tuple[Limit, ...]:
        """Upper bounds for neighbourhoods and categories, where the file lists both names and amounts."""
        found: list[Limit] = []
        for names_key, amounts_key in (("neighborhoods", "budget_per_neighborhood"), ("categories", "budget_per_category")):
            names = [name.strip() for name in self.values.get(names_key, "").split(",")]
            amounts = [exact_number(amount) for amount in self.values.get(amounts_key, "").split(",")]
            if not self.values.get(amounts_key):
                continue
            if len(names) != len(amounts) or None in amounts:
                notes.append(f"{amounts_key} passt nicht zu {names_key} und ist nicht beachtet.")
                continue
            for name, amount in zip(names, amounts, strict=True):
                members = frozenset(place for place, project in enumerate(ballots.projects) if name in (project.neighbourhood, *project.categories))
                found.append(Limit(name, members, int((amount or 0) * ballots.scale)))
            notes.append(f"{amounts_key}: Die greedy-Regeln beachten die Obergrenzen je {'Stadtteil' if 'neigh' in amounts_key else 'Kategorie'}.")
        return tuple(found)


def read_meta(rows: list[tuple[int, list[str]]], faults: list[Fault]) -> Meta | None:
    """Read the section; its faults are added to the list. None where money or the kind of votes is missing."""
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    line, header = rows[0]
    if [cell.strip().lower() for cell in header[:2]] != ["key", "value"]:
        faults.append(Fault("Nach „META“ folgt die Zeile „key;value“.", line))
    for line, row in rows[1:]:
        key = row[0].strip().lower()
        if not key:
            faults.append(Fault("Eine Angabe ohne Namen.", line, "key"))
        elif key in values:
            faults.append(Fault(f"„{key[:40]}“ steht zweimal da.", line, "key"))
        values[key] = ";".join(row[1:]).strip().rstrip(";")
        lines[key] = line
    budget = _amount(values, lines, "budget", faults)
    vote_type = values.get("vote_type", "").lower()
    if vote_type not in KIND_OF:
        reason = f"„{vote_type[:40]}“ gibt es nicht; möglich sind {', '.join(KIND_OF)}." if vote_type else "Die Angabe fehlt."
        faults.append(Fault(reason, lines.get("vote_type"), "vote_type"))
    threshold = _amount(values, lines, "min_project_score_threshold", faults) if values.get("min_project_score_threshold") else None
    if budget is None or vote_type not in KIND_OF:
        return None
    named = values.get("rule", "").lower()
    rule, complete, compare = _RULES.get(named, ("greedy", True, False))
    notes = []
    if named not in _RULES:
        said = f"die Regel „{named[:40]}“, die nicht weiter beschrieben ist" if named and named != "unknown" else "keine Regel"
        notes.append(f"Die Datei nennt {said}. Ohne andere Angabe gilt greedy.")
    return Meta(values, budget, vote_type, rule, complete, compare, threshold, tuple(notes), lines)


def _amount(values: Mapping[str, str], lines: Mapping[str, int], key: str, faults: list[Fault]) -> Fraction | None:
    text = values.get(key, "")
    amount = exact_number(text)
    if not text:
        faults.append(Fault("Die Angabe fehlt.", lines.get(key), key))
    elif amount is None or amount < 0:
        faults.append(Fault(f"„{text[:40]}“ ist kein Betrag.", lines.get(key), key))
        return None
    return amount
