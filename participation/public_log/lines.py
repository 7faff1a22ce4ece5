"""The one form in which acts stand in a log: canonical JSON on one line, with English keys."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

FORMAT = "participation-log/1"
FEWEST = 20
"""No batch is smaller, and so many wait always, so that a batch does not tell the order of casting."""
MOST = 100
"""Trackers, or ballots, in one entry."""

T = TypeVar("T")


def line(event: str, **said: Any) -> str:
    """An entry. Line breaks in texts are escaped by JSON, so it is one line."""
    return json.dumps({"event": event, "format": FORMAT, **said}, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def beginning(event: str) -> str:
    """What the entries of one kind begin with, where no key comes before `event`."""
    return f'{{"event":"{event}",'


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def moment(value: datetime | None) -> str | None:
    """A moment as it is written: UTC, whole seconds."""
    return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_parts(things: Sequence[T], most: int = MOST) -> list[Sequence[T]]:
    """Cut a list into as few parts as possible, all of nearly the same length: none is smaller than half of the most."""
    number = -(-len(things) // most)
    return [things[place * len(things) // number : (place + 1) * len(things) // number] for place in range(number)]
