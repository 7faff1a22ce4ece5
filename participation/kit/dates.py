"""Dates in words, in the city's zone, for pages, rules and mails alike."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from participation.kit.language import language

MONTHS = {
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}

_zone = ZoneInfo("Europe/Berlin")


def use_zone(name: str) -> None:
    """Set the city's zone, once at the start."""
    global _zone  # one process serves one city
    _zone = ZoneInfo(name)


def city_zone() -> ZoneInfo:
    """The zone in which dates are shown and typed."""
    return _zone


def day_begins(day: date) -> datetime:
    """The moment at which a day of the city begins, in UTC."""
    return datetime.combine(day, time(), _zone).astimezone(UTC)


def say_date(value: datetime | date | None) -> str:
    """`30. November 2026`; English `30 November 2026`; nothing for None."""
    if value is None:
        return ""
    local = value.astimezone(_zone) if isinstance(value, datetime) else value
    spoken = language()
    return f"{local.day}{'.' if spoken == 'de' else ''} {MONTHS[spoken][local.month - 1]} {local.year}"


def say_moment(value: datetime | None) -> str:
    """`30. November 2026, 18 Uhr` or `18:30 Uhr`; English `30 November 2026, 18:00`."""
    if value is None:
        return ""
    local = value.astimezone(_zone)
    if language() != "de":
        return f"{say_date(local)}, {local:%H:%M}"
    hour = f"{local.hour}" if local.minute == 0 else f"{local:%H:%M}"
    return f"{say_date(local)}, {hour} Uhr"


def say_time(value: datetime | None) -> str:
    """`18:30 Uhr`; English `18:30`: for what happens today and stands beside its day."""
    if value is None:
        return ""
    return f"{value.astimezone(_zone):%H:%M}" + (" Uhr" if language() == "de" else "")
