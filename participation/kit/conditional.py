"""Pages that have not changed are not made again: a reader's browser asks with the tag it has, and gets 304."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Response, current_app, make_response, request

from participation import __version__
from participation.kit.audit import canonical
from participation.kit.fragments import is_fragment
from participation.kit.identity import has_session
from participation.kit.language import language


def unless_unchanged(make: Callable[[], Response], *parts: object) -> Response:
    """Answer 304 where a reader's browser has this page already; else make it and tag it.

    `parts` is all that the page depends on and that one cheap statement finds: the newest version, the number of rows, the phase.
    Language, theme, the programme's and the static files' versions and the address are included by themselves. People with a
    session always get a fresh page, since theirs depends on who they are.
    """
    if has_session():
        return make()
    tag = _tag(parts)
    if request.if_none_match.contains_weak(tag):
        unchanged = make_response(b"", 304)
        unchanged.set_etag(tag, weak=True)
        unchanged.headers.pop("Content-Type", None)
        return _revalidated(unchanged)
    response = make()
    if response.status_code == 200:
        response.set_etag(tag, weak=True)
        _revalidated(response)
    return response


def _tag(parts: tuple[object, ...]) -> str:
    static = current_app.extensions.get("static")
    surroundings = [__version__, static.version if static else "", language(), request.full_path, is_fragment(), sorted(request.cookies.items())]
    said = canonical([str(part) for part in (*surroundings, *parts)])
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:24]


def _revalidated(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie", "Accept-Language"))
    return response
