"""Pages of people who are signed in: made once for all who may do the same, with what is somebody's own put in for each.

Such a page is made for a stand-in, who may do what the person may, and is nobody: who did nothing, wrote nothing, has no name. So
nothing of a person can be on what is kept. What can look otherwise for one person is a place with a name (`own_place`), and whoever
shows it says how it looks for whom (`for_person`) or on what it depends (`fact`). Names and tokens are put in each time (`each_time`).
Whoever cannot be served so, staff and authors, gets a page of their own as ever.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape
from sqlalchemy.orm.exc import DetachedInstanceError
from werkzeug.wrappers import Response as BaseResponse

from participation.kit import clock
from participation.kit.errors import DomainError
from participation.kit.fragments import asks_for_fragment
from participation.kit.headers import csp_nonce
from participation.kit.identity import SignedIn, visitor
from participation.kit.known_versions import Versions, known_versions
from participation.kit.language import language
from participation.kit.page_cache import LARGEST, LONGEST_QUERY, Making, as_response
from participation.kit.recent import Recent

MOST_BYTES = 32_000_000
"""How much all these pages of one process may take."""
_WORD = f"own{secrets.token_hex(24)}"  # known to this process alone: nobody can have written it
_MARK = re.compile(rf"{_WORD}([hbe])(\d+)x")
_CSRF = "csrf_token"

Own = Mapping[str, str]
Fill = Callable[[Any], Own | None]
"""How the places of a page look for a person, by their names; None where this person's page must be made anew."""
Ask = Callable[[Any], Hashable]
StandIn = Callable[[Any, str], tuple[Hashable, Any] | None]
"""For a person and a word instead of the name: what kind of reader it is, and the stand-in; None for whoever has none."""


class ForOneOnly(Exception):
    """The page being made for many must be made for one."""


