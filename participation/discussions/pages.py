"""The tables and pages of discussions, as the application registers them."""

from __future__ import annotations

from participation.discussions import contribution_views, models, summary_models, summary_views, thread_views, views

MODELS = (models, summary_models)

BLUEPRINTS = (
    views.blueprint,
    contribution_views.blueprint,
    thread_views.blueprint,
    summary_views.blueprint,
)
"""Topics, contributions, threads, summaries."""
