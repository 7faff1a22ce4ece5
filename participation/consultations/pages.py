"""The pages of consultations, as the application registers them."""

from __future__ import annotations

from participation.consultations import (
    district_views,
    feed_views,
    guest_views,
    mandate_views,
    media_views,
    name_views,
    retention_views,
    setup_media_views,
    setup_views,
    staff_views,
    views,
)

BLUEPRINTS = (
    views.blueprint,
    feed_views.blueprint,
    media_views.blueprint,
    staff_views.blueprint,
    mandate_views.blueprint,
    setup_views.blueprint,
    setup_media_views.blueprint,
    district_views.blueprint,
    retention_views.blueprint,
    name_views.blueprint,
    guest_views.blueprint,
)
"""Reading, feeds and dates, pictures and documents, staff, tasks of moderating, the set-up with its media, districts, how long data is kept,
by which name people appear, guests."""
