"""What an address may carry: ids in ASCII digits, short names, tokens. Anything else is a missing page."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter, PathConverter


class IdConverter(BaseConverter):
    """A row's number: ASCII digits, at most nine, no leading zero. `٣` and twenty digits match no page."""

    regex = "[1-9][0-9]{0,8}"
    part_isolating = True

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: object) -> str:
        """The number's digits."""
        return str(int(str(value)))


class SlugConverter(BaseConverter):
    """A short name in an address: lower-case ASCII letters, digits and hyphens."""

    regex = "[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?"
    part_isolating = True


class TokenConverter(BaseConverter):
    """A random public id or a mailed token: URL-safe base64."""

    regex = "[A-Za-z0-9_-]{8,128}"
    part_isolating = True


class AnythingConverter(PathConverter):
    """Whatever follows, with slashes and, other than in `path`, line breaks: for the last word of a room that answers in its own way."""

    regex = r"[^/][\s\S]*?"


def init_converters(app: Flask) -> None:
    """Make `<id:…>`, `<slug:…>`, `<token:…>` and `<anything:…>` known to the routes."""
    app.url_map.converters["id"] = IdConverter
    app.url_map.converters["slug"] = SlugConverter
    app.url_map.converters["token"] = TokenConverter
    app.url_map.converters["anything"] = AnythingConverter
