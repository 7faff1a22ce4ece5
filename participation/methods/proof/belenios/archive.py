"""The archive `.bel`: everything public of an election in one file that only grows (specification, 4.4).

It is an old-style tar: `BELENIOS`, then data and events, each named by the SHA-256 of its content. Events form a chain: each names the one
before. Nothing but these entries is allowed, so that two archives of one election are equal to the byte, or one begins with the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from participation.methods.proof.belenios.encoding import Json, compact, fields, integer, read_compact, sha256_base64, sha256_hex, string
from participation.methods.proof.belenios.faults import (
    BAD_EVENT,
    BAD_MEMBER,
    BALLOT_TWICE,
    BROKEN_CHAIN,
    CUT_OFF,
    MEMBER_TWICE,
    MISSING_DATA,
    NO_ARCHIVE,
    STRAY_DATA,
    WRONG_NAME,
    Refused,
)

HEADER = "BELENIOS"
VERSION = 1
BLOCK = 512
DATA, EVENT = ".data.json", ".event.json"
_NAME = re.compile(r"([0-9a-f]{64})(\.data\.json|\.event\.json)")
_OCTAL = re.compile(rb"[0-7]{11}\0")


class Kind(StrEnum):
    """What an event says."""

    SETUP = "Setup"
    BALLOT = "Ballot"
    END_BALLOTS = "EndBallots"
    ENCRYPTED_TALLY = "EncryptedTally"
    SHUFFLE = "Shuffle"
    END_SHUFFLES = "EndShuffles"
    PARTIAL_DECRYPTION = "PartialDecryption"
    RESULT = "Result"


WITHOUT_DATA = {Kind.END_BALLOTS, Kind.END_SHUFFLES}
OF_TRUSTEES = {Kind.SHUFFLE, Kind.PARTIAL_DECRYPTION}
"""Two trustees may make the same, where there is nothing to decrypt: their data stand in the archive for each. All other data stand there once."""


@dataclass(frozen=True)
class Event:
    """One step of an election. `text` is the JSON to the letter: a leaf of the public log."""

    height: int
    kind: Kind
    payload: str | None
    text: str = field(repr=False)

    @property
    def hash(self) -> str:
        """By this, the next event names it."""
        return sha256_hex(self.text)


@dataclass
class Archive:
    """Data and events in their order. It grows by `add_data` and `add_event`, and is written by `to_bytes`."""

    timestamp: int
    members: list[tuple[str, str]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    _data: dict[str, str] = field(default_factory=dict, repr=False)

    def data(self, hashed: str, height: int) -> str:
        """The data with this hash, for event number `height`."""
        if hashed not in self._data:
            raise Refused(MISSING_DATA, {"height": height})
        return self._data[hashed]

    def payloads(self, kind: Kind) -> Iterator[tuple[Event, str]]:
        """All events of a kind, each with its data."""
        for event in self.events:
            if event.kind is kind and event.payload is not None:
                yield event, self.data(event.payload, event.height)

    def add_data(self, text: str, *, again: bool = False) -> str:
        """Put data in; its hash. Data that are there already are refused, unless they may come `again`."""
        hashed = sha256_hex(text)
        if hashed in self._data and not again:
            raise Refused(MEMBER_TWICE, {"name": hashed + DATA})
        self._data[hashed] = text
        self.members.append((hashed + DATA, text))
        return hashed

    def add_event(self, kind: Kind, *texts: str) -> Event:
        """Put in an event with its data; the last of `texts` is what it points to."""
        payload = None
        for text in texts:
            payload = self.add_data(text, again=kind in OF_TRUSTEES)
        event = next_event(self.events[-1] if self.events else None, kind, payload)
        self.members.append((event.hash + EVENT, event.text))
        self.events.append(event)
        return event

    def to_bytes(self) -> bytes:
        """The file. What is added later is written behind: a file only ever grows."""
        members = (_member(name, text, self.timestamp) for name, text in self.members)
        return b"".join((header_bytes(self.timestamp), *members))


def next_event(before: Event | None, kind: Kind, payload: str | None) -> Event:
    """The event that follows another, the first where there is none; `payload` is the hash of what it points to."""
    written: dict[str, Json] = {} if before is None else {"parent": before.hash}
    height = 0 if before is None else before.height + 1
    written |= {"height": height, "type": kind.value}
    if payload is not None:
        written["payload"] = payload
    return Event(height, kind, payload, compact(written))


def header_bytes(timestamp: int) -> bytes:
    """How the file begins; for whoever writes it piece by piece."""
    return _member(HEADER, compact({"version": VERSION, "timestamp": str(timestamp)}), timestamp)


def event_bytes(text: str, data: Sequence[str], timestamp: int) -> bytes:
    """An event with its data as they stand in the file."""
    members = [(sha256_hex(one) + DATA, one) for one in data]
    return b"".join(_member(name, one, timestamp) for name, one in (*members, (sha256_hex(text) + EVENT, text)))


def _member(name: str, text: str, timestamp: int) -> bytes:
    content = text.encode()
    return _member_header(name, len(content), timestamp) + content + bytes(-len(content) % BLOCK)


def _member_header(name: str, size: int, timestamp: int) -> bytes:
    before = name.encode().ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + b"%011o\0" % size + b"%011o\0" % timestamp
    after = b"0" + bytes(BLOCK - 157)
    checksum = sum(before) + sum(after) + 8 * ord(" ")
    return before + b"%06o\0 " % checksum + after


def read_archive(data: bytes) -> Archive:
    """The archive in a file: every name, every link of the chain and the place of all data checked. Raises Refused at the first fault."""
    members = list(_members(data))
    if not members or members[0][0] != HEADER:
        raise Refused(NO_ARCHIVE, {"why": "BELENIOS"})
    archive = Archive(_timestamp(members[0][1]), members[1:])
    waiting: dict[str, None] = {}
    again = ""
    for name, text in archive.members:
        hashed, ending = _checked_name(name, text)
        if ending == DATA:
            if hashed in waiting:
                raise Refused(MEMBER_TWICE, {"name": name})
            again = name if hashed in archive._data else again
            archive._data[hashed] = text
            waiting[hashed] = None
        else:
            event = _read_event(text, archive)
            if again and event.kind not in OF_TRUSTEES:
                raise Refused(MEMBER_TWICE, {"name": again})
            _take(archive, event, waiting)
            archive.events.append(event)
            again = ""
    if again:
        raise Refused(MEMBER_TWICE, {"name": again})
    if waiting:
        raise Refused(STRAY_DATA, {"name": next(iter(waiting)) + DATA})
    return archive


def _take(archive: Archive, event: Event, waiting: dict[str, None]) -> None:
    """An event takes all data written since the one before; what it points to is the last of them."""
    if event.payload is not None and event.payload != next(reversed(waiting), None):
        if event.kind is Kind.BALLOT and event.payload in archive._data:
            raise Refused(BALLOT_TWICE, {"tracker": sha256_base64(archive._data[event.payload])})
        raise Refused(MISSING_DATA, {"height": event.height})
    if event.payload is None and waiting:
        raise Refused(STRAY_DATA, {"name": next(iter(waiting)) + DATA})
    named = set(re.findall("[0-9a-f]{64}", archive.data(event.payload, event.height))) if event.payload and len(waiting) > 1 else set()
    for hashed in waiting:
        if hashed != event.payload and hashed not in named:
            raise Refused(STRAY_DATA, {"name": hashed + DATA})
    waiting.clear()


def _read_event(text: str, archive: Archive) -> Event:
    height = len(archive.events)
    written = read_compact(text, f"{height}")
    try:
        names = [name for name in ("parent", "height", "type", "payload") if name in written]
        values = dict(zip(names, fields(written, "event", *names), strict=True))
        kind = Kind(string(values["type"], "event"))
        said = integer(values["height"], "event")
    except (Refused, KeyError, TypeError, ValueError):
        raise Refused(BAD_EVENT, {"height": height}) from None
    payload = values.get("payload")
    if (payload is None) != (kind in WITHOUT_DATA) or (payload is not None and not isinstance(payload, str)):
        raise Refused(BAD_EVENT, {"height": height})
    parent = archive.events[-1].hash if archive.events else None
    if said != height or values.get("parent") != parent:
        raise Refused(BROKEN_CHAIN, {"height": height})
    return Event(height, kind, payload, text)


def _checked_name(name: str, text: str) -> tuple[str, str]:
    found = _NAME.fullmatch(name)
    if found is None:
        raise Refused(NO_ARCHIVE, {"why": name})
    if sha256_hex(text) != found[1]:
        raise Refused(WRONG_NAME, {"name": name})
    return found[1], found[2]


def _timestamp(text: str) -> int:
    version, timestamp = fields(read_compact(text, HEADER), HEADER, "version", "timestamp")
    if integer(version, HEADER) != VERSION or not isinstance(timestamp, str) or not re.fullmatch("[0-9]{1,10}", timestamp):
        raise Refused(NO_ARCHIVE, {"why": "version"})
    return int(timestamp)


def _members(data: bytes) -> Iterator[tuple[str, str]]:
    """Name and text of each entry; a header that this module would not have written so is refused."""
    start = number = 0
    while start < len(data):
        head = data[start : start + BLOCK]
        if len(head) < BLOCK:
            raise Refused(CUT_OFF, {"what": f"Nr. {number}"})
        if not (_OCTAL.fullmatch(head[124:136]) and _OCTAL.fullmatch(head[136:148])):
            raise Refused(BAD_MEMBER if number else NO_ARCHIVE, {"number": number, "why": "tar"})
        size, timestamp = int(head[124:135], 8), int(head[136:147], 8)
        name = head[:100].rstrip(b"\0").decode("ascii", "replace")
        if head != _member_header(name, size, timestamp):
            raise Refused(BAD_MEMBER if number else NO_ARCHIVE, {"number": number, "why": "tar"})
        start += BLOCK
        if start + size + (-size % BLOCK) > len(data):
            raise Refused(CUT_OFF, {"what": name})
        content, filling = data[start : start + size], data[start + size : start + size + (-size % BLOCK)]
        start += len(content) + len(filling)
        try:
            text = content.decode()
        except UnicodeDecodeError:
            raise Refused(NO_ARCHIVE, {"why": "UTF-8"}) from None
        if filling.strip(b"\0"):
            raise Refused(BAD_MEMBER, {"number": number})
        yield name, text
        number += 1
