"""The door's list on paper and as a file, for halls without a network, and how it is read when it is handed in.

The file is a page that works by itself: who ticks somebody off saves the ticks as a small JSON file. It carries a keyed hash of the
meeting and the moment when the list was made, so that only lists of this meeting, made here, are taken. On paper each
registration has its number, which is never given to another.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from participation.kit.dates import city_zone
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.pdf import compile_pdf
from participation.kit.sealing import Seals
from participation.kit.text import clean_line, clean_text
from participation.meetings.models import Meeting
from participation.meetings.registration_models import Registration

KIND = "participation-door-list"
MOST_TICKS, MOST_BYTES = 6_000, 1_000_000
_PURPOSE = "meeting door list"
_TURN = re.compile(r"([0-9]{1,5})(?:\s*[x×]\s*([0-9]{1,2}))?(?:\s+([01]?[0-9]|2[0-3])[:.]([0-5][0-9]))?", re.ASCII)
_NAME = re.compile(r"(.*?)(?:\s+([01]?[0-9]|2[0-3])[:.]([0-5][0-9]))?", re.ASCII)
_PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{8,22}")


@dataclass(frozen=True, slots=True)
class Tick:
    """A line that was ticked off or written on the list: a registration by its name or its number, or a guest.

    `label` is what it is called where it does not fit; `hand_key` makes a guest's line one that is entered once.
    """

    label: str
    public_id: str = ""
    turn: int = 0
    people: int = 1
    at: datetime | None = None
    name: str = ""
    hand_key: str = ""


def signature(seals: Seals, meeting_id: int, made_at: str) -> str:
    """What a list carries to show that it was made here, in hex."""
    return seals.fingerprint(_PURPOSE, f"{meeting_id}\0{made_at}").hex()


def read_file(content: bytes, seals: Seals, meeting: Meeting) -> list[Tick]:
    """The ticks of a saved list. Raises Invalid for a file that is none, is of another meeting, or was not made here."""
    told = _told(content)
    made_at, signed = str(told.get("made_at", "")), str(told.get("signature", ""))
    right = told.get("meeting") == meeting.id and hmac.compare_digest(signature(seals, meeting.id, made_at).encode(), signed.encode())
    if not right:
        raise Invalid(_("Diese Datei gehört nicht zu dieser Sitzung, oder sie wurde verändert."), "file")
    ticked, guests = told.get("ticked", []), told.get("guests", [])
    if not isinstance(ticked, list) or not isinstance(guests, list) or len(ticked) + len(guests) > MOST_TICKS:
        raise Invalid(_("Diese Datei ist keine Liste vom Einlass."), "file")
    return [_ticked(one) for one in ticked] + [_guest(one) for one in guests]


def read_typed(text: str, meeting: Meeting) -> list[Tick]:
    """Lines such as `12`, `12 x3 19:05` or `Herr Maier`, read all or nothing. Raises Invalid, naming the line."""
    found: list[Tick] = []
    seen: dict[str, int] = {}
    lines = [line.strip() for line in clean_text(text).splitlines() if line.strip()]
    if len(lines) > MOST_TICKS:
        raise Invalid(_("Die Liste ist zu lang."), "typed")
    for number, line in enumerate(lines, 1):
        label = _("Zeile %(line)s (%(text)s)", line=number, text=line[:60])
        if match := _TURN.fullmatch(line):
            found.append(Tick(label, turn=int(match[1]), people=int(match[2] or 1), at=_clock(meeting, match[3], match[4])))
        elif line[0].isdigit():
            raise Invalid(_("Zeile %(line)s können wir nicht lesen. Zum Beispiel: 12, oder 12 x3 19:05, oder ein Name.", line=number), "typed")
        else:
            said = _NAME.fullmatch(line)
            name, hour, minute = (said[1], said[2], said[3]) if said else (line, None, None)
            seen[line] = seen.get(line, 0) + 1  # two guests of one name are two, the same list twice is one
            key = hashlib.sha256(f"{line}\0{seen[line]}".encode()).hexdigest()[:40]
            found.append(Tick(label, at=_clock(meeting, hour, minute), name=clean_line(name)[:80], hand_key=key))
    return found


def _told(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or told.get("kind") != KIND:
        raise Invalid(_("Diese Datei ist keine Liste vom Einlass."), "file")
    return told


def _ticked(one: Any) -> Tick:
    key, people = (one.get("key"), one.get("people", 1)) if isinstance(one, dict) else (None, 1)
    if not isinstance(key, str) or not _PUBLIC_ID.fullmatch(key) or not isinstance(people, int) or not 1 <= people <= 99:
        raise Invalid(_("Diese Datei ist keine Liste vom Einlass."), "file")
    label = clean_line(str(one.get("label", "")))[:100] or key
    return Tick(label, public_id=key, people=people, at=_moment(one.get("at")))


def _guest(one: Any) -> Tick:
    key, name = (one.get("key"), one.get("name", "")) if isinstance(one, dict) else (None, "")
    if not isinstance(key, str) or not re.fullmatch(r"[0-9a-f]{8,40}", key) or not isinstance(name, str):
        raise Invalid(_("Diese Datei ist keine Liste vom Einlass."), "file")
    name = clean_line(name[:200])[:80]
    return Tick(name or _("Gast ohne Namen"), at=_moment(one.get("at")), name=name, hand_key=key)


def _moment(said: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(said) if isinstance(said, str) else None
        return at.astimezone(city_zone()) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _clock(meeting: Meeting, hour: str | None, minute: str | None) -> datetime | None:
    if hour is None or minute is None:
        return None
    day = meeting.starts_at.astimezone(city_zone()).date()
    return datetime.combine(day, time(int(hour), int(minute)), city_zone())


_SHEET = """
#set document(title: data.title)
#set page(paper: "a4", margin: (x: 15mm, y: 15mm), footer: context align(right)[#text(size: 8pt)[#data.title · #counter(page).display()]])
#set text(size: 10.5pt)
#heading(level: 1)[#data.title]
#data.when \\
#data.how
#v(3mm)
#table(columns: (14mm, 1fr, 22mm, 30mm), stroke: 0.4pt + luma(120), inset: 2.2mm, align: (right, left, right, left),
  table.header(..data.head.map(cell => strong(cell))),
  ..data.rows.flatten())
