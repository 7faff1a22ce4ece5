"""The pages of suggested changes, as the application registers them."""

from __future__ import annotations

from participation.amendments import deciding_views, models, moderation_views, views

MODELS = (models,)
BLUEPRINTS = (views.blueprint, deciding_views.blueprint, moderation_views.blueprint)
"""Reading and suggesting, deciding, the moderation."""
