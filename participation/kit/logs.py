"""Logs as JSON lines, one event each, without personal data.

The access log names the route and not the address line (that may hold a search or a token), the network and not the address, and
no person. Of an error it keeps the kind and the places in the code, not its message, which may quote what somebody typed.
"""

from __future__ import annotations

import logging
import secrets
import sys
import time
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, request

from participation.kit.limits import network_prefix

Event = MutableMapping[str, Any]

PERSONAL = frozenset(
    {"email", "recipient", "password", "name", "public_name", "real_name", "text", "body", "token", "code", "address", "ip", "query", "message"}
)
_FRAMES = 12


def configure_logs(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Write JSON lines to `stream`, by default to standard error; also what libraries log from warnings upwards."""
    shared: list[Any] = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True), tell_errors, leave_out_people]
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer(ensure_ascii=False)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


def tell_errors(logger: object, method: str, event: Event) -> Event:
    """Replace an exception by its kind and the places in the code that it came through."""
    given = event.pop("exc_info", None)
    if given:
        error = given if isinstance(given, BaseException) else (given[1] if isinstance(given, tuple) else sys.exc_info()[1])
        if error is not None:
            frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
            event["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
            event["places"] = [f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def leave_out_people(logger: object, method: str, event: Event) -> Event:
    """Take out what names a person, should somebody have logged it."""
    for key in PERSONAL & event.keys():
        event[key] = "…"
    return event


def init_access_log(app: Flask) -> None:
    """Log each request: method, route, status, milliseconds, network, and a number that the answer carries too."""

    @app.before_request
    def begin() -> None:
        g.request_began = time.perf_counter()
        g.request_number = secrets.token_hex(6)

    @app.after_request
    def end(response: Response) -> Response:
        began = g.get("request_began")
        number = g.get("request_number", "")
        response.headers["X-Request-Id"] = number
        log_request(request.method, request.url_rule.rule if request.url_rule else None, response.status_code, began, request.remote_addr, number)
        return response


_access = structlog.get_logger("access")


def log_request(method: str, route: str | None, status: int, began: float | None, address: str | None, number: str) -> None:
    """Write one line of the access log. `began` is of `time.perf_counter`; of the address only its network is written."""
    _access.info(
        "request",
        method=method if method in ("GET", "HEAD", "POST", "OPTIONS") else "other",
        route=route,
        status=status,
        ms=round((time.perf_counter() - began) * 1000, 1) if began else None,
        network=network_prefix(address),
        number=number,
    )
