"""A reader's page is made once while nothing changed that it shows; people with a session get theirs fresh and uncompressed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, make_response, redirect, session
from sqlalchemy import text
from werkzeug.wrappers import Response as BaseResponse

from participation.app import create_app
from participation.kit import clock
from participation.kit.compression import Pieces
from participation.kit.database import db
from participation.kit.errors import NotFound
from participation.kit.headers import csp_nonce
from participation.kit.page_cache import KeptPage, KeptPages, changes_at, kept_for_readers, not_to_keep, shows
from participation.kit.page_versions import versions_of
from tests.conftest import NOON, DatabaseMade, settings_for


@dataclass
class Say:
    """What the page under test shows and does, and how often it was made."""

    text: str = "Beteiligung " * 200
    changes: datetime | None = None
    does: str = ""
    made: int = field(default=0)

    def show(self) -> BaseResponse:
        """Make the page."""
        self.made += 1
        shows("proposals:1", "a", "b", "c", "d")
        changes_at(self.changes, NOON - timedelta(days=1), None)
        if self.does == "fail":
            raise NotFound
        if self.does == "move":
            return redirect("/elsewhere")
        if self.does == "never":
            not_to_keep()
        if self.does == "session":
            session["csrf_token"] = "secret"
        response = make_response(f"<script nonce={csp_nonce()}></script>{self.text}<script nonce={csp_nonce()}></script>")
        if self.does == "cookie":
            response.set_cookie("seen", "1")
        return response


@pytest.fixture
def say() -> Say:
    return Say()


@pytest.fixture
def app(tmp_path: Path, say: Say, database_made: DatabaseMade) -> Iterator[Flask]:
    """An application of its own with one page more; shadows the world's."""
    app = create_app(settings_for(database_made("sqlite", tmp_path), tmp_path / "var"))
    app.add_url_rule("/said", view_func=kept_for_readers(say.show), endpoint="said")
    with clock.frozen(NOON):
        yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def raise_version(app: Flask, scope: str) -> None:
    statement = text("INSERT INTO page_version VALUES (:scope, 'a') ON CONFLICT (scope) DO UPDATE SET version = version || 'b'")
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(statement, {"scope": scope})


def nonces(page: str) -> set[str]:
    return set(re.findall(r'nonce="?([\w-]+)', page))


def test_a_page_is_made_once_and_each_answer_has_its_own_nonce(app: Flask, say: Say) -> None:
    answers = [app.test_client().get("/said") for _ in range(3)]
    assert say.made == 1
    found = [nonces(answer.text) for answer in answers]
    assert [len(each) for each in found] == [1, 1, 1]
    assert len(set.union(*found)) == 3
    for answer, (nonce,) in zip(answers, found, strict=True):
        assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("scope", ["site", "proposals:1", "a", "d"])
def test_a_new_version_of_what_is_shown_makes_a_new_page(app: Flask, say: Say, scope: str) -> None:
    app.test_client().get("/said")
    say.text = "neu"
    raise_version(app, scope)
    assert "neu" in app.test_client().get("/said").text
    raise_version(app, scope)
    app.test_client().get("/said")
    assert say.made == 3


def test_a_new_version_of_something_else_makes_none(app: Flask, say: Say) -> None:
    app.test_client().get("/said")
    raise_version(app, "proposals:2")
    app.test_client().get("/said")
    assert say.made == 1


@pytest.mark.parametrize(("at", "made"), [(29, 1), (30, 2), (-1, 2)])
def test_a_page_ends_at_the_moment_at_which_it_changes(app: Flask, say: Say, at: int, made: int) -> None:
    say.changes = NOON + timedelta(seconds=30)
    app.test_client().get("/said")
    with clock.frozen(NOON + timedelta(seconds=at)):
        app.test_client().get("/said")
    assert say.made == made


def test_a_page_ends_at_midnight_in_the_city(app: Flask, say: Say) -> None:
    midnight = datetime.fromisoformat("2026-10-15T00:00:00+02:00")
    for seconds in (-30, -1, 0):
        with clock.frozen(midnight + timedelta(seconds=seconds)):
            app.test_client().get("/said")
    assert say.made == 2


