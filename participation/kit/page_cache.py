"""Readers' whole pages, made once and kept in memory while nothing changed that they show.

A view marked `kept_for_readers` is asked only where no page is kept. While it makes one, whatever it calls says what is shown
(`shows`), when it changes by itself (`changes_at`), or that it must be made each time (`not_to_keep`). Every further request is answered
by the door before Flask (`page_door.py`), which reads the versions of those scopes by one statement and compares. People with a
session always get their own page. Pages have a hole where the nonce for scripts stands, so that each answer gets its own.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import wraps
from typing import Any

from flask import Flask, current_app, g, make_response, request, session
from markupsafe import Markup
from werkzeug.http import parse_cookie, parse_etags
from werkzeug.wrappers import Response as BaseResponse

from participation.kit import clock
from participation.kit.compression import Pieces, accepts_gzip
from participation.kit.dates import city_zone
from participation.kit.fragments import asks_for_fragment
from participation.kit.headers import csp_nonce
from participation.kit.known_versions import Versions, known_versions
from participation.kit.language import LANGUAGES
from participation.kit.long_pieces import LONG, LongPiece, named, put_in
from participation.kit.page_versions import SITE
from participation.kit.recent import Recent

LONGEST = timedelta(minutes=1)
"""How long a page is kept even where nothing seems to change."""
MOST_BYTES = 32_000_000
"""How much all pages of one process may take."""
MOST_SHOWN = 4096
LARGEST = 500_000
LONGEST_QUERY = 200
KEY = "participation.page_key"
"""What the door before Flask leaves in a request that it could not answer: the page's key."""
_HOLE = f"nonce-{secrets.token_hex(24)}"  # known to this process alone: nobody can have written it

Key = tuple[str, bytes, str, str, bool]
"""Path, query, language, theme, whether a fragment."""


@dataclass(slots=True)
class KeptPage:
    """A finished page: its text around the nonce, and for how long it is true. `route` is what the access log names it by."""

    pieces: Pieces
    content_type: str
    tag: str
    versions: Versions
    since: datetime
    until: datetime
    route: str | None = None


class KeptPages(Recent[KeptPage]):
    """The pages of one process, the most recently used ones, by their weight in bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        super().__init__(most_bytes // 2, lambda page: page.pieces.size)
        self.shown: Recent[tuple[str, ...]] = Recent(MOST_SHOWN)
        """What the page under a key showed when it was last made, kept beyond the page itself: asked for at once when it is made again."""

    @property
    def size(self) -> int:
        """The bytes of all pages kept."""
        return sum(page.pieces.size for page in self)


@dataclass(slots=True)
class Making:
    """What is learnt while a page is made: what it shows, and until when it is true."""

    now: datetime
    scopes: dict[str, None] = field(default_factory=dict)  # a set in order
    until: datetime = field(init=False)
    keep: bool = True
    long: dict[bytes, LongPiece] | None = None
    """The long pieces that are put in when it is finished; None where whatever is made must hold all of its text."""

    def __post_init__(self) -> None:
        local = self.now.astimezone(city_zone())
        midnight = datetime.combine(local.date() + timedelta(days=1), time(), city_zone())
        self.until = min(midnight, self.now + LONGEST)
        self.show((SITE,))

    def show(self, scopes: Iterable[str]) -> None:
        """Note what is shown. Its version is asked for now, before it is read."""
        new = [scope for scope in scopes if scope not in self.scopes]
        if new:
            known_versions(new)
            self.scopes |= dict.fromkeys(new)

    def end(self, moment: datetime) -> None:
        """Note when it changes by itself; a moment that is past does not count."""
        if self.now < moment < self.until:
            self.until = moment

    @property
    def versions(self) -> Versions:
        """The versions of all that is shown."""
        known = known_versions((*self.scopes,))
        return {scope: known[scope] for scope in self.scopes}


def init_page_cache(app: Flask) -> None:
    """Give the application its memory for pages."""
    app.extensions["kept_pages"] = KeptPages()


def shows(*scopes: str) -> None:
    """Say that the page being made shows these scopes. Say so before reading them."""
    making: Making | None = g.get("page_made")
    if making is not None:
        making.show(scopes)


def shows_until(moment: datetime, scopes: Iterable[str]) -> None:
    """Both at once: that the page being made shows these scopes, and when it changes by itself."""
    making: Making | None = g.get("page_made")
    if making is not None:
        making.show(scopes)
        making.end(moment)


def changes_at(*moments: datetime | None) -> None:
    """Say when the page being made changes by itself: a phase opens, a vote ends. Moments that are past do not count."""
    making: Making | None = g.get("page_made")
    if making is not None:
        for moment in moments:
            if moment is not None:
                making.end(moment)


def put_in_last(piece: LongPiece) -> Markup:
    """A long piece of a page: where a reader's page is being made, a word that is replaced when it is finished; anywhere else its text."""
    making: Making | None = g.get("page_made")
    if making is None or making.long is None or len(piece.html) < LONG:
        return piece.html
    making.long[piece.name] = piece
    return piece.word


