"""The signed cookie is Flask's own: browsers that hold one stay signed in, and a forged one says nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

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
