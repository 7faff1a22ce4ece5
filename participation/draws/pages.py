"""The pages of the draw, as the application registers them."""

from __future__ import annotations

from participation.draws import quota_views, seat_views, staff_views, views

BLUEPRINTS = (views.blueprint, quota_views.blueprint, staff_views.blueprint, seat_views.blueprint)
"""Everybody's pages, the quotas' editor, the steps of its staff, the seats of the drawn."""
