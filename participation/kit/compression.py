"""Smaller pages for readers.

Compressing a page that holds a secret beside text from the address lets others guess the secret by the length (BREACH). Forms hold
one, the token against forgery; so only answers to browsers without a session are compressed.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SMALLEST = 1024
_TYPES = (
    "text/html",
    "text/css",
    "text/plain",
    "text/csv",
    "text/xml",
    "application/json",
    "application/xml",
    "application/geo+json",
    "image/svg+xml",
)
_LEVEL = 5


class Compression:
    """Middleware that gzips texts of 1 KB and more for browsers without a session; `public_cookies` are those that say nothing."""

    def __init__(self, wsgi_app: WSGIApplication, public_cookies: Iterable[str] = ()) -> None:
        self.wsgi_app = wsgi_app
        self.public_cookies = frozenset(public_cookies)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, compressed where that is safe and worth it."""
        if not self._may_compress(environ):
            return self.wsgi_app(environ, start_response)
        answer: list[Any] = []

        def begin(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            if exc_info or not _is_worth_it(status, headers):
                return start_response(status, headers, exc_info)
            answer[:] = [status, headers]
            return _unused_write

        body = self.wsgi_app(environ, begin)
        if not answer:
            return body
        try:
            content = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        status, headers = answer
        if environ["REQUEST_METHOD"] == "HEAD":
            start_response(status, _vary(headers))
            return [content]
        smaller = gzip.compress(content, _LEVEL, mtime=0)
        kept = [(name, _weak(value) if name.lower() == "etag" else value) for name, value in headers if name.lower() != "content-length"]
        start_response(status, [*_vary(kept), ("Content-Encoding", "gzip"), ("Content-Length", str(len(smaller)))])
        return [smaller]

    def _may_compress(self, environ: WSGIEnvironment) -> bool:
        if not accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            return False
        names = {part.partition("=")[0].strip() for part in environ.get("HTTP_COOKIE", "").split(";")}
        return names - {""} <= self.public_cookies


def accepts_gzip(accepted: str) -> bool:
    """Whether a browser that sent this Accept-Encoding takes gzip."""
    for part in accepted.lower().split(","):
        name, _semicolon, quality = part.partition(";")
        if name.strip() == "gzip":
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _is_worth_it(status: str, headers: list[tuple[str, str]]) -> bool:
    """Whole answers of known length and a compressible type, that set no cookie and are not compressed already."""
    known = {name.lower(): value for name, value in headers}
    if (
        status[:3] in ("204", "206", "304")
        or "set-cookie" in known
        or "content-encoding" in known
        or "no-transform" in known.get("cache-control", "")
    ):
        return False
    length = known.get("content-length", "")
    return length.isdigit() and int(length) >= SMALLEST and known.get("content-type", "").split(";")[0].strip() in _TYPES


def _vary(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    said = [part.strip() for name, value in headers if name.lower() == "vary" for part in value.split(",")]
    if "accept-encoding" not in (part.lower() for part in said):
        said.append("Accept-Encoding")
    return [*((name, value) for name, value in headers if name.lower() != "vary"), ("Vary", ", ".join(dict.fromkeys(said)))]


def _weak(etag: str) -> str:
    return etag if etag.startswith("W/") else "W/" + etag


def _unused_write(content: bytes) -> object:
    raise RuntimeError("the old way of writing an answer is not supported")


class Pieces:
    """A text with the same short word missing in several places: compressed once, whatever the word is.

    Between compressed pieces the word stands as a stored block (RFC 1951, 3.2.4); no piece refers back to another, so the whole is
    one valid gzip member (RFC 1952).
    """

    _HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

    def __init__(self, parts: tuple[bytes, ...]) -> None:
        self.parts = parts
        self.size = sum(map(len, parts))
        self._smaller: tuple[bytes, ...] = ()

    def filled(self, word: bytes) -> bytes:
        """The text with the word in its places."""
        return word.join(self.parts)

    def compressed(self, word: bytes) -> bytes:
        """The same as gzip. The word is shorter than 64 KB."""
        if not self._smaller:
            self._smaller = tuple(self._deflated(part, last=number == len(self.parts)) for number, part in enumerate(self.parts, 1))
        stored = struct.pack("<BHH", 0, len(word), len(word) ^ 0xFFFF) + word
        whole = self.filled(word)
        return self._HEAD + stored.join(self._smaller) + struct.pack("<II", zlib.crc32(whole), len(whole) & 0xFFFFFFFF)

    @staticmethod
    def _deflated(part: bytes, *, last: bool) -> bytes:
        squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        return squeeze.compress(part) + squeeze.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)
