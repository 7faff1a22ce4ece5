"""The room's pages."""

from __future__ import annotations

from participation.opendata import site_map_views, staff_views, views

BLUEPRINTS = (views.blueprint, staff_views.blueprint, site_map_views.blueprint)
