"""Addresses that are remembered are those that Flask gives."""

from __future__ import annotations

import pytest
from flask import Flask, url_for
from werkzeug.routing import AnyConverter, BaseConverter, Map, Rule, UnicodeConverter

from participation.kit.application import Application


def with_addresses(kind: type[Flask]) -> Flask:
    """A small application of this class."""
    app = kind("addresses")
    app.add_url_rule("/a/<slug>/<int:number>", "a", lambda slug, number: "")
    app.add_url_rule("/read", "both", lambda: "", methods=["GET"])
    app.add_url_rule("/write", "both", methods=["POST"])
    return app


ASKED: tuple[tuple[str, dict[str, object]], ...] = (
    ("a", {"slug": "saal & platz", "number": 1}),
    ("a", {"slug": "1", "number": 1, "seite": True}),
    ("a", {"slug": "1", "number": 1, "seite": 1}),
    ("a", {"slug": "1", "number": 1, "seite": "1"}),
    ("a", {"slug": "1", "number": 1, "q": ["x", "y"]}),
    ("a", {"slug": "1", "number": 1, "_anchor": "unten"}),
    ("a", {"slug": "1", "number": 1, "_external": True}),
    ("a", {"slug": "1", "number": 1, "seite": None}),
    ("both", {}),
    ("both", {"_method": "POST"}),
)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("base", ["http://one.example/", "http://two.example/below/"])
def test_an_address_is_the_one_that_flask_gives_whatever_was_asked_before(method: str, base: str) -> None:
    ours, theirs = with_addresses(Application), with_addresses(Flask)
    with ours.test_request_context("/read", base_url="http://other.example/elsewhere/"):
        for endpoint, values in ASKED:
            url_for(endpoint, **values)  # type: ignore[arg-type]  # as a template would
    for _twice in range(2):
        for endpoint, values in ASKED:
            with ours.test_request_context("/read", base_url=base, method=method):
                found = url_for(endpoint, **values)  # type: ignore[arg-type]  # as above
            with theirs.test_request_context("/read", base_url=base, method=method):
                assert found == url_for(endpoint, **values)  # type: ignore[arg-type]  # as above


def test_an_unknown_address_is_an_error_each_time() -> None:
    app = with_addresses(Application)
    with app.test_request_context("/read"):
        for _twice in range(2):
            with pytest.raises(LookupError, match="nowhere"):
                url_for("nowhere")


def test_no_view_and_no_hook_is_asynchronous(app: Flask) -> None:
    hooks = [*app.before_request_funcs.values(), *app.after_request_funcs.values(), *app.teardown_request_funcs.values()]
    every = [*app.view_functions.values(), *(hook for some in hooks for hook in some)]
    assert len(every) > 100
    assert all(Flask.ensure_sync(app, function) is function for function in every)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_route_gives_the_addresses_of_a_plain_rule(app: Flask) -> None:
    plain = Map([as_plain(rule) for rule in app.url_map.iter_rules()], converters=app.url_map.converters)
    ours, theirs = app.url_map.bind("one.example"), plain.bind("one.example")
    built = 0
    for rule in app.url_map.iter_rules():
        values = {name: fitting(converter) for name, converter in rule._converters.items()}
        for asked in (values, {**values, "seite": "2", "q": ["ä", "b"]}):
            built += 1
            assert ours.build(rule.endpoint, asked) == theirs.build(rule.endpoint, asked), rule
    assert built > 1_000


def fitting(converter: BaseConverter) -> object:
    """Something that can stand in such a place of an address."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return "saal & platz" if type(converter) is UnicodeConverter else 7


def as_plain(rule: Rule) -> Rule:
    """The same rule of werkzeug's own class."""
    return Rule(rule.rule, methods=rule.methods, endpoint=rule.endpoint, defaults=rule.defaults, strict_slashes=rule.strict_slashes)
