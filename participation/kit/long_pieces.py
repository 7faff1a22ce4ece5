"""Long pieces of pages, put in at the very end.

A thread is nine tenths of its page. As text it would be copied, encoded, searched for the nonce and hashed each time a page around it
is made; as bytes that stay it is put in once. Until then a word stands in its place that names the piece by its content, so a word
that went astray can never bring another piece.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from markupsafe import Markup

LONG = 4096
"""Characters from which on it is worth it."""
_WORD = f"long{secrets.token_hex(24)}"  # known to this process alone: nobody can have written it
_MARK = _WORD.encode()
_NAME = sha256().digest_size * 2


@dataclass(slots=True)
class LongPiece:
    """A piece as text and as bytes; its name is made of its content."""

    html: Markup
    encoded: bytes = field(init=False)
    name: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.encoded = self.html.encode()
        self.name = sha256(self.encoded).hexdigest().encode()

    def __len__(self) -> int:
        return len(self.html) + len(self.encoded)

    @property
    def word(self) -> Markup:
        """What stands in its place."""
        return Markup(_WORD + self.name.decode())  # noqa: S704  # letters and digits


def put_in(text: bytes, pieces: Mapping[bytes, LongPiece]) -> bytes:
    """The text with the pieces in place of their words. Raises KeyError for a word whose piece is not among them."""
    first, *rest = text.split(_MARK)
    found = [first]
    for run in rest:
        found += (pieces[run[:_NAME]].encoded, run[_NAME:])
    return b"".join(found)


def named(text: bytes) -> bytes:
    """The text with the names of the pieces alone, the same in every process: for telling whether a page is another one."""
    return text.replace(_MARK, b"\x01")
