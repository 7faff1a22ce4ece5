"""The pages of newsletters, as the application registers them."""

from __future__ import annotations

from participation.newsletters import staff_views, views

BLUEPRINTS = (views.blueprint, staff_views.blueprint)
"""For everybody; for those who write them."""
