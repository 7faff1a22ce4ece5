"""All pages of concerns."""

from __future__ import annotations

from participation.concerns import desk_views, open311_views, sending_views, setup_views, views

BLUEPRINTS = (views.blueprint, sending_views.blueprint, desk_views.blueprint, setup_views.blueprint, open311_views.blueprint)
