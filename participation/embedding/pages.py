"""All pages of embedding."""

from __future__ import annotations

from participation.embedding import views

BLUEPRINTS = (views.blueprint,)
