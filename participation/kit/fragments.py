"""One view serves the page and its fragment; the only module that knows the htmx package."""

from __future__ import annotations

from flask import Flask, Response, make_response, redirect
from htmx_flask import Htmx
from htmx_flask import request as htmx_request
from werkzeug.wrappers import Response as BaseResponse


def init_fragments(app: Flask) -> None:
    """Let the package mark htmx requests, and tell caches that the answer depends on it."""
    Htmx(app)

    @app.after_request
    def vary(response: Response) -> Response:
        response.headers.add("Vary", "HX-Request")
        return response


def is_fragment() -> bool:
    """Whether the browser asks for a part of a page: htmx, and neither boosted nor a restore of the history."""
    htmx = htmx_request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def go_to(url: str) -> BaseResponse:
    """Send the browser on after a POST: 303, and for htmx `HX-Redirect` (a followed 303 would put a page inside the form)."""
    if is_fragment():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url, 303)
