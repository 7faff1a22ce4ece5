"""The administration's pages, for the application's table of contents."""

from __future__ import annotations

from participation.administration import log_views, views

BLUEPRINTS = (views.blueprint, log_views.blueprint)
"""All pages of this room."""
