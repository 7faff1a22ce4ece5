"""Long pieces are put into a reader's page when it is finished; everywhere else they are what they are."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask, g, make_response
from markupsafe import Markup
from sqlalchemy import text
from werkzeug.wrappers import Response

from participation.app import create_app
from participation.kit import clock
from participation.kit.database import db
from participation.kit.headers import csp_nonce
from participation.kit.kept import init_kept, kept_html, kept_long
from participation.kit.long_pieces import LONG, LongPiece, named, put_in
from participation.kit.page_cache import KeptPages, Making, kept_for_readers, not_to_keep
from tests.conftest import NOON, DatabaseMade, settings_for

WORD = re.compile(r"long[0-9a-f]{48}")


@dataclass
class Say:
    """What the page under test shows."""

    word: str = "Bäume – "
    times: int = LONG
    also: str = ""

    def piece(self) -> Markup:
        """A piece, long or short."""
        return Markup("<p>{}</p>").format(self.word * self.times)

    def show(self) -> Response:
        """A page that shows it twice, between scripts."""
        if self.also == "never":
            not_to_keep()
        script = Markup("<script nonce={}></script>").format(csp_nonce())
        inner = kept_html("around", ("proposal:901",), self.around) if self.also == "around" else ""
        piece = kept_long("piece", ("proposal:901",), self.piece)
        return make_response(Markup("ä{}{}{}{}{}ö").format(script, piece, inner, script, piece))

    def around(self) -> Markup:
        """A kept piece that has the long one in it."""
        return Markup("<div>{}</div>").format(kept_long("piece", ("proposal:901",), self.piece))

    def expected(self, nonce: str) -> str:
        """The page as text."""
        inner = f"<div>{self.piece()}</div>" if self.also == "around" else ""
        return f"ä<script nonce={nonce}></script>{self.piece()}{inner}<script nonce={nonce}></script>{self.piece()}ö"


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


def change(app: Flask, version: str) -> None:
    """What a trigger does."""
    with app.app_context():
        db.session.execute(text("INSERT OR REPLACE INTO page_version (scope, version) VALUES ('proposal:901', :version)"), {"version": version})
        db.session.commit()
        db.session.remove()


def nonce_of(page: str) -> str:
    found = re.search(r"nonce=([\w-]+)>", page)
    assert found
    return found[1]


@pytest.mark.parametrize("also", ["", "never", "around"])
@pytest.mark.parametrize("times", [0, 1, LONG])
def test_the_page_is_the_same_as_without(app: Flask, say: Say, times: int, also: str) -> None:
    say.times, say.also = times, also
    nonces = set()
    for _made_and_kept in range(3):
        answer = app.test_client().get("/said")
        assert (answer.status_code, answer.text) == (200, say.expected(nonce_of(answer.text)))
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        assert f"'nonce-{nonce_of(answer.text)}'" in answer.headers["Content-Security-Policy"]
        nonces.add(nonce_of(answer.text))
    assert len(nonces) == 3


def test_compressed_and_asked_for_the_head_alone(app: Flask, say: Say) -> None:
    for _made_and_kept in range(2):
        answer = app.test_client().get("/said", headers={"Accept-Encoding": "gzip"})
        page = gzip.decompress(answer.data).decode()
        assert page == say.expected(nonce_of(page))
    head = app.test_client().head("/said")
    assert (head.data, int(head.headers["Content-Length"])) == (b"", len(page.encode()))


def test_who_has_a_session_gets_the_text(app: Flask, say: Say) -> None:
    client = app.test_client()
    with client.session_transaction() as session:
        session["csrf_token"] = "x"
    page = client.get("/said").text
    assert page == say.expected(nonce_of(page))


def test_a_page_whose_long_piece_alone_changed_has_another_tag(app: Flask, say: Say) -> None:
    client = app.test_client()
    first = client.get("/said").headers["ETag"]
    assert client.get("/said", headers={"If-None-Match": first}).status_code == 304
    say.word = "Beete – "
    change(app, "later")
    second = client.get("/said", headers={"If-None-Match": first})
    assert (second.status_code, "Beete" in second.text, "Bäume" in second.text) == (200, True, False)
    assert second.headers["ETag"] != first
    say.word = "Bäume – "
    change(app, "as before")
    assert client.get("/said").headers["ETag"] == first


def test_the_tag_says_nothing_of_the_process(app: Flask, say: Say) -> None:
    client = app.test_client()
    first = client.get("/said").headers["ETag"]
    pages: KeptPages = app.extensions["kept_pages"]
    pages.clear()
    init_kept(app)
    assert client.get("/said").headers["ETag"] == first
    piece = LongPiece(say.piece())
    assert not WORD.search(named(f"a{piece.word}b".encode()).decode())
    assert piece.name in named(piece.word.encode())


def test_a_part_for_others_holds_its_text(app: Flask, say: Say) -> None:
    with app.test_request_context("/"):
        assert kept_long("piece", (), say.piece) == say.piece()  # no page is being made
        g.page_made = Making(clock.now())  # a part, or a page for many who are signed in
        assert kept_long("piece", (), say.piece) == say.piece()
        g.page_made = Making(clock.now(), long={})
        word = kept_long("piece", (), say.piece)
        assert WORD.match(word)
        assert put_in(f"a{word}b{word}".encode(), g.page_made.long).decode() == f"a{say.piece()}b{say.piece()}"


def test_a_word_that_went_astray_brings_no_other_piece(say: Say) -> None:
    piece, other = LongPiece(say.piece()), LongPiece(Markup("other"))
    with pytest.raises(KeyError):
        put_in(piece.word.encode(), {other.name: other})
