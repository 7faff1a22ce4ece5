"""All tables and pages of meetings."""

from __future__ import annotations

from flask import Blueprint

from participation.meetings import (
    checkin_views,
    desk_views,
    groups_models,
    groups_views,
    live_models,
    minutes_models,
    minutes_views,
    models,
    planning_views,
    public_views,
    registered_views,
    registration_models,
    registration_views,
    room_views,
    screen_views,
)

MODELS = (
    models,
    registration_models,
    live_models,
    minutes_models,
    groups_models,
)
BLUEPRINTS: tuple[Blueprint, ...] = (
    public_views.blueprint,
    planning_views.blueprint,
    registered_views.blueprint,
    registration_views.blueprint,
    checkin_views.blueprint,
    room_views.entry,
    room_views.blueprint,
    screen_views.blueprint,
    desk_views.blueprint,
    minutes_views.blueprint,
    groups_views.blueprint,
)