#heading(level: 2)[#data.guests]
#table(columns: (1fr, 30mm), stroke: 0.4pt + luma(120), inset: 3.4mm,
  table.header(strong(data.head.at(1)), strong(data.head.at(3))),
  ..range(12).map(place => ([], [])).flatten())
"""


def sheet_pdf(meeting: Meeting, registrations: Sequence[Registration], when: str, at: datetime) -> bytes:
    """The list to print: number, name, how many people, and room for the time; below it lines for those who come without."""
    placed = [one for one in registrations if one.is_placed]
    data = {
        "title": _("Einlass: %(title)s", title=meeting.title),
        "when": when,
        "how": _("Schreiben Sie neben jede Person, die kommt, die Uhrzeit. Danach tippen Sie die Nummern auf der Seite „Liste abgeben“ ab."),
        "head": [_("Nr."), _("Name"), _("Personen"), _("Uhrzeit")],
        "guests": _("Ohne Anmeldung"),
        "rows": [[str(one.turn), one.name, str(one.seats), ""] for one in placed],
    }
    return compile_pdf(_SHEET, data, at=at)


_TICKET = """
#set document(title: data.title)
#set page(paper: "a5", margin: 15mm)
#set text(size: 11pt)
#show heading: set text(size: 15pt)
#text(size: 9pt)[#data.site]
#heading(level: 1)[#data.title]
#for line in data.lines [#line \\ ]
#v(4mm)
#image(bytes(data.qr.flatten()), format: (encoding: "luma8", width: data.qr.len(), height: data.qr.len()), scaling: "pixelated", width: 55mm, alt: data.alt)
#v(2mm)
#data.how
"""


def ticket_pdf(data: dict[str, Any], at: datetime) -> bytes:
    """A ticket to print: `title`, `site`, `lines`, `qr` (rows of grey values), `alt`, `how`."""
    return compile_pdf(_TICKET, data, at=at)
