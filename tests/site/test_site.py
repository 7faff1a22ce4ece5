"""The site's own pages, colours and language, health."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.app import create_app
from participation.kit.database import db
from tests.builders import post
from tests.conftest import settings_for

Browse = Callable[[Person | None], FlaskClient]


def test_a_city_fills_its_pages_from_files(tmp_path: Path) -> None:
    imprint = tmp_path / "impressum.md"
    imprint.write_text("# Angaben\n\nStadt **Neufeld** <script>alert(1)</script>", encoding="utf-8")
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'own.sqlite'}", tmp_path / "var", imprint_file=imprint))
    browser = app.test_client()
    text = browser.get("/impressum").text
    assert "<strong>Neufeld</strong>" in text
    assert "<script>alert" not in text
    imprint.write_text("Neu gefasst", encoding="utf-8")
    assert "Neu gefasst" in browser.get("/impressum").text
    imprint.unlink()
    assert browser.get("/impressum").status_code == 200
    with app.app_context():
        db.engine.dispose()


def test_a_missing_text_is_said_to_be_missing(client: FlaskClient) -> None:
    for url in ("/impressum", "/datenschutz", "/barrierefreiheit", "/leichte-sprache"):
        assert "Dieser Text fehlt noch" in client.get(url).text


def test_colours_and_language_are_kept_and_forgotten(session: Session, browse: Browse) -> None:
    browser = browse(None)
    response = post(browser, "/darstellung", {"theme": "dark", "language": "en", "next": "/beteiligungen?seite=2"})
    assert (response.status_code, response.location) == (303, "/beteiligungen?seite=2")
    text = browser.get("/").text
    assert 'data-kern-theme="dark"' in text
    assert '<html lang="en"' in text
    post(browser, "/darstellung", {"theme": "system", "language": "de"})
    assert browser.get_cookie("theme") is None
    assert "data-kern-theme" not in browser.get("/").text


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "\x00", "/\r\nSet-Cookie: a=b"]
)
def test_the_way_back_stays_on_the_site(browse: Browse, target: str) -> None:
    assert post(browse(None), "/darstellung", {"theme": "dark", "language": "de", "next": target}).location == "/"
    form = browse(None).get("/darstellung", query_string={"next": target}).text
    assert 'name="next" type="hidden" value="/"' in form


@pytest.mark.parametrize("data", [{"theme": "pink", "language": "de"}, {"theme": "dark", "language": "xx"}, {}])
def test_an_unknown_choice_is_refused_in_words(browse: Browse, data: dict[str, object]) -> None:
    response = post(browse(None), "/darstellung", data)
    assert response.status_code == 422
    assert "Es gibt" in response.text
    assert response.headers.getlist("Set-Cookie") == []


def test_reading_sets_no_cookie(browse: Browse) -> None:
    for url in ("/", "/beteiligungen", "/impressum", "/healthz"):
        assert "Set-Cookie" not in browse(None).get(url).headers


def test_ready_means_database_migrations_and_disk(real_database: Flask) -> None:
    browser = real_database.test_client()
    assert browser.get("/readyz").status_code == 200
    with real_database.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    response = browser.get("/readyz")
    assert (response.status_code, response.text) == (503, "not ready\n")
    assert browser.get("/healthz").text == "ok\n"


def test_a_site_without_its_database_lives_but_is_not_ready(tmp_path: Path) -> None:
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'missing' / 'own.sqlite'}", tmp_path / "var"))
    assert app.test_client().get("/healthz").status_code == 200
    assert app.test_client().get("/readyz").status_code == 503
