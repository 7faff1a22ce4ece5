"""The room's tables and pages, for the application's table of contents."""

from __future__ import annotations

from participation.sense import coding_views, group_views, models, public_views, report_models, report_views, topic_views, views

MODELS = (models, report_models)
BLUEPRINTS = (
    views.blueprint,
    coding_views.blueprint,
    group_views.blueprint,
    report_views.blueprint,
    public_views.blueprint,
    topic_views.blueprint,
)
"""The desk and the code book, coding, groups, writing the report, reading it, suggested categories."""
