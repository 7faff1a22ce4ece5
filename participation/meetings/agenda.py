"""An agenda as it is typed: a line a point, `20 min Vorstellung der Entwürfe (Frau Weber, Stadtplanung)`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.text import clean_text
from participation.meetings.models import MeetingPoint

MOST_POINTS = 40
TITLE_LENGTH, SPEAKER_LENGTH = 200, 120
LONGEST_POINT = 600
"""Minutes."""
_LINE = re.compile(r"(?:([0-9]{1,4})\s*(?:min\b\.?|Min\b\.?|Minuten\b|minutes\b|′|')\s*)?(.+)", re.ASCII)
_SPEAKER = re.compile(r"(.*\S)\s*\(([^()]+)\)")


@dataclass(frozen=True, slots=True)
class Line:
    """A point as typed: what, who introduces it, how many minutes are planned."""

    title: str
    speaker: str = ""
    minutes: int | None = None


def read_agenda(text: str) -> list[Line]:
    """The lines of an agenda. Raises Invalid for too many, or for one that is too long, naming which."""
    found = []
    for number, line in enumerate((line.strip() for line in clean_text(text).splitlines() if line.strip()), 1):
        found.append(_read(line, number))
    if len(found) > MOST_POINTS:
        raise Invalid(_("Eine Tagesordnung hat höchstens %(most)s Punkte.", most=MOST_POINTS), "agenda")
    return found


def _read(line: str, number: int) -> Line:
    match = _LINE.fullmatch(line)
    said, title = (match[1], match[2]) if match else (None, line)
    speaker = ""
    if introduced := _SPEAKER.fullmatch(title):
        title, speaker = introduced[1], introduced[2].strip()
    minutes = int(said) if said else None
    if minutes is not None and not 1 <= minutes <= LONGEST_POINT:
        raise Invalid(_("Zeile %(line)s: Ein Punkt dauert 1 bis %(most)s Minuten.", line=number, most=LONGEST_POINT), "agenda")
    if len(title) > TITLE_LENGTH or len(speaker) > SPEAKER_LENGTH:
        raise Invalid(_("Zeile %(line)s ist zu lang. Bitte kürzen Sie sie.", line=number), "agenda")
    return Line(title, speaker, minutes)


def type_agenda(points: Iterable[MeetingPoint]) -> str:
    """An agenda as one would type it."""
    return "\n".join(_typed(point) for point in points)


def _typed(point: MeetingPoint) -> str:
    minutes = f"{point.minutes} min " if point.minutes else ""
    return f"{minutes}{point.title}" + (f" ({point.speaker})" if point.speaker else "")
