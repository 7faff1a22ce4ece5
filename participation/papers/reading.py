"""A paper read as a whole: the paper, the meetings in which it is dealt with, their agenda items, the names of the bodies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from participation.methods.oparl import (
    AgendaItem,
    Consulted,
    Fault,
    Meeting,
    OparlError,
    Paper,
    read_agenda_item,
    read_meeting,
    read_object,
    read_organization,
    read_paper,
)
from participation.papers.fetching import Answer, FetchError, Trouble

MOST_REQUESTS = 60
"""For one paper: it, and for each of at most twenty meetings the meeting, an item and a body."""

Ask = Callable[[str, str, str], Answer]
"""Address, ETag and date of the last answer → answer; raises FetchError."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it is kept: its content and by what the server knows it."""

    content: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Dealt:
    """One meeting's part in a paper."""

    consulted: Consulted
    meeting: Meeting | None
    item: AgendaItem | None
    organization: str


@dataclass(frozen=True, slots=True)
class Told:
    """All that is known of a paper now, and the answers to keep, by their addresses."""

    paper: Paper
    dealt: tuple[Dealt, ...]
    answers: Mapping[str, Kept]


@dataclass
class _Reader:
    """Asks for objects, each at most once, and only whether it changed where it is known."""

    ask: Ask
    known: Mapping[str, Kept]
    answers: dict[str, Kept] = field(default_factory=dict)

    def object(self, url: str, kind: str) -> Mapping[str, Any]:
        if url not in self.answers:
            if len(self.answers) >= MOST_REQUESTS:
                raise FetchError(Trouble.TOO_LARGE)
            self.answers[url] = self._kept(url)
        try:
            return read_object(self.answers[url].content.encode(), kind)
        except OparlError as error:
            raise FetchError(Trouble.NOT_JSON if error.fault == Fault.NOT_JSON else Trouble.WRONG_TYPE) from error

    def _kept(self, url: str) -> Kept:
        before = self.known.get(url)
        answer = self.ask(url, before.etag if before else "", before.last_modified if before else "")
        if not answer.fresh:
            if before is None:
                raise FetchError(Trouble.BROKEN)  # "unchanged", though nothing was known
            return before
        try:
            content = answer.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise FetchError(Trouble.NOT_JSON) from error
        if "\x00" in content:
            raise FetchError(Trouble.NOT_JSON)
        return Kept(content, answer.etag, answer.last_modified)

    def perhaps(self, url: str, kind: str) -> Mapping[str, Any] | None:
        """An object that may have been deleted, or lie where we may not go, meanwhile: then the paper is told without it."""
        if not url:
            return None
        try:
            found = self.object(url, kind)
        except FetchError as error:
            if error.trouble in (Trouble.GONE, Trouble.NOT_ALLOWED):
                return None
            raise
        return None if found.get("deleted") is True else found


def read_whole(url: str, ask: Ask, known: Mapping[str, Kept]) -> Told:
    """Read a paper with all that belongs to it. `known`: the answers of the last reading. Raises FetchError; then nothing was read."""
    reader = _Reader(ask, known)
    paper = read_paper(reader.object(url, "Paper"))
    if paper.deleted:
        return Told(paper, (), reader.answers)
    return Told(paper, tuple(_dealt(reader, one) for one in paper.consulted), reader.answers)


def _dealt(reader: _Reader, consulted: Consulted) -> Dealt:
    found = reader.perhaps(consulted.meeting, "Meeting")
    meeting = read_meeting(found) if found is not None else None
    item = meeting.item(consulted.agenda_item) if meeting is not None and consulted.agenda_item else None
    if item is None and consulted.agenda_item:
        alone = reader.perhaps(consulted.agenda_item, "AgendaItem")
        item = read_agenda_item(alone) if alone is not None else None
    bodies = consulted.organizations or (meeting.organizations if meeting is not None else ())
    body = reader.perhaps(bodies[0], "Organization") if bodies else None
    return Dealt(consulted, meeting, item, read_organization(body) if body is not None else "")
