"""What programs of readers ask for: dates as iCalendar, news of all consultations as Atom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.consultations.doorway import enter
from participation.consultations.models import Consultation
from participation.consultations.queries import latest_news, newest_with_phases
from participation.kit.database import current_session
from participation.kit.feeds import Entry, feed
from participation.kit.gathering import gather
from participation.kit.icalendar import Event, calendar_file
from participation.kit.language import gettext as _
from participation.kit.pages import settings

blueprint = Blueprint("consultation_feeds", __name__)

IN_CALENDAR = 100
IN_FEED = 50


@blueprint.get("/beteiligungen/<slug:slug>/termine.ics")
def dates(slug: str) -> BaseResponse:
    """The phases of a consultation, and what its rooms have with a beginning and an end."""
    consultation = enter(slug)
    title = _("Termine: %(title)s", title=consultation.title)
    return calendar_file(title, _events([consultation]), _host(), public=consultation.is_public)


@blueprint.get("/termine.ics")
def all_dates() -> BaseResponse:
    """The dates of the newest hundred consultations."""
    title = f"{settings().site_name} {settings().city_name}".strip()
    return calendar_file(title, _events(newest_with_phases(current_session(), IN_CALENDAR)), _host())


@blueprint.get("/beteiligungen.atom")
def news() -> BaseResponse:
    """Consultations as they were published and closed, and what became of them and of their votes."""
    entries = [
        Entry(f"{one.url}#{one.what}-{one.number}", one.url, one.sentence, settings().city_name, one.at, one.at, text=one.summary)
        for one in latest_news(current_session(), IN_FEED)
    ]
    title = _("Beteiligungen: %(city)s", city=settings().city_name)
    since = min((entry.updated for entry in entries), default=datetime.fromisoformat("2026-01-01T00:00:00+00:00"))
    return feed(title, url_for("consultations.index"), entries, since)


def _host() -> str:
    return urlsplit(settings().base_url).hostname or "localhost"


def _events(consultations: Sequence[Consultation]) -> list[Event]:
    base = settings().base_url.rstrip("/")
    events = []
    for town in consultations:
        url, stamp = f"{base}/beteiligungen/{town.slug}", town.changed_at or town.published_at or town.created_at
        for phase in town.phases:
            title = f"{phase.title}: {town.title}"
            events.append(Event(f"phase-{phase.id}", title, phase.starts_at, phase.ends_at, url, stamp, phase.description))
    return events + gather("calendar.events", consultations, base)
