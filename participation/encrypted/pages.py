"""All pages of encrypted votes."""

from __future__ import annotations

from participation.encrypted import board_views, models, staff_views, trustee_views, views

MODELS = (models,)
BLUEPRINTS = (views.blueprint, board_views.blueprint, staff_views.blueprint, trustee_views.blueprint)