@dataclass(slots=True)
class _Own:
    """What is learnt while a page is made for a stand-in."""

    person: Any
    each: list[Callable[[Any], str]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    facts: dict[Hashable, tuple[Ask, Hashable]] = field(default_factory=dict)

    def hole(self, make: Callable[[Any], str]) -> str:
        self.each.append(make)
        return f"{_WORD}h{len(self.each) - 1}x"


@dataclass(frozen=True, slots=True)
class _OwnPage:
    """A finished page: pieces of text, between them `(sort, number)`: a hole, the beginning or the end of a place."""

    pieces: tuple[bytes | tuple[str, int], ...]
    plain: tuple[bytes | int, ...]
    own: _Own
    content_type: str
    versions: Versions
    since: datetime
    until: datetime
    size: int

    def filled(self, person: Any) -> bytes | None:
        """The page for a person; None where it must be made anew."""
        looks: dict[str, str] = {}
        for fill in self.own.fills:
            said = fill(person)
            if said is None:
                return None
            looks.update(said)
        made: dict[int, bytes] = {}
        if not looks:
            return b"".join([piece if isinstance(piece, bytes) else self._word(piece, person, made) for piece in self.plain])
        found: list[bytes] = []
        inside = ""
        for piece in self.pieces:
            if isinstance(piece, bytes):
                if not inside:
                    found.append(piece)
            elif piece[0] == "h":
                if not inside:
                    found.append(self._word(piece[1], person, made))
            elif piece[0] == "e":
                if self.own.places[piece[1]] == inside:
                    inside = ""
            elif not inside and (name := self.own.places[piece[1]]) in looks:
                inside = name
                found.append(looks[name].encode())
        return b"".join(found)

    def _word(self, number: int, person: Any, made: dict[int, bytes]) -> bytes:
        word = made.get(number)
        if word is None:
            word = made[number] = self.own.each[number](person).encode()
        return word


class OwnPages(Recent[_OwnPage]):
    """The pages of one process, and on which facts those of an address depend."""

    def __init__(self) -> None:
        super().__init__(MOST_BYTES // 2, lambda page: page.size)
        self.facts: Recent[tuple[tuple[Hashable, Ask], ...]] = Recent(4096)


def init_own_pages(app: Flask, stand_in: StandIn) -> None:
    """Give the application its memory for these pages, and who stands in for whom."""
    app.extensions["own_pages"] = OwnPages()
    app.extensions["stand_in"] = stand_in


def is_for_many() -> bool:
    """Whether the page being made is one for many."""
    return "own_page" in g


def own_place(name: str, html: str) -> Markup:
    """Part of a page that can look otherwise for one person. `html`: how it looks for somebody who did nothing there; it is escaped already."""
    own: _Own | None = g.get("own_page")
    if own is None:
        return Markup(html)  # noqa: S704  # as given
    own.places.append(name)
    number = len(own.places) - 1
    return Markup(f"{_WORD}b{number}x{html}{_WORD}e{number}x")  # noqa: S704  # as above


def for_person(fill: Fill) -> None:
    """Say how the page's places look for a person. What `fill` keeps must be the same for everybody."""
    own: _Own | None = g.get("own_page")
    if own is not None:
        own.fills.append(fill)


def for_one_only() -> None:
    """Say that this page cannot be one for many: what somebody searches, what is new to somebody."""
    if is_for_many():
        raise ForOneOnly


def fact(name: Hashable, ask: Ask, person: Any) -> Any:
    """What is so for a person and changes much of a page: pages are kept for each answer. Keep answers few."""
    own: _Own | None = g.get("own_page")
    if own is None:
        return ask(person) if person is not None else None
    if name not in own.facts:
        own.facts[name] = (ask, ask(own.person))
    return own.facts[name][1]


def each_time(make: Callable[[], str]) -> str:
    """A word that is another on each answer, such as a form's key: letters and digits only."""
    own: _Own | None = g.get("own_page")
    return make() if own is None else own.hole(lambda _person: make())


def kept_for_people(view: Callable[..., Any]) -> Callable[..., BaseResponse]:
    """A view whose pages are the same for many who are signed in, their own places aside."""

    @wraps(view)
    def look(*arguments: Any, **named: Any) -> BaseResponse:
        signed_in = visitor() if session and "_flashes" not in session else None
        query = request.query_string
        if signed_in is not None and request.method == "GET" and len(query) <= LONGEST_QUERY:
            kind = current_app.extensions["stand_in"](signed_in.person, "")
            if kind is not None:
                key = (request.path, query, language(), request.cookies.get("theme", "")[:5], asks_for_fragment(request.environ), kind[0])
                found = _kept(key, signed_in.person) or _made(key, signed_in.person, lambda: view(*arguments, **named))
                body = found.filled(signed_in.person) if found is not None else None
                if found is not None and body is not None:
                    return Response(body, content_type=found.content_type)
        return as_response(view(*arguments, **named))

    return look


def _kept(key: Hashable, person: Any) -> _OwnPage | None:
    pages: OwnPages = current_app.extensions["own_pages"]
    asked = pages.facts.get(key)
    if asked is None:
        return None
    page = pages.get((key, tuple((name, ask(person)) for name, ask in asked)))
    if page is None or not page.since <= clock.now() < page.until:
        return None
    known = known_versions(tuple(page.versions))
    if any(known[scope] != version for scope, version in page.versions.items()):
        return None
    return page


def _made(key: Hashable, person: Any, view: Callable[[], Any]) -> _OwnPage | None:
    """The page, made for a stand-in and kept; None where that cannot be."""
    own, making = _Own(person), Making(clock.now())
    name = own.hole(lambda one: str(escape(one.public_name)))
    found = current_app.extensions["stand_in"](person, name)
    g.own_page, g.page_made, g.stand_in = own, making, SignedIn("", found[1], None)
    g.csp_nonce, g.csrf_token = own.hole(lambda _one: csp_nonce()), own.hole(lambda _one: generate_csrf())
    try:
        response = as_response(view())
    except (ForOneOnly, DomainError, DetachedInstanceError):  # the person's own page says what there is to say
        return None
    finally:
        for told in ("own_page", "page_made", "stand_in", "csp_nonce", _CSRF):
            g.pop(told, None)
    plain = {header.lower() for header, _value in response.headers} <= {"content-type", "content-length", "vary"}
    if response.direct_passthrough or response.is_streamed or response.status_code != 200 or not plain:
        return None
    page = _page(own, making, response.get_data(as_text=True), response.headers["Content-Type"])
    if making.keep and page.size <= LARGEST:
        pages: OwnPages = current_app.extensions["own_pages"]
        own.person = None
        asked = tuple((name, ask) for name, (ask, _said) in own.facts.items())
        pages.facts.keep(key, asked)
        pages.keep((key, tuple((name, said) for name, (_ask, said) in own.facts.items())), page)
    return page


def _page(own: _Own, making: Making, text: str, content_type: str) -> _OwnPage:
    found = _MARK.split(text)
    pieces: list[bytes | tuple[str, int]] = []
    plain: list[bytes | int] = []
    run = b""
    for start in range(0, len(found), 3):
        piece = found[start].encode()
        pieces.append(piece)
        run += piece
        if start + 2 < len(found):
            sort, number = found[start + 1], int(found[start + 2])
            pieces.append((sort, number))
            if sort == "h":
                plain += [run, number]
                run = b""
    plain.append(run)
    size = 2 * sum(len(piece) for piece in pieces if isinstance(piece, bytes))
    return _OwnPage(tuple(pieces), tuple(plain), own, content_type, making.versions, making.now, making.until, size)
