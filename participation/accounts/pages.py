"""The pages of accounts, as the application registers them."""

from __future__ import annotations

from participation.accounts import code_views, leave_mail_views, leaving_views, notice_views, own_views, people_views, views

BLUEPRINTS = (
    views.blueprint,
    own_views.blueprint,
    notice_views.blueprint,
    leave_mail_views.blueprint,
    leaving_views.blueprint,
    code_views.blueprint,
    people_views.blueprint,
)
"""Signing in and up, one's own account, notices, leaving, codes, people and their roles."""