def not_to_keep() -> None:
    """Say that the page being made must be made anew for the next reader."""
    making: Making | None = g.get("page_made")
    if making is not None:
        making.keep = False


def key_of(environ: Mapping[str, Any], session_cookie: str, language: str) -> Key | None:
    """Under what a request's page would be kept; None where it is none: a POST, a session, a long query. `language` is the usual one."""
    query = environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] != "GET" or len(query) > LONGEST_QUERY:
        return None
    theme, sent = "", environ.get("HTTP_COOKIE")
    if sent:
        cookies = parse_cookie(sent)
        if session_cookie in cookies:
            return None
        language, theme = cookies.get("language") or language, cookies.get("theme", "")[:5]
    return environ.get("PATH_INFO", ""), query.encode("latin1"), language if language in LANGUAGES else "de", theme, asks_for_fragment(environ)


def as_response(given: Any) -> BaseResponse:
    """What a view gave, as an answer; one that is an answer already is not looked at again."""
    return given if isinstance(given, BaseResponse) else make_response(given)


def kept_for_readers(view: Callable[..., Any]) -> Callable[..., BaseResponse]:
    """A view whose pages are the same for all who have no session; they are made once and kept while they are true."""

    @wraps(view)
    def look(*arguments: Any, **named: Any) -> BaseResponse:
        key = request.environ.get(KEY)
        if key is None:
            return as_response(view(*arguments, **named))
        pages: KeptPages = current_app.extensions["kept_pages"]
        known_versions(pages.shown.get(key) or ())  # in one statement what the page would ask for one after the other
        return _make(lambda: as_response(view(*arguments, **named)), pages, key, Making(clock.now(), long={}))

    return look


def _make(view: Callable[[], BaseResponse], pages: KeptPages, key: Key, making: Making) -> BaseResponse:
    held = g._get_current_object()  # werkzeug's proxy, looked through once
    held.page_made, held.csp_nonce = making, _HOLE
    try:
        response = view()
    finally:  # whatever comes now, also the page of a failure, gets a nonce of its own
        del held.page_made, held.csp_nonce
    if response.direct_passthrough or response.is_streamed:
        return response
    parts, long = response.get_data().split(_HOLE.encode()), making.long or {}
    pieces = Pieces(tuple([put_in(part, long) for part in parts]))  # no long piece has a nonce in it
    plain = {name.lower() for name, _value in response.headers} <= {"content-type", "content-length", "vary"}
    if making.keep and plain and response.status_code == 200 and pieces.size <= LARGEST and not session and not session.modified:
        tag = hashlib.sha256(b"\0".join((*map(named, parts), repr(key).encode()))).hexdigest()[:24]
        route = request.url_rule.rule if request.url_rule else None
        page = KeptPage(pieces, response.headers["Content-Type"], tag, making.versions, making.now, making.until, route)
        pages.keep(key, page)
        pages.shown.keep(key, (*page.versions,))
        status, headers, body = answer(page, request.environ, csp_nonce)
        response.set_data(body)
        for name, value in headers:
            if name != "Content-Type":  # its own already
                response.headers[name] = value
        if status == 304:
            response.status_code = status
            response.headers.remove("Content-Type")
        return response
    response.set_data(pieces.filled(csp_nonce().encode()))
    return response


def answer(page: KeptPage, environ: Mapping[str, Any], nonce: Callable[[], str]) -> tuple[int, list[tuple[str, str]], bytes]:
    """A kept page as an answer to a request: status, headers of the page's own, body. A browser that has it already gets 304."""
    etag = f'W/"{page.tag}"'
    headers = [("ETag", etag), ("Cache-Control", "private, no-cache"), ("Vary", "Cookie, Accept-Encoding")]
    has = environ.get("HTTP_IF_NONE_MATCH")
    if has and (has == etag or parse_etags(has).contains_weak(page.tag)):
        return 304, headers, b""
    headers.append(("Content-Type", page.content_type))
    word = nonce().encode()
    if accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        headers.append(("Content-Encoding", "gzip"))
        return 200, headers, page.pieces.compressed(word)
    return 200, headers, page.pieces.filled(word)
