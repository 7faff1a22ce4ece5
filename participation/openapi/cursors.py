"""Where a list goes on: a signed word that says the key of the last row and what was asked for, so that nobody can make one up."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from itsdangerous import BadData, URLSafeSerializer

LONGEST = 300
LARGEST_KEY = 2**62


class BadCursor(ValueError):
    """A cursor that was changed, cut off, or made for another list or other filters."""


def _digest(path: str, asked: Mapping[str, str]) -> str:
    said = "\0".join([path, *(f"{name}={asked[name]}" for name in sorted(asked))])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def cursor_for(secret: str, path: str, asked: Mapping[str, str], after: int) -> str:
    """The word for what comes after a row's key in a list that was asked for with these filters."""
    return str(URLSafeSerializer(secret, "api cursor").dumps([_digest(path, asked), after]))


def read_cursor(secret: str, path: str, asked: Mapping[str, str], word: str) -> int:
    """The key after which to go on. Raises BadCursor."""
    try:
        said = URLSafeSerializer(secret, "api cursor").loads(word[:LONGEST])
    except (BadData, UnicodeError) as error:
        raise BadCursor from error
    if not isinstance(said, list) or len(said) != 2 or said[0] != _digest(path, asked) or not isinstance(said[1], int):
        raise BadCursor
    return min(max(said[1], 0), LARGEST_KEY)
