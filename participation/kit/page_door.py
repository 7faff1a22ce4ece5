"""The door before Flask: whoever only reads gets a page that is kept, for little more than one look at the database.

A request context, a database session and the application's hooks cost several times what a kept page does. So the page is answered
here, where the database says that it is still true (`page_cache.py`); every other request goes on into the application. An answer
carries the same headers and the same line in the access log as one that the application makes.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.exceptions import SecurityError
from werkzeug.sansio.utils import get_host

from participation.kit import clock
from participation.kit.known_versions import READ, versions_aside
from participation.kit.logs import log_request
from participation.kit.page_cache import KEY, KeptPage, KeptPages, answer, key_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_REASONS = {200: "200 OK", 304: "304 NOT MODIFIED"}


class PageDoor:
    """Middleware right around the application's own. Make it when the application is complete."""

    def __init__(self, wsgi_app: WSGIApplication, app: Flask, usual_language: str) -> None:
        self.wsgi_app = wsgi_app
        self._app = app
        self._usual_language = usual_language
        self._cookie = app.config["SESSION_COOKIE_NAME"]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with a page that is kept and true, or hand the request on."""
        began = time.perf_counter()
        key = key_of(environ, self._cookie, self._usual_language)
        if key is not None and self._is_our_host(environ):
            environ[KEY] = key
            pages: KeptPages = self._app.extensions["kept_pages"]
            page, now = pages.get(key), clock.now()
            if page is not None and page.since <= now < page.until:
                versions = versions_aside(self._app, (*page.versions,))
                if versions == page.versions:
                    return self._answer(page, environ, start_response, began)
                if versions is not None:
                    environ[READ] = versions
        return self.wsgi_app(environ, start_response)

    def _is_our_host(self, environ: WSGIEnvironment) -> bool:
        trusted = self._app.config["TRUSTED_HOSTS"]
        return _is_trusted(environ["wsgi.url_scheme"], environ.get("HTTP_HOST"), None if trusted is None else (*trusted,))

    def _answer(self, page: KeptPage, environ: WSGIEnvironment, start_response: StartResponse, began: float) -> Iterable[bytes]:
        nonce, number = secrets.token_urlsafe(16), secrets.token_hex(6)
        status, headers, body = answer(page, environ, lambda: nonce)
        headers += [("Vary", "HX-Request"), ("X-Request-Id", number), *self._app.extensions["protection"]]
        if status == 200:  # as in `headers.py`: with 304 a browser keeps the nonce that it has
            headers += [
                ("Content-Length", str(len(body))),
                ("Content-Security-Policy", self._app.extensions["policy"].format(nonce=nonce)),
            ]
        log_request("GET", page.route, status, began, environ.get("REMOTE_ADDR"), number)
        start_response(_REASONS[status], headers)
        return [body]


@lru_cache(maxsize=256)
def _is_trusted(scheme: str, host: str | None, trusted: tuple[str, ...] | None) -> bool:
    try:
        return bool(get_host(scheme, host, None, trusted))
    except SecurityError:
        return False
