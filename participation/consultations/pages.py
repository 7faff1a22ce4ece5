"""The pages of consultations, as the application registers them."""

from __future__ import annotations

from participation.consultations import district_views, feed_views, media_views, setup_media_views, setup_views, staff_views, views

BLUEPRINTS = (
    views.blueprint,
    feed_views.blueprint,
    media_views.blueprint,
    staff_views.blueprint,
    setup_views.blueprint,
    setup_media_views.blueprint,
    district_views.blueprint,
)
"""Reading, feeds and dates, pictures and documents, staff, the set-up with its media, districts."""
