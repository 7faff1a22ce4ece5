"""The signed cookie is Flask's own: browsers that hold one stay signed in, and a forged one says nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer
from markupsafe import Markup

from participation.kit.cookies import ReadyCookies


def an_app(secret: str, fallbacks: list[str] | None = None) -> Flask:
    app = Flask("cookies")
    app.config.update(SECRET_KEY=secret, SECRET_KEY_FALLBACKS=fallbacks)
    return app


def signer(app: Flask, cookies: SecureCookieSessionInterface) -> URLSafeTimedSerializer:
    found = cookies.get_signing_serializer(app)
    assert found is not None
    return found


def test_cookies_are_those_that_flask_itself_makes_and_reads() -> None:
    app, said = an_app("one"), {"_user_id": "token", "receipt": [1, "key", False, 2]}
    ours, flasks = signer(app, ReadyCookies()), signer(app, SecureCookieSessionInterface())
    assert flasks.loads(ours.dumps(said)) == said
    assert ours.loads(flasks.dumps(said)) == said


@pytest.mark.parametrize(
    "said",
    [
        {"_user_id": "token", "csrf_token": "ü\u2028", "receipt": [7, "key", False, None, 2]},
        {"z": 1, "a": True, "m": None},
        {" t": [1, 2]},
        {" t": [1, 2], "b": "x"},
        {"_flashes": [("info", "text")], "b": "x"},
        {"nested": {" d": "1"}, "b": Markup("<p>"), "bytes": b"1"},
        {"when": datetime(2026, 10, 14, tzinfo=UTC), "number": 1.5},
        {},
    ],
)
def test_what_is_written_is_what_flask_writes_byte_for_byte(said: dict[str, object]) -> None:
    app = an_app("one")
    ours, flasks = signer(app, ReadyCookies()), signer(app, SecureCookieSessionInterface())
    with app.app_context():
        assert ours.dump_payload(said) == flasks.dump_payload(said)
        assert ours.make_signer(ours.salt).get_signature(b"text") == flasks.make_signer(flasks.salt).get_signature(b"text")
        assert ours.loads(ours.dumps(said)) == flasks.loads(flasks.dumps(said))


def test_a_cookie_with_a_changed_letter_or_another_secret_is_refused() -> None:
    ours = signer(an_app("one"), ReadyCookies())
    cookie = str(ours.dumps({"_user_id": "token"}))
    with pytest.raises(BadSignature):
        ours.loads(cookie[:-2] + ("A" if cookie[-2] != "A" else "B") + cookie[-1])
    with pytest.raises(BadSignature):
        signer(an_app("two"), ReadyCookies()).loads(cookie)


def test_a_changed_secret_is_used_at_once_and_the_old_one_is_read_while_it_is_named() -> None:
    cookies, app = ReadyCookies(), an_app("one")
    before = signer(app, cookies).dumps({"_user_id": "token"})
    app.config.update(SECRET_KEY="two", SECRET_KEY_FALLBACKS=["one"])
    assert signer(app, cookies).loads(before) == {"_user_id": "token"}
    app.config.update(SECRET_KEY_FALLBACKS=None)
    with pytest.raises(BadSignature):
        signer(app, cookies).loads(before)
