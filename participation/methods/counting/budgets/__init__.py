"""Participatory budgets: which projects are paid for, by which rule, and where each project's money came from."""

from participation.methods.counting.budgets.ballots import BudgetBallots, BudgetTerms, Limit, Project
from participation.methods.counting.budgets.outcome import BudgetOutcome
from participation.methods.counting.budgets.rules import BUDGET_RULES, count_budget

__all__ = ["BUDGET_RULES", "BudgetBallots", "BudgetOutcome", "BudgetTerms", "Limit", "Project", "count_budget"]
