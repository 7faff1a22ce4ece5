"""Dates for people's own calendars: iCalendar files (RFC 5545), all moments in UTC, so that no zone needs explaining."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import make_response
from werkzeug.wrappers import Response as BaseResponse

from participation.kit.feeds import kept_a_while
from participation.kit.text import clean_line, clean_text

OCTETS = 75
"""The longest line, without its end."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something with a beginning and an end. `name` never changes and is its own on this site; `stamp` is when it was written or changed."""

    name: str
    title: str
    starts_at: datetime
    ends_at: datetime
    url: str
    stamp: datetime
    text: str = ""
    place: str = ""


def calendar(title: str, events: Iterable[Event], host: str) -> str:
    """A whole calendar as text; `host` makes the events' names unique in the world."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//participation//calendar//DE", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_text(title)}")
    for event in sorted(events, key=lambda event: (event.starts_at, event.name)):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.name}@{host}",
            f"DTSTAMP:{_moment(event.stamp)}",
            f"DTSTART:{_moment(event.starts_at)}",
            f"DTEND:{_moment(event.ends_at)}",
            f"SUMMARY:{_text(clean_line(event.title))}",
            *([f"DESCRIPTION:{_text(clean_text(event.text))}"] if event.text else []),
            *([f"LOCATION:{_text(clean_line(event.place))}"] if event.place else []),
            f"URL:{event.url}",
            "TRANSP:TRANSPARENT",  # nobody is busy because a phase runs
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def calendar_file(title: str, events: Iterable[Event], host: str, *, public: bool = True) -> BaseResponse:
    """The calendar as an answer that programs may keep some minutes; unchanged, it answers 304."""
    response = make_response(calendar(title, events, host))
    response.content_type = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="termine.ics"'
    return kept_a_while(response, public=public)


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """At most 75 octets a line, cut between characters; what follows begins with a space."""
    parts, room = [""], OCTETS
    for character in line:
        octets = len(character.encode())
        if octets > room:
            parts.append("")
            room = OCTETS - 1
        parts[-1] += character
        room -= octets
    return "\r\n ".join(parts)
