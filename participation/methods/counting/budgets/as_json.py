"""A budget's result as plain values with stable keys (documented in `docs/counting.md`): projects by identifier, money in the currency."""

from __future__ import annotations

from fractions import Fraction

from participation.methods.counting.budgets.outcome import BudgetOutcome, BudgetRound, BudgetTie


def outcome_json(outcome: BudgetOutcome) -> dict[str, object]:
    """Everything needed to check the result. Whole amounts are whole numbers; exact shares of money are texts such as `12500/7`."""
    return {
        "format": "participation-budget-result/1",
        "rule": outcome.rule,
        "winners": list(outcome.winner_ids),
        "complete": True,
        "decided": True,
        "currency": outcome.currency,
        "budget": amount(outcome, outcome.budget),
        "spent": amount(outcome, outcome.spent),
        "left": amount(outcome, outcome.budget - outcome.spent),
        "threshold": None if outcome.threshold is None else points(outcome, outcome.threshold),
        "ballots": {"total": outcome.voters, "valid": outcome.voters - outcome.blank, "blank": outcome.blank, "invalid": 0},
        "projects": [_project_json(outcome, place) for place in range(len(outcome.projects))],
        "rounds": [_round_json(outcome, step) for step in outcome.rounds],
        "ties": [_tie_json(outcome, tie) for tie in outcome.ties],
        "lot": None
        if outcome.lot is None
        else {"seed": outcome.lot.seed.hex(), "order": [outcome.projects[p].identifier for p in outcome.lot.order]},
        "margin": {"kind": outcome.margin.kind, "ballots": outcome.margin.ballots},
        "completion": _completion_json(outcome),
        "voters_money": _purse_json(outcome),
        "comparison": _comparison_json(outcome),
    }


def amount(outcome: BudgetOutcome, units: int | Fraction) -> int | float:
    """Money in the currency as a number to show (never used to decide anything)."""
    value = Fraction(units) / outcome.scale
    return value.numerator if value.denominator == 1 else float(round(value, 6))


def points(outcome: BudgetOutcome, units: int) -> int | float:
    """Points as a number to show."""
    value = Fraction(units, outcome.points_scale)
    return value.numerator if value.denominator == 1 else float(value)


def _exact(outcome: BudgetOutcome, units: Fraction) -> str:
    return str(units / outcome.scale)


def _project_json(outcome: BudgetOutcome, place: int) -> dict[str, object]:
    project = outcome.projects[place]
    missing = outcome.missing[place] if outcome.missing else None
    return {
        "id": project.identifier,
        "name": project.name,
        "cost": amount(outcome, project.cost),
        "votes": outcome.votes[place],
        "score": points(outcome, outcome.scores[place]),
        "funded": outcome.reasons[place] == "funded",
        "reason": outcome.reasons[place],
        "missing": None if missing is None else amount(outcome, missing),
        "categories": list(project.categories),
        "targets": list(project.targets),
        "neighbourhood": project.neighbourhood,
    }


def _round_json(outcome: BudgetOutcome, step: BudgetRound) -> dict[str, object]:
    found: dict[str, object] = {
        "number": step.number,
        "project": outcome.projects[step.project].identifier,
        "funded": step.funded,
        "reason": step.reason,
        "cost": amount(outcome, step.cost),
        "left": amount(outcome, step.left),
        "tie": None if step.tie is None else _tie_json(outcome, step.tie),
    }
    if step.payment is not None:
        paid = step.payment
        found["payment"] = {
            "rho": str(paid.rho),
            "price": _exact(outcome, paid.price),
            "price_shown": amount(outcome, paid.price),
            "in_full": {"voters": paid.full_payers, "amount": amount(outcome, paid.full_amount), "exact": _exact(outcome, paid.full_amount)},
            "last_money": {"voters": paid.last_payers, "amount": amount(outcome, paid.last_amount), "exact": _exact(outcome, paid.last_amount)},
        }
    return found


def _tie_json(outcome: BudgetOutcome, tie: BudgetTie) -> dict[str, object]:
    return {
        "projects": [outcome.projects[place].identifier for place in tie.projects],
        "chosen": outcome.projects[tie.chosen].identifier,
        "decided_by": tie.decided_by,
    }


def _completion_json(outcome: BudgetOutcome) -> dict[str, object] | None:
    done = outcome.completion
    if done is None:
        return None
    return {
        "kind": "add1",
        "step": amount(outcome, done.step),
        "raises": done.raises,
        "runs": done.runs,
        "every_step": done.every_step,
        "next_would_spend": None if done.overspent is None else amount(outcome, done.overspent),
        "next_would_fund": [outcome.projects[place].identifier for place in done.overspent_projects],
    }


def _purse_json(outcome: BudgetOutcome) -> dict[str, object] | None:
    purse = outcome.purse
    if purse is None:
        return None
    return {
        "share": _exact(outcome, purse.share),
        "raised": _exact(outcome, purse.raised),
        "each": amount(outcome, purse.share + purse.raised),
        "left": _exact(outcome, purse.left),
        "left_shown": amount(outcome, purse.left),
        "voters_with_nothing_left": purse.emptied,
        "least_left": _exact(outcome, purse.least),
        "most_left": _exact(outcome, purse.most),
    }


def _comparison_json(outcome: BudgetOutcome) -> dict[str, object] | None:
    both = outcome.comparison
    if both is None:
        return None
    return {"equal_shares": both.shares, "greedy": both.greedy, "alike": both.equal, "took": "greedy" if both.took_greedy else "equal-shares"}
