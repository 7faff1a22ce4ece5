"""The pages of organisations, as the application registers them."""

from __future__ import annotations

from participation.organisations import representation_views, staff_views, views

BLUEPRINTS = (views.blueprint, representation_views.blueprint, staff_views.blueprint)
"""Reading and asking, representing, checking."""
