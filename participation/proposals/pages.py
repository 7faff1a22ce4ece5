"""The tables and pages of proposals, as the application registers them."""

from __future__ import annotations

from participation.proposals import (
    author_views,
    category_views,
    custom_views,
    doubt_models,
    file_views,
    history_views,
    intake_views,
    map_views,
    models,
    return_models,
    views,
    writing_models,
    writing_views,
)

MODELS = (models, writing_models, doubt_models, return_models)

BLUEPRINTS = (
    views.blueprint,
    writing_views.blueprint,
    history_views.blueprint,
    map_views.blueprint,
    file_views.blueprint,
    author_views.blueprint,
    custom_views.blueprint,
    intake_views.blueprint,
    category_views.blueprint,
)
"""Reading, writing, history, map, files, co-authors, custom questions, intake at the counter, topics corrected by staff."""
