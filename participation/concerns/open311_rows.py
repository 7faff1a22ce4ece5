"""Concerns and categories as Open311 tells them: what is public on pages, and nothing of whoever sent them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from participation.concerns.models import Concern, ConcernCategory
from participation.kit.dates import day_begins
from participation.methods.geometry import degrees
from participation.methods.georeport import Value, say_moment
from participation.settings import Settings

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-30T00:00:00Z"
"""When this interface last changed."""

Row = dict[str, Value]


def discovery(settings: Settings) -> Row:
    """Where the interface is and what it speaks."""
    base = settings.base_url.rstrip("/")
    endpoint: Row = {
        "specification": SPECIFICATION,
        "url": f"{base}/open311/v2",
        "changeset": CHANGED,
        "type": "test" if settings.demo else "production",
        "formats": ["application/json", "text/xml"],
    }
    return {
        "changeset": CHANGED,
        "contact": f"{settings.contact_email} {base}".strip(),
        "key_service": f"Keys for POST are given out by the administration of {settings.city_name or 'the city'}.",
        "endpoints": [endpoint],
    }


def service(category: ConcernCategory) -> Row:
    """A category. All are `realtime`: a request has its number at once; none has further attributes."""
    return {
        "service_code": category.code,
        "service_name": category.name,
        "description": category.hint,
        "metadata": False,
        "type": "realtime",
        "keywords": "",
        "group": category.office.name,
    }


def definition(category: ConcernCategory) -> Row:
    """A category's attributes: there are none."""
    return {"service_code": category.code, "attributes": []}


def requests(settings: Settings, concerns: Sequence[Concern], answers: Mapping[int, str]) -> list[Row]:
    """Concerns with the newest answer to each."""
    return [_request(settings, concern, answers.get(concern.id, "")) for concern in concerns]


def _request(settings: Settings, concern: Concern, answer: str) -> Row:
    place, base = concern.place, settings.base_url.rstrip("/")
    expected = say_moment(day_begins(concern.due_on + timedelta(days=1))) if concern.due_on else None
    return {
        "service_request_id": str(concern.id),
        "status": "open" if concern.is_open else "closed",
        "status_notes": answer or None,
        "service_name": concern.category.name,
        "service_code": concern.category.code,
        "description": concern.text,
        "agency_responsible": concern.office.name,
        "service_notice": None,
        "requested_datetime": say_moment(concern.received_at or concern.asked_at),
        "updated_datetime": say_moment(concern.changed_at),
        "expected_datetime": expected,
        "address": (place.label if place else concern.address) or None,
        "address_id": None,
        "zipcode": None,
        "lat": degrees(place.latitude) if place else None,
        "long": degrees(place.longitude) if place else None,
        "media_url": f"{base}/anliegen/bilder/{concern.picture_name}/{concern.picture_widths[-1]}.webp" if concern.shows_picture else None,
    }
