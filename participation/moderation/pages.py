"""The tables and pages of the moderation, as the application registers them."""

from __future__ import annotations

from participation.moderation import crowd_models, crowd_views, models, notice_views, own_views, views

MODELS = (models, crowd_models)
BLUEPRINTS = (own_views.blueprint, notice_views.blueprint, crowd_views.blueprint, views.blueprint)
"""What concerns one person, reporting and public pages, what stands out, the desk."""
