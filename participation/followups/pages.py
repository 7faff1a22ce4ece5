"""All pages of answering for the city."""

from __future__ import annotations

from participation.followups import answer_views, bulk_views, office_views, work_views

BLUEPRINTS = (answer_views.blueprint, bulk_views.blueprint, office_views.blueprint, work_views.blueprint)
