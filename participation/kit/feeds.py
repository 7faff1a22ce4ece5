"""Atom feeds (RFC 4287): what is new, for everybody's reader, without an account."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from participation.kit.pages import settings

KEPT_FOR = 300  # seconds


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is new. `name` and `url` are paths of this site; the name never changes and makes the entry's id."""

    name: str
    url: str
    title: str
    author: str
    published: datetime
    updated: datetime
    text: str = ""
    html: str = ""


def feed(title: str, page_url: str, entries: Sequence[Entry], since: datetime, *, self_url: str = "", public: bool = True) -> BaseResponse:
    """A feed at the address that was asked for, or at `self_url`; `since` is its moment while it has no entry. Unchanged, it answers 304."""
    updated = max((entry.updated for entry in entries), default=since)
    base = settings().base_url.rstrip("/")
    shown = {"title": title, "page_url": page_url, "entries": entries, "updated": updated, "base": base, "self_url": self_url or request.path}
    response = make_response(render_template("ui/feed.xml", **shown))
    response.content_type = "application/atom+xml; charset=utf-8"
    return kept_a_while(response, public=public)


def kept_a_while(response: Response, *, public: bool = True) -> BaseResponse:
    """A file that programs ask for again and again: kept some minutes by whoever asks, and told apart by its content."""
    response.headers["Cache-Control"] = f"public, max-age={KEPT_FOR}" if public else "private, no-store"
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:24])
    return response.make_conditional(request)
