"""The room's pages, for the application's table of contents."""

from __future__ import annotations

from flask import Blueprint

from participation.public_log import mail_views, mine_views, views

BLUEPRINTS: tuple[Blueprint, ...] = (views.blueprint, mine_views.blueprint, mail_views.blueprint)
