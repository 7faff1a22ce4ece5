"""The tables and pages of the moderation, as the application registers them."""

from __future__ import annotations

from participation.moderation import models, notice_views, own_views, views

MODELS = (models,)
BLUEPRINTS = (own_views.blueprint, notice_views.blueprint, views.blueprint)
"""What concerns one person, reporting and public pages, the desk."""
