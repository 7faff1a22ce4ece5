"""All pages of budgets."""

from __future__ import annotations

from participation.budgets import execution_views, models, project_views, staff_views, valuation_views, views

MODELS = (models,)
BLUEPRINTS = (
    views.blueprint,
    staff_views.blueprint,
    project_views.blueprint,
    valuation_views.blueprint,
    execution_views.blueprint,
)
