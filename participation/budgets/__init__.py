"""Participatory budgets: pots, projects with what offices say about them, the votes on them, and what is built afterwards."""
