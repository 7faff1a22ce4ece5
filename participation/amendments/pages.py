"""The pages of suggested changes, as the application registers them."""

from __future__ import annotations

from participation.amendments import deciding_views, moderation_views, views

BLUEPRINTS = (views.blueprint, deciding_views.blueprint, moderation_views.blueprint)
"""Reading and suggesting, deciding, the moderation."""
