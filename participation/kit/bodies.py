"""How large a request may be: small, and larger only for the views that take files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, request

from participation.kit.pages import settings

_MARK = "takes_files"
_REST_OF_FORM = 64 * 1024


def takes_files(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view whose form sends a file, so that its request may be as large as a file may be."""
    setattr(view, _MARK, True)
    return view


def takes_large_files(megabytes: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view of staff whose file may be larger than what residents upload."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        setattr(view, _MARK, megabytes * 1024 * 1024)
        return view

    return mark


class Megabytes:
    """How many MB a file may have, in a form's words: what the installation's settings say when the form is shown, but never more than `most`."""

    def __init__(self, most: int | None = None) -> None:
        self._most = most

    def __str__(self) -> str:
        allowed = settings().max_upload_mb
        return str(allowed if self._most is None else min(allowed, self._most))


MEGABYTES = Megabytes()
"""What residents and staff may upload."""


def init_bodies(app: Flask, largest_file: int) -> None:
    """Raise the limit for the marked views, before the token check reads the form. `largest_file` is in bytes."""

    @app.before_request
    def measure() -> None:
        mark = getattr(app.view_functions.get(request.endpoint or ""), _MARK, False)
        if request.method == "POST" and mark:
            request.max_content_length = (largest_file if mark is True else mark) + _REST_OF_FORM

    @app.teardown_request
    def tidy(error: BaseException | None) -> None:
        request.close()  # large uploads lie in temporary files
