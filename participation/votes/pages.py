"""The room's tables and pages, for the application's table of contents."""

from __future__ import annotations

from flask import Blueprint

from participation.votes import (
    change_views,
    channel_models,
    code_views,
    counter_views,
    evidence_views,
    letter_views,
    models,
    paper_views,
    result_views,
    roll_views,
    staff_views,
    views,
)

MODELS = (models, channel_models)

BLUEPRINTS: tuple[Blueprint, ...] = (
    views.blueprint,
    code_views.blueprint,
    result_views.blueprint,
    evidence_views.blueprint,
    staff_views.blueprint,
    roll_views.blueprint,
    letter_views.blueprint,
    counter_views.blueprint,
    paper_views.blueprint,
    change_views.blueprint,
)
