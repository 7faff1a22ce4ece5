"""What a council information system says of a paper: objects of OParl 1.0 and 1.1, read strictly and within limits.

Source: the specification "OParl 1.1 – Schnittstelle für den Zugriff auf öffentliche parlamentarische Informationen"
(https://dev.oparl.org/spezifikation). Only what a resident wants to know is read: Paper, Consultation, AgendaItem, Meeting, Organization,
File. Whatever is missing is empty; whatever is of another type than the specification says is left out, never guessed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

MOST_STEPS = 20
"""Consultations of one paper that are followed: a paper goes through a handful of committees."""
LONGEST_LINE = 500
LONGEST_TEXT = 20_000


class Fault(StrEnum):
    """Why an answer cannot be taken."""

    NOT_JSON = "not-json"
    NOT_AN_OBJECT = "not-an-object"
    WRONG_TYPE = "wrong-type"


class OparlError(ValueError):
    """An answer that is no object of OParl; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Consulted:
    """Where a paper was or will be dealt with: addresses of the meeting, the agenda item and the bodies, and the role ("Beschlussfassung")."""

    meeting: str = ""
    agenda_item: str = ""
    organizations: tuple[str, ...] = ()
    role: str = ""
    authoritative: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A council paper. `file_url`: where its main document can be fetched; `web`: its page for people. `deleted`: the council took it back."""

    url: str
    name: str = ""
    reference: str = ""
    paper_type: str = ""
    day: date | None = None
    web: str = ""
    file_name: str = ""
    file_url: str = ""
    consulted: tuple[Consulted, ...] = ()
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An item of a meeting's agenda, with what came out. `public`: false where it was dealt with behind closed doors."""

    url: str
    number: str = ""
    name: str = ""
    result: str = ""
    resolution: str = ""
    public: bool = True


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting with its agenda, as far as it stands in the meeting itself."""

    url: str
    name: str = ""
    start: datetime | None = None
    cancelled: bool = False
    web: str = ""
    organizations: tuple[str, ...] = ()
    items: tuple[AgendaItem, ...] = ()

    def item(self, url: str) -> AgendaItem | None:
        """The agenda item of an address, where the meeting holds it."""
        return next((one for one in self.items if one.url == url), None)


def read_object(content: bytes, kind: str) -> Mapping[str, Any]:
    """The JSON object of an answer, of the kind "Paper", "Meeting" and so on. Raises OparlError.

    A number in another notation, or what is nested too deeply to be read, is no JSON for us either.
    """
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise OparlError(Fault.NOT_JSON) from None
    if not isinstance(found, dict):
        raise OparlError(Fault.NOT_AN_OBJECT)
    if not is_of(found, kind):
        raise OparlError(Fault.WRONG_TYPE)
    return found


def is_of(said: Mapping[str, Any], kind: str) -> bool:
    """Whether an object says that it is of this kind, in whichever version of the schema."""
    named = said.get("type")
    return isinstance(named, str) and bool(re.fullmatch(rf"https?://schema\.oparl\.org/\d+\.\d+/{kind}", named))


def read_paper(said: Mapping[str, Any]) -> Paper:
    """A paper. Of one that is deleted the specification keeps nothing but its address and the word that it is."""
    file = said.get("mainFile")
    file = file if isinstance(file, dict) and file.get("deleted") is not True else {}
    found = said.get("consultation")
    parts = found if isinstance(found, list) else []
    return Paper(
        url=_address(said, "id"),
        name=_line(said, "name"),
        reference=_line(said, "reference", 120),
        paper_type=_line(said, "paperType", 120),
        day=_day(said.get("date")),
        web=_address(said, "web"),
        file_name=_line(file, "name") or _line(file, "fileName"),
        file_url=_address(file, "downloadUrl") or _address(file, "accessUrl"),
        consulted=tuple(_consulted(part) for part in parts[:MOST_STEPS] if isinstance(part, dict) and part.get("deleted") is not True),
        deleted=said.get("deleted") is True,
    )


def read_meeting(said: Mapping[str, Any]) -> Meeting:
    """A meeting with the agenda items that stand in it."""
    found = said.get("agendaItem")
    items = found if isinstance(found, list) else []
    return Meeting(
        url=_address(said, "id"),
        name=_line(said, "name"),
        start=_moment(said.get("start")),
        cancelled=said.get("cancelled") is True,
        web=_address(said, "web"),
        organizations=_addresses(said, "organization"),
        items=tuple(read_agenda_item(item) for item in items if isinstance(item, dict) and item.get("deleted") is not True),
    )


def read_agenda_item(said: Mapping[str, Any]) -> AgendaItem:
    """An agenda item. What was dealt with behind closed doors tells no resolution here, whatever the system says."""
    public = said.get("public") is not False
    return AgendaItem(
        url=_address(said, "id"),
        number=_line(said, "number", 40),
        name=_line(said, "name"),
        result=_line(said, "result", 200),
        resolution=_text(said, "resolutionText") if public else "",
        public=public,
    )


def read_organization(said: Mapping[str, Any]) -> str:
    """What a body is called."""
    return _line(said, "name", 200) or _line(said, "shortName", 200)


def _consulted(said: Mapping[str, Any]) -> Consulted:
    return Consulted(
        meeting=_address(said, "meeting"),
        agenda_item=_address(said, "agendaItem"),
        organizations=_addresses(said, "organization"),
        role=_line(said, "role", 120),
        authoritative=said.get("authoritative") is True,
    )


def _clean(value: str) -> str:
    kept = (one for one in unicodedata.normalize("NFC", value) if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co"))
    return "".join(kept).strip()


def _line(said: Mapping[str, Any], name: str, limit: int = LONGEST_LINE) -> str:
    value = said.get(name)
    return " ".join(_clean(value[: limit * 4]).split())[:limit] if isinstance(value, str) else ""


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return _clean(value.replace("\r\n", "\n").replace("\r", "\n")[:LONGEST_TEXT]) if isinstance(value, str) else ""


def _address(said: Mapping[str, Any], name: str) -> str:
    """A whole web address; nothing for anything else, so that no page ever links to a script."""
    value = said.get(name)
    return value if isinstance(value, str) and is_address(value) else ""


def is_address(value: str) -> bool:
    """Whether a text is the whole address of something on the web."""
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and len(value) <= 500 and value.isprintable() and " " not in value
    except ValueError:
        return False


def _addresses(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = said.get(name)
    found: Sequence[Any] = value if isinstance(value, list) else [value]
    return tuple(one for one in found[:5] if isinstance(one, str) and is_address(one))


def _day(value: Any) -> date | None:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _moment(value: Any) -> datetime | None:
    """A moment with its zone, as the specification asks for (RFC 3339)."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo is not None and 1900 <= found.year <= 2200 else None
