"""All pages of invitations."""

from __future__ import annotations

from participation.invitations import letter_views, register_views, views

BLUEPRINTS = (views.blueprint, register_views.blueprint, letter_views.blueprint)
