"""All pages of answering for the city."""

from __future__ import annotations

from participation.followups import answer_views, bulk_views, clock_views, matter_views, note_views, office_views, release_views, work_views

BLUEPRINTS = (
    answer_views.blueprint,
    bulk_views.blueprint,
    office_views.blueprint,
    work_views.blueprint,
    note_views.blueprint,
    matter_views.blueprint,
    release_views.blueprint,
    clock_views.staff,
    clock_views.blueprint,
)
