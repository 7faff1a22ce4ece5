"""Flask without work that nobody asked for.

Which functions are asynchronous and what an address is it would work out anew on each request, and how an address is put together for all
routes when it starts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask, has_request_context, request
from werkzeug.routing import Rule

from participation.kit.recent import Recent

MOST = 4096
"""How many addresses one process remembers."""


class Route(Rule):
    """A rule whose addresses are compiled when the first is asked for: a thousand rules take half a second, of which a command or a test needs few."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled: list[Callable[..., tuple[str, str]]] = []

        def build(_route: Rule, /, **values: Any) -> tuple[str, str]:
            if not compiled:
                compiled.append(super(Route, self)._compile_builder(append_unknown))
            return compiled[0](self, **values)

        return build


class Application(Flask):
    """The application. None of its views and hooks is `async`, so none is looked at again and again whether it is."""

    url_rule_class = Route
    jinja_options: ClassVar[dict[str, Any]] = {"cache_size": -1}  # type: ignore[misc]  # an instance's for Flask, a class's for us
    """All templates stay compiled: Jinja keeps 400, we have more, and each takes 20 ms."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._addresses: Recent[str] = Recent(MOST)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is (Flask's way to change how functions are called)."""
        return func

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """Flask's `url_for`; a page has a dozen addresses, which say nothing of the request but where the application is mounted.

        What depends on more is asked of Flask: relative endpoints, whole addresses with the host, anything outside a request.
        """
        if endpoint[:1] == "." or not has_request_context() or not all(_is_plain(name, value) for name, value in values.items()):
            return super().url_for(endpoint, **values)
        asked = request._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy
        key = (endpoint, asked.root_path, asked.method, *((name, type(value), value) for name, value in values.items()))
        found = self._addresses.get(key)
        if found is None:
            found = super().url_for(endpoint, **values)
            self._addresses.keep(key, found)
        return found


def _is_plain(name: str, value: object) -> bool:
    """Whether a value stands in the path or the query as it is; names with an underscore are orders to Flask, such as `_external`."""
    return value is None if name[:1] == "_" else type(value) in (str, int)
