"""All pages and answers of this room."""

from __future__ import annotations

from participation.openapi import models, oparl_views, page_views, token_views, views, webhook_views

MODELS = (models,)
BLUEPRINTS = (views.blueprint, page_views.blueprint, token_views.blueprint, webhook_views.blueprint, oparl_views.blueprint)
