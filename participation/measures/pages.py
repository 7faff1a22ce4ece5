"""All pages of measures."""

from __future__ import annotations

from participation.measures import content_views, desk_views, views

BLUEPRINTS = (views.blueprint, desk_views.blueprint, content_views.blueprint)
