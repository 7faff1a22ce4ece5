"""All pages of reading in and out."""

from __future__ import annotations

from participation.transfers import export_views, import_views

BLUEPRINTS = (export_views.blueprint, import_views.blueprint)
