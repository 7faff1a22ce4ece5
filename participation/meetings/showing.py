"""How pages say a meeting: when, where, at which hour each point, how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from participation.kit.dates import city_zone, say_date, say_moment
from participation.kit.icalendar import Event
from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.meetings.access import named
from participation.meetings.models import Meeting, MeetingPoint, MeetingStage
from participation.places.maps import town_map
from participation.places.models import Place
from participation.places.sketch import Sketch, sketch_of
from participation.places.words import place_words

__all__ = ["Planned", "Where", "badge_of", "event_of", "planned_points", "say_place", "say_span", "where_is"]


def say_span(meeting: Meeting) -> str:
    """`30. November 2026, 18 bis 20:30 Uhr`; over midnight both days."""
    begins, ends = (moment.astimezone(city_zone()) for moment in (meeting.starts_at, meeting.ends_at))
    if begins.date() != ends.date():
        return _("%(begin)s bis %(end)s", begin=say_moment(meeting.starts_at), end=say_moment(meeting.ends_at))
    if language() != "de":
        return f"{say_date(meeting.starts_at)}, {begins:%H:%M}–{ends:%H:%M}"
    return f"{say_date(meeting.starts_at)}, {_hour(begins)} bis {_hour(ends)} Uhr"


def _hour(moment: datetime) -> str:
    return f"{moment.hour}" if moment.minute == 0 else f"{moment:%H:%M}"


def say_place(meeting: Meeting) -> str:
    """Hall and address; where there is none, that one takes part from home."""
    return ", ".join(part for part in (meeting.place, meeting.address) if part) or (_("Nur von zu Hause") if meeting.stream_url else "")


@dataclass(frozen=True, slots=True)
class Where:
    """A place as a page shows it."""

    words: str
    coarse: bool
    sketch: Sketch | None


def where_is(place: Place | None) -> Where | None:
    """A place in words and on a small map; None where there is none."""
    if place is None:
        return None
    return Where(place_words(place.kind, place.label, coarse=place.coarse), place.coarse, sketch_of(town_map(), place))


@dataclass(frozen=True, slots=True)
class Planned:
    """A point of the agenda with the hour at which it is planned, where that can be said."""

    point: MeetingPoint
    at: str


def planned_points(meeting: Meeting) -> list[Planned]:
    """The agenda with hours, as far as the minutes of all points before are known."""
    found: list[Planned] = []
    at: datetime | None = meeting.starts_at
    for point in meeting.points:
        found.append(Planned(point, f"{at.astimezone(city_zone()):%H:%M}" if at is not None and point.minutes else ""))
        at = at + timedelta(minutes=point.minutes) if at is not None and point.minutes else None
    return found


def badge_of(meeting: Meeting, now: datetime) -> tuple[str, str]:
    """How it stands, in a word, and the badge's kind; what was announced and held without a desk is over by its time."""
    if meeting.stage == MeetingStage.ANNOUNCED and meeting.ends_at <= now:
        return _("vorbei"), "neutral"
    words = {
        MeetingStage.DRAFT: (_("Entwurf"), "neutral"),
        MeetingStage.ANNOUNCED: (_("angekündigt"), "info"),
        MeetingStage.RUNNING: (_("läuft"), "success"),
        MeetingStage.ENDED: (_("vorbei"), "neutral"),
        MeetingStage.CANCELLED: (_("fällt aus"), "danger"),
    }
    return words[MeetingStage(meeting.stage)]


def event_of(meeting: Meeting, consultation_title: str, url: str) -> Event:
    """The meeting for calendars; one that is cancelled says so in its title."""
    title = _("Fällt aus: %(title)s", title=meeting.title) if meeting.stage == MeetingStage.CANCELLED else meeting.title
    told = [consultation_title, *(str(name) for name in named(meeting.access_features)), meeting.stream_url, meeting.cancel_reason]
    return Event(
        f"meeting-{meeting.id}",
        title,
        meeting.starts_at,
        meeting.ends_at,
        url,
        meeting.changed_at or meeting.announced_at or meeting.created_at,
        text="\n".join(part for part in told if part),
        place=say_place(meeting) if meeting.place or meeting.address else "",
    )
