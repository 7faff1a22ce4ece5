"""All pages of opinion maps."""

from __future__ import annotations

from participation.opinions import answering_views, file_views, moderation_views, report_views, staff_views, views, writing_views

BLUEPRINTS = (
    views.blueprint,
    answering_views.blueprint,
    writing_views.blueprint,
    staff_views.blueprint,
    moderation_views.blueprint,
    report_views.blueprint,
    file_views.blueprint,
)
