"""All pages of chains."""

from __future__ import annotations

from participation.traces import making_views, views

BLUEPRINTS = (views.blueprint, making_views.blueprint)