def test_language_theme_query_and_fragment_have_pages_of_their_own(app: Flask, say: Say) -> None:
    client = app.test_client(use_cookies=False)
    asked: list[dict[str, Any]] = [
        {"headers": {}},
        {"headers": {"Cookie": "language=en"}},
        {"headers": {"Cookie": "theme=dark"}},
        {"headers": {"HX-Request": "true"}},
        {"headers": {}, "query_string": "seite=2"},
    ]
    for number, each in enumerate(asked * 2):
        say.text = f"page {number}"
        assert f"page {number % 5}<" in client.get("/said", **each).text
    assert say.made == 5


@pytest.mark.parametrize("does", ["never", "session", "cookie", "move", "fail"])
def test_what_is_not_the_same_for_all_is_made_each_time(app: Flask, say: Say, does: str) -> None:
    say.does = does
    pages = [app.test_client().get("/said") for _ in range(2)]
    assert say.made == 2
    found = [nonces(page.text) for page in pages]
    assert not found[0] & found[1]
    for page, each in zip(pages, found, strict=True):
        assert all(f"'nonce-{nonce}'" in page.headers["Content-Security-Policy"] for nonce in each)
    assert not app.extensions["kept_pages"].size


def test_whoever_has_a_session_gets_a_page_of_their_own(app: Flask, say: Say) -> None:
    app.test_client().get("/said")
    client = app.test_client(use_cookies=False)
    answer = client.get("/said", headers={"Cookie": "session=something", "Accept-Encoding": "gzip"})
    assert say.made == 2
    assert "ETag" not in answer.headers
    assert "Content-Encoding" not in answer.headers


def test_a_browser_that_has_the_page_is_told_so(app: Flask, say: Say) -> None:
    client = app.test_client()
    first = client.get("/said", headers={"Accept-Encoding": "gzip"})
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    again = client.get("/said", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert "Content-Security-Policy" not in again.headers  # a new nonce would lock out the scripts of the page it has
    assert client.get("/said?a=1", headers={"If-None-Match": tag}).status_code == 200
    say.text = "neu"
    raise_version(app, "site")
    assert client.get("/said", headers={"If-None-Match": tag}).status_code == 200


def test_a_kept_page_is_compressed_once_and_reads_the_same(app: Flask, say: Say) -> None:
    for _ in range(2):
        answer = app.test_client().get("/said", headers={"Accept-Encoding": "br, gzip"})
        page = gzip.decompress(answer.data).decode()
        (nonce,) = nonces(page)
        assert answer.headers["Content-Encoding"] == "gzip"
        assert int(answer.headers["Content-Length"]) == len(answer.data) < len(page) / 5
        assert "Accept-Encoding" in ", ".join(answer.headers.getlist("Vary"))
        assert page == f"<script nonce={nonce}></script>{say.text}<script nonce={nonce}></script>"


@pytest.mark.parametrize("parts", [(b"",), (b"a" * 70_000,), (b"", b""), (b"x", b"", b"y" * 100_000, b"")])
def test_pieces_make_one_valid_file(parts: tuple[bytes, ...]) -> None:
    pieces = Pieces(parts)
    for word in (b"", b"nonce", b"n" * 60_000):
        assert gzip.decompress(pieces.compressed(word)) == pieces.filled(word) == word.join(parts)


def test_the_memory_for_pages_is_bounded() -> None:
    pages = KeptPages(most_bytes=10_000)
    page = KeptPage(Pieces((b"x" * 1000,)), "text/html", "tag", {}, NOON, NOON)
    for number in range(100):
        pages.keep(number, page)
        if number % 3 == 0:
            pages.keep(0, page)
        assert pages.size <= 10_000
    assert pages.get(0) is page
    assert pages.get(50) is None


def test_many_versions_are_read_by_few_statements(app: Flask) -> None:
    for scope in "abcdef":
        raise_version(app, scope)
    with app.app_context():
        assert versions_of(db.session(), [*"abcdefg"]) == dict.fromkeys("abcdef", "a")
        db.session.remove()
