"""All tables and pages of texts under review."""

from __future__ import annotations

from participation.reviews import deciding_views, models, staff_views, views, writing_views

MODELS = (models,)
BLUEPRINTS = (views.blueprint, writing_views.blueprint, deciding_views.blueprint, staff_views.blueprint)
