"""One view serves the page and its fragment; the only module that knows the htmx package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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


def asks_for_fragment(environ: Mapping[str, Any]) -> bool:
    """The same as `is_fragment`, read from a request that Flask has not seen."""
    if "HTTP_HX_REQUEST" not in environ:
        return False
    asked, *whole = (
        str(environ.get(name, "")).lower() == "true" for name in ("HTTP_HX_REQUEST", "HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST")
    )
    return asked and not any(whole)


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
