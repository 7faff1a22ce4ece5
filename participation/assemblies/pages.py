"""The pages and tables of the council at work, in one place for `app.py`."""

from __future__ import annotations

from flask import Blueprint

from participation.assemblies import (
    area_views,
    drafting_models,
    drafting_views,
    handover_models,
    models,
    report_views,
    result_views,
    sitting_views,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    area_views.blueprint,
    drafting_views.blueprint,
    report_views.blueprint,
    sitting_views.blueprint,
    result_views.blueprint,
)
MODELS = (models, drafting_models, handover_models)
