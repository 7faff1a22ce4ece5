"""The room's tables and pages, for the application's table of contents."""

from __future__ import annotations

from participation.insight import models, views

MODELS = (models,)
BLUEPRINTS = (views.blueprint,)
"""Insight of one consultation, of all, and for everybody."""
