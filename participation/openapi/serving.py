"""What all answers of the interface have in common: language, rate, who may read them across sites, what a program may keep."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, g, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as BaseResponse

from participation.kit import clock
from participation.kit.language import speak
from participation.kit.limits import network_prefix
from participation.kit.pages import settings
from participation.openapi.problems import problem
from participation.openapi.rates import Rates, Standing

KEPT_FOR = 60
"""Seconds for which an answer may be kept: whatever is hidden or deleted is gone everywhere after that."""
TYPE = "application/json; charset=utf-8"
ALLOWED = "If-None-Match, Accept-Language"
SHOWN = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After"


def give_buckets(setup: BlueprintSetupState) -> None:
    """Give the application its buckets, when the blueprint comes to it."""
    setup.app.extensions["api_rates"] = Rates(setup.app.extensions["settings"].api_per_minute)


def begin() -> BaseResponse | None:
    """German, or English where the program prefers it; and one request more of its network."""
    speak(request.accept_languages.best_match(["de", "en"], default="de"))
    if request.method == "OPTIONS":
        return None
    rates: Rates = current_app.extensions["api_rates"]
    standing = g.api_standing = rates.take(network_prefix(request.remote_addr), clock.now().timestamp())
    return problem(429) if standing.wait else None


def finish(response: Response) -> Response:
    """The headers of every answer. What is read with a token is for that program alone."""
    standing: Standing | None = g.get("api_standing")
    if standing is not None:
        response.headers.extend(standing.headers)
    response.headers["Vary"] = "Accept-Language, Authorization"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    if request.headers.get("Authorization"):
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Expose-Headers"] = SHOWN
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = ALLOWED
        response.headers["Access-Control-Max-Age"] = "86400"
    if response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    return response


def base_url() -> str:
    """What all addresses begin with."""
    return settings().base_url.rstrip("/")


def answer(said: Mapping[str, Any]) -> BaseResponse:
    """JSON that a program may keep for a minute, and then ask whether it changed."""
    content = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    response = Response(content, content_type=TYPE)
    response.headers["Cache-Control"] = f"public, max-age={KEPT_FOR}"
    response.set_etag(hashlib.sha256(content).hexdigest()[:24])
    links = said.get("links")
    if isinstance(links, dict) and links.get("next"):
        response.headers["Link"] = f'<{links["next"]}>; rel="next"'
    return response.make_conditional(request)
