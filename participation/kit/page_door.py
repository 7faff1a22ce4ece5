"""The door before Flask: whoever only reads gets a page that is kept, for little more than one look at the database.

A request context, a database session and the application's hooks cost several times what a kept page does. So the page is answered
here, where the database says that it is still true (`page_cache.py`); every other request goes on into the application. An answer
carries the same headers and the same line in the access log as one that the application makes.
"""

from __future__ import annotations

import os
import secrets
import time
from collections import deque
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import SecurityError
from werkzeug.sansio.utils import get_host

from participation.kit import clock
from participation.kit.database import db
from participation.kit.logs import log_request
from participation.kit.page_cache import KEY, READ, KeptPage, KeptPages, answer, key_of

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
        self.glimpse = Glimpse(app)
        app.extensions["page_door"] = self

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with a page that is kept and true, or hand the request on."""
        began = time.perf_counter()
        key = key_of(environ, self._cookie, self._usual_language)
        if key is not None and self._is_our_host(environ):
            environ[KEY] = key
            pages: KeptPages = self._app.extensions["kept_pages"]
            page, now = pages.get(key), clock.now()
            if page is not None and page.since <= now < page.until:
                versions = self.glimpse.versions((*page.versions,))
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
        headers += [("Vary", "HX-Request"), ("X-Request-Id", number)]
        if status == 200:
            headers += [
                ("Content-Length", str(len(body))),
                ("Content-Security-Policy", self._app.extensions["policy"].format(nonce=nonce)),
                *self._app.extensions["protection"],
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


class Glimpse:
    """Reads versions of scopes past the request's session: by connections of its own, a transaction for each statement.

    There are as many connections as requests were answered at once. Each statement sees what is committed when it begins.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.idle: deque[Any] = deque()
        self._made_for: tuple[int, Engine] | None = None

    def versions(self, scopes: tuple[str, ...]) -> dict[str, str | None] | None:
        """The versions of these scopes, None for one that has none yet; nothing at all where the database cannot be asked."""
        bind: Any = db._app_engines[self._app][None]  # what `db.engine` finds, without a context of the application
        if isinstance(bind, Connection):  # one transaction around everything: the tests'
            rows = bind.execute(text(_named(len(scopes))), {f"s{number}": scope for number, scope in enumerate(scopes)}).all()
            return {**dict.fromkeys(scopes), **{row.scope: row.version for row in rows}}
        try:
            connection = self._take(bind)
            rows = connection.execute(_asked(len(scopes), bind.dialect.paramstyle), scopes).fetchall()
        except (bind.dialect.loaded_dbapi.Error, DBAPIError):  # the connection is thrown away; the application will find out and say so
            return None
        self.idle.append(connection)
        return {**dict.fromkeys(scopes), **dict(rows)}

    def _close(self, engine: Engine) -> None:
        while self.idle:
            self.idle.pop().close()

    def _take(self, engine: Engine) -> Any:
        owner = (os.getpid(), engine)
        if self._made_for != owner:  # another process, another database: what is idle is not ours
            self.idle, self._made_for = deque(), owner
            event.listen(engine, "engine_disposed", self._close)
        try:
            return self.idle.pop()
        except IndexError:
            pooled = engine.raw_connection()
            connection: Any = pooled.driver_connection
            pooled.detach()
            if engine.dialect.name == "postgresql":
                connection.autocommit = True
                connection.prepare_threshold = 0
            return connection


@lru_cache(maxsize=64)
def _asked(number: int, style: str) -> str:
    mark = "?" if style == "qmark" else "%s"
    return f"SELECT scope, version FROM page_version WHERE scope IN ({', '.join([mark] * number)})"  # noqa: S608  # marks only


@lru_cache(maxsize=64)
def _named(number: int) -> str:
    return f"SELECT scope, version FROM page_version WHERE scope IN ({', '.join(f':s{each}' for each in range(number))})"  # noqa: S608  # marks only
