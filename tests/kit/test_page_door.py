"""Kept pages are answered before Flask: as truly, and with the same headers and log, as the application itself would."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import structlog
from flask import Flask
from sqlalchemy import text
from structlog.testing import capture_logs

from participation.app import create_app
from participation.kit import clock
from participation.kit.database import db
from participation.kit.logs import configure_logs
from participation.kit.page_cache import kept_for_readers, shows
from tests.conftest import NOON, DatabaseMade, settings_for


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path: Path, database_made: DatabaseMade) -> Iterator[Flask]:
    """An application on a real database, nothing rolled back, with a page that shows a row."""
    app = create_app(settings_for(database_made(request.param, tmp_path), tmp_path / "var"))
    app.add_url_rule("/said/<slug:word>", view_func=kept_for_readers(show), endpoint="said")
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def show(word: str) -> str:
    shows("proposals:1")
    found = db.session().connection().execute(text("SELECT version FROM page_version WHERE scope = 'proposals:1'")).scalar()
    return f"{word} {found} " + "Beteiligung " * 100


def change(app: Flask, version: str) -> None:
    statement = text("INSERT INTO page_version VALUES ('proposals:1', :version) ON CONFLICT (scope) DO UPDATE SET version = :version")
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(statement, {"version": version})


def kept(app: Flask) -> int:
    return sum(1 for _page in app.extensions["kept_pages"])


def test_what_was_committed_is_seen_by_the_next_request(app: Flask) -> None:
    client = app.test_client()
    for number in range(20):
        change(app, f"v{number}")
        for _ in range(2):
            assert f"a v{number} " in client.get("/said/a").text
    assert kept(app) == 1


def test_no_reader_among_many_sees_an_older_page_than_a_finished_commit(app: Flask) -> None:
    change(app, "0")
    done = 0

    def read(_turn: int) -> bool:
        before = done
        seen = int(app.test_client(use_cookies=False).get("/said/a").text.split()[1])
        return seen >= before

    with ThreadPoolExecutor(6) as pool:
        looks = []
        for number in range(1, 60):
            looks += [pool.submit(read, turn) for turn in range(4)]
            change(app, str(number))
            done = number
        assert all(look.result() for look in looks)


def test_a_kept_page_has_the_headers_of_a_page_just_made(app: Flask) -> None:
    with clock.frozen(NOON):
        made, again = (app.test_client().get("/said/a", headers={"Accept-Encoding": "gzip"}) for _ in range(2))
    assert kept(app) == 1
    assert {name for name, _value in made.headers} == {name for name, _value in again.headers}
    own = {"Content-Security-Policy", "X-Request-Id", "Content-Length"}
    for name in {name for name, _value in made.headers} - own:
        assert sorted(made.headers.getlist(name)) == sorted(again.headers.getlist(name))
    assert made.headers["X-Request-Id"] != again.headers["X-Request-Id"]
    tag = {"If-None-Match": again.headers["ETag"]}
    with clock.frozen(NOON):
        unchanged = app.test_client().get("/said/a", headers=tag)
    with clock.frozen(NOON + timedelta(minutes=2)):
        made_anew = app.test_client().get("/said/a", headers=tag)
    assert unchanged.status_code == made_anew.status_code == 304
    assert {name for name, _value in unchanged.headers} == {name for name, _value in made_anew.headers}


def test_a_kept_page_stands_in_the_log_like_any_other(app: Flask) -> None:
    stream, root = StringIO(), logging.getLogger()
    before = root.handlers[:], root.level, structlog.get_config()
    configure_logs(stream)
    try:
        with capture_logs() as seen:
            for _ in range(2):
                app.test_client().get("/said/a?q=anna", environ_base={"REMOTE_ADDR": "203.0.113.77"})
    finally:
        root.handlers[:], root.level = before[0], before[1]
        structlog.configure(**before[2])
    made, again = seen
    assert made.keys() == again.keys()
    assert made["route"] == again["route"] == "/said/<slug:word>"
    assert again["network"] == "203.0.113.0/24"
    assert "anna" not in str(again)


def test_a_forged_host_gets_no_kept_page(app: Flask) -> None:
    assert app.test_client().get("/said/a").status_code == 200
    for host in ("evil.example", "localhost.evil.example", "", "localhost\x00"):
        answer = app.test_client().get("/said/a", headers={"Host": host})
        assert (answer.status_code, "Beteiligung Beteiligung" in answer.text) == (400, False)


def test_asked_for_the_head_alone_none_of_the_page_is_sent(app: Flask) -> None:
    app.test_client().get("/said/a")
    answer = app.test_client().head("/said/a")
    assert (answer.status_code, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1000


def test_a_connection_that_broke_is_not_asked_again(app: Flask) -> None:
    client = app.test_client()
    client.get("/said/a")
    client.get("/said/a")
    idle = app.extensions["aside"].idle
    assert len(idle) == 1
    idle[0].close()
    change(app, "later")
    assert "a later " in client.get("/said/a").text
    assert "a later " in client.get("/said/a").text
