"""A meeting in the words of schema.org, for search engines and calendars."""

from __future__ import annotations

from typing import Any

from participation.consultations.structured import CONTEXT, organisation
from participation.kit.dates import city_zone
from participation.meetings.models import Meeting, MeetingStage
from participation.settings import Settings


def meeting_event(settings: Settings, meeting: Meeting, slug: str) -> dict[str, Any]:
    """A meeting with its place, or its stream, or both."""
    url = f"{settings.base_url.rstrip('/')}/beteiligungen/{slug}/sitzungen/{meeting.id}"
    hall = {"@type": "Place", "name": meeting.place, "address": meeting.address or settings.city_name}
    home = {"@type": "VirtualLocation", "url": meeting.stream_url or url}
    places = [*([hall] if meeting.place else []), *([home] if meeting.stream_url or not meeting.place else [])]
    mode = {2: "Mixed", 1: "Offline" if meeting.place else "Online"}[len(places)]
    status = "EventCancelled" if meeting.stage == MeetingStage.CANCELLED else "EventScheduled"
    return {
        "@context": CONTEXT,
        "@type": "Event",
        "name": meeting.title,
        "url": url,
        "startDate": meeting.starts_at.astimezone(city_zone()).isoformat(timespec="minutes"),
        "endDate": meeting.ends_at.astimezone(city_zone()).isoformat(timespec="minutes"),
        "eventAttendanceMode": f"{CONTEXT}/{mode}EventAttendanceMode",
        "eventStatus": f"{CONTEXT}/{status}",
        "location": places,
        "isAccessibleForFree": True,
        "organizer": organisation(settings),
    }
