"""Readers get small pages; people with a session get theirs uncompressed."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask, Response, request, session

from participation.kit.compression import Compression
from participation.kit.fragments import init_fragments
from participation.kit.headers import init_headers

PAGE = "<p>Beteiligung</p>" * 200


@pytest.fixture
def app() -> Flask:
    """A small application of its own; shadows the world's."""
    app = Flask(__name__)
    app.secret_key = "x" * 32
    init_fragments(app)
    init_headers(app, secure=False)
    app.add_url_rule("/page", view_func=lambda: PAGE, endpoint="page")
    app.add_url_rule("/small", view_func=lambda: "klein", endpoint="small")
    app.add_url_rule("/stream", view_func=lambda: Response((PAGE for _ in range(3)), mimetype="text/html"), endpoint="stream")
    app.add_url_rule("/picture", view_func=lambda: Response(b"x" * 5000, mimetype="image/webp"), endpoint="picture")

    @app.get("/form")
    def form() -> str:
        session["csrf_token"] = "secret"
        return PAGE

    @app.get("/whoami")
    def whoami() -> str:
        return str(request.cookies.get("theme")) + PAGE

    app.wsgi_app = Compression(app.wsgi_app, public_cookies=("theme",))  # type: ignore[method-assign]
    return app


def test_a_readers_page_is_compressed(app: Flask) -> None:
    answer = app.test_client().get("/page", headers={"Accept-Encoding": "br, gzip;q=0.8"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data).decode() == PAGE
    assert int(answer.headers["Content-Length"]) == len(answer.data) < 500
    assert answer.headers["Vary"] == "HX-Request, Accept-Encoding"


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity"])
def test_a_browser_that_cannot_gets_it_plain(app: Flask, accepted: str) -> None:
    answer = app.test_client().get("/page", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert answer.text == PAGE


@pytest.mark.parametrize("path", ["/form", "/small", "/stream", "/picture"])
def test_what_holds_a_secret_or_gains_nothing_stays_plain(app: Flask, path: str) -> None:
    answer = app.test_client().get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("cookie", "compressed"),
    [("theme=dark", True), ("session=abc", False), ("theme=dark; session=a", False), ("theme=dark;;b@d=1;session", False), ("", True)],
)
def test_a_session_means_no_compression(app: Flask, cookie: str, compressed: bool) -> None:
    answer = app.test_client(use_cookies=False).get("/page", headers={"Accept-Encoding": "gzip", "Cookie": cookie})
    assert ("Content-Encoding" in answer.headers) == compressed


def test_a_head_request_has_no_body(app: Flask) -> None:
    answer = app.test_client().head("/page", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.data) == (200, b"")
