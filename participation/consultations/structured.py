"""A consultation, and who runs the site, in the words of schema.org, for search engines: said once in the page as JSON-LD."""

from __future__ import annotations

from typing import Any

from participation.consultations.models import Consultation
from participation.kit.dates import city_zone
from participation.settings import Settings

CONTEXT = "https://schema.org"
Told = dict[str, Any]


def organisation(settings: Settings) -> Told:
    """The city, as the one who runs the platform."""
    told = {
        "@type": "GovernmentOrganization",
        "name": settings.data_publisher or settings.city_name,
        "url": settings.data_publisher_url or settings.base_url,
    }
    return told | ({"email": settings.contact_email} if settings.contact_email else {})


def site(settings: Settings) -> Told:
    """The platform, for the start page."""
    told = {"@type": "WebSite", "name": f"{settings.site_name} {settings.city_name}", "url": settings.base_url, "inLanguage": ["de", "en"]}
    return {"@context": CONTEXT, **told, "publisher": organisation(settings)}


def consultation(settings: Settings, it: Consultation) -> Told:
    """A consultation as an event that takes place online, from its first phase to the end of its last."""
    url = f"{settings.base_url.rstrip('/')}/beteiligungen/{it.slug}"
    told: Told = {
        "@context": CONTEXT,
        "@type": "Event",
        "name": it.title,
        "url": url,
        "description": it.summary or it.title,
        "eventAttendanceMode": f"{CONTEXT}/OnlineEventAttendanceMode",
        "eventStatus": f"{CONTEXT}/EventScheduled",
        "location": {"@type": "VirtualLocation", "url": url},
        "isAccessibleForFree": True,
        "organizer": organisation(settings),
    }
    if it.phases:
        told["startDate"] = min(phase.starts_at for phase in it.phases).astimezone(city_zone()).isoformat(timespec="minutes")
        told["endDate"] = max(phase.ends_at for phase in it.phases).astimezone(city_zone()).isoformat(timespec="minutes")
    return told
