"""The pages of accounts, as the application registers them."""

from __future__ import annotations

from participation.accounts import code_views, copy_models, copy_views, leaving_views, notice_views, own_views, people_views, views
from participation.accounts import models as accounts_models

MODELS = (accounts_models, copy_models)
"""People, their sessions, links, codes and notices; copies of their data."""

BLUEPRINTS = (
    views.blueprint,
    own_views.blueprint,
    copy_views.blueprint,
    notice_views.blueprint,
    leaving_views.blueprint,
    code_views.blueprint,
    people_views.blueprint,
)
"""Signing in and up, one's own account, notices, leaving, codes, people and their roles."""
