"""The pages of similar proposals, as the application registers them."""

from __future__ import annotations

from participation.duplicates import merge_views, models, views, writing_views

MODELS = (models,)
BLUEPRINTS = (views.blueprint, merge_views.blueprint, writing_views.blueprint)
"""The work list, merging, what is shown while one writes."""
