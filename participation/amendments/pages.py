"""The pages of suggested changes, as the application registers them."""

from __future__ import annotations

from participation.amendments import deciding_views, models, views

MODELS = (models,)
BLUEPRINTS = (views.blueprint, deciding_views.blueprint)
"""Reading and suggesting, deciding."""
