"""The room's tables and pages, for the application's table of contents."""

from __future__ import annotations

from participation.dossiers import models, public_views, views

MODELS = (models,)
BLUEPRINTS = (views.blueprint, public_views.blueprint)
"""Writing the report, and reading it."""
