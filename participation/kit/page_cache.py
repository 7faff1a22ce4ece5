"""Readers' whole pages, made once and kept in memory while nothing changed that they show.

A view marked `kept_for_readers` is asked only where no page is kept. While it makes one, whatever it calls says what is shown
(`shows`), when it changes by itself (`changes_at`), or that it must be made each time (`not_to_keep`). Every further request reads
the versions of those scopes by one statement (`page_versions.py`) and compares. People with a session always get their own page.
Pages have a hole where the nonce for scripts stands, so that each answer gets its own.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request, session
from werkzeug.wrappers import Response as BaseResponse

from participation.kit import clock
from participation.kit.compression import Pieces, accepts_gzip
from participation.kit.database import current_session
from participation.kit.dates import city_zone
from participation.kit.fragments import is_fragment
from participation.kit.headers import csp_nonce
from participation.kit.language import language
from participation.kit.page_versions import SITE, versions_of
from participation.kit.recent import Recent

LONGEST = timedelta(minutes=1)
"""How long a page is kept even where nothing seems to change."""
MOST_BYTES = 32_000_000
"""How much all pages of one process may take."""
LARGEST = 500_000
LONGEST_QUERY = 200
_HOLE = f"nonce-{secrets.token_hex(24)}"  # known to this process alone: nobody can have written it


@dataclass(slots=True)
class KeptPage:
    """A finished page: its text around the nonce, and for how long it is true."""

    pieces: Pieces
    content_type: str
    tag: str
    versions: dict[str, str | None]
    since: datetime
    until: datetime


class KeptPages(Recent[KeptPage]):
    """The pages of one process, the most recently used ones, by their weight in bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        super().__init__(most_bytes // 2, lambda page: page.pieces.size)

    @property
    def size(self) -> int:
        """The bytes of all pages kept."""
        return sum(page.pieces.size for page in self)


@dataclass(slots=True)
class _Making:
    now: datetime
    read: dict[str, str | None]  # versions that are known already, None where a scope has none yet
    scopes: list[str] = field(default_factory=list)
    until: datetime = field(init=False)
    keep: bool = True

    def __post_init__(self) -> None:
        local = self.now.astimezone(city_zone())
        midnight = datetime.combine(local.date() + timedelta(days=1), time(), city_zone())
        self.until = min(midnight, self.now + LONGEST)
        self.show(SITE)

    def show(self, *scopes: str) -> None:
        """Note what is shown, with its version as it is now."""
        new = [scope for scope in scopes if scope not in self.read]
        if new:
            self.read.update(_read(new))
        self.scopes += [scope for scope in scopes if scope not in self.scopes]

    @property
    def versions(self) -> dict[str, str | None]:
        """The versions of all that is shown."""
        return {scope: self.read[scope] for scope in self.scopes}


def _read(scopes: Sequence[str]) -> dict[str, str | None]:
    return {**dict.fromkeys(scopes), **versions_of(current_session(), scopes)}


def init_page_cache(app: Flask) -> None:
    """Give the application its memory for pages."""
    app.extensions["kept_pages"] = KeptPages()


def shows(*scopes: str) -> None:
    """Say that the page being made shows these scopes. Say so before reading them."""
    making: _Making | None = g.get("page_made")
    if making is not None:
        making.show(*scopes)


def changes_at(*moments: datetime | None) -> None:
    """Say when the page being made changes by itself: a phase opens, a vote ends. Moments that are past do not count."""
    making: _Making | None = g.get("page_made")
    if making is not None:
        making.until = min([making.until, *(moment for moment in moments if moment is not None and moment > making.now)])


def not_to_keep() -> None:
    """Say that the page being made must be made anew for the next reader."""
    making: _Making | None = g.get("page_made")
    if making is not None:
        making.keep = False


def kept_for_readers(view: Callable[..., Any]) -> Callable[..., BaseResponse]:
    """A view whose pages are the same for all who have no session; they are made once and kept while they are true."""

    @wraps(view)
    def look(*arguments: Any, **named: Any) -> BaseResponse:
        query = request.query_string
        if request.method != "GET" or len(query) > LONGEST_QUERY or current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
            return make_response(view(*arguments, **named))
        pages: KeptPages = current_app.extensions["kept_pages"]
        key = (request.path, query, language(), request.cookies.get("theme", "")[:5], is_fragment())
        now = clock.now()
        page, read = pages.get(key), dict[str, str | None]()
        if page is not None and page.since <= now < page.until:
            read = _read([*page.versions])
            if read == page.versions:
                return _answer(page)
        return _make(lambda: view(*arguments, **named), pages, key, _Making(now, read))

    return look


def _make(view: Callable[[], Any], pages: KeptPages, key: Any, making: _Making) -> BaseResponse:
    g.page_made = making
    g.csp_nonce = _HOLE
    try:
        response = make_response(view())
    finally:  # whatever comes now, also the page of a failure, gets a nonce of its own
        del g.page_made, g.csp_nonce
    if response.direct_passthrough or response.is_streamed:
        return response
    pieces = Pieces(tuple(response.get_data().split(_HOLE.encode())))
    plain = {name.lower() for name, _value in response.headers} <= {"content-type", "content-length", "vary"}
    if making.keep and plain and response.status_code == 200 and pieces.size <= LARGEST and not session and not session.modified:
        tag = hashlib.sha256(b"\0".join((*pieces.parts, repr(key).encode()))).hexdigest()[:24]
        page = KeptPage(pieces, response.headers["Content-Type"], tag, making.versions, making.now, making.until)
        pages.keep(key, page)
        return _answer(page)
    response.set_data(pieces.filled(csp_nonce().encode()))
    return response


def _answer(page: KeptPage) -> Response:
    etag = f'W/"{page.tag}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Encoding"}
    if "HTTP_IF_NONE_MATCH" in request.environ and request.if_none_match.contains_weak(page.tag):
        unchanged = Response(status=304, headers=headers)
        unchanged.headers.remove("Content-Type")
        return unchanged
    headers["Content-Type"] = page.content_type
    nonce = csp_nonce().encode()
    if accepts_gzip(request.environ.get("HTTP_ACCEPT_ENCODING", "")):
        headers["Content-Encoding"] = "gzip"
        return Response(page.pieces.compressed(nonce), headers=headers)
    return Response(page.pieces.filled(nonce), headers=headers)
