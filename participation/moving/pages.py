"""All pages of moving here."""

from __future__ import annotations

from participation.moving import views

BLUEPRINTS = (views.blueprint,)
