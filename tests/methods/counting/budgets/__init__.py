"""Participatory budgets."""
