"""Where something is missing, the platform says so and loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import structlog
from flask import Flask
from sqlalchemy.orm import Session

from participation.app import create_app
from participation.kit import clock
from participation.kit.database import db
from participation.kit.logs import configure_logs
from participation.kit.mail import SmtpTransport, drain
from participation.kit.schema import migrate
from tests.accounts.builders import mails_to
from tests.builders import a_consultation, a_resident, post, sign_in, token_for
from tests.conftest import NOON, settings_for
from tests.postgresql import PostgreSQL, find_postgresql
from tests.votes.clients import free_port


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What the installation writes to its log."""
    stream, root = StringIO(), logging.getLogger()
    before = root.handlers[:], root.level, structlog.get_config()
    configure_logs(stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    structlog.configure(**before[2])


def _app(url: str, var_dir: Path, logged: StringIO) -> Flask:
    """As in production: an error becomes a page."""
    app = create_app(settings_for(url, var_dir, testing=False, oidc_file=None))
    configure_logs(logged)
    migrate(app)
    return app


def _speaks(app: Flask, logged: StringIO, consultation: str, cookie: tuple[str, str], token: str) -> None:
    """Reader, signed-in person and form get 503 in German; what was typed is kept, nothing of it is logged."""
    reader, alice = app.test_client(), app.test_client()
    alice.set_cookie(*cookie)
    text = "Mein langer Text über die Stadthalle, den ich nicht zweimal schreiben will."
    here = f"/beteiligungen/{consultation}/vorschlaege"
    for response in (
        reader.get("/"),
        reader.get(f"/beteiligungen/{consultation}"),
        alice.get("/konto"),
        alice.get(f"{here}/neu"),
        alice.post(f"{here}/neu", data={"csrf_token": token, "title": "Ein Titel", "body": text}),
        post(reader, "/anmelden", {"email": "geheim@town.example", "password": "vier Wörter ohne Reim"}),
    ):
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "60"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Gerade nicht erreichbar" in response.text
        assert not any(word in response.text for word in ("Traceback", "sqlalchemy", "psycopg", "sqlite", "vier Wörter"))
    assert text in alice.post(f"{here}/neu", data={"csrf_token": token, "title": "Ein Titel", "body": text}).text
    assert reader.get("/healthz").status_code == 200
    assert reader.get("/readyz").status_code == 503
    assert reader.get("/impressum").status_code in (200, 503)
    assert not any(word in logged.getvalue() for word in ("geheim", "Stadthalle", "vier W", "SELECT", token))
    assert "database unavailable" in logged.getvalue()


def _alice(app: Flask) -> tuple[str, tuple[str, str], str]:
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        consultation, alice = a_consultation(session), a_resident(session)
        browser = app.test_client()
        sign_in(browser, session, alice)
        token = token_for(browser)
        cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
        session.commit()
        assert cookie is not None
        return consultation.slug, (cookie.key, cookie.value), token


def test_a_site_whose_sqlite_file_breaks_says_so(tmp_path: Path, logged: StringIO) -> None:
    file = tmp_path / "own.sqlite"
    app = _app(f"sqlite:///{file}", tmp_path / "var", logged)
    with clock.frozen(NOON):
        about = _alice(app)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        for name in ("own.sqlite", "own.sqlite-wal", "own.sqlite-shm"):
            (tmp_path / name).unlink(missing_ok=True)
        file.mkdir()  # cannot be opened any more, not even by root
        _speaks(app, logged, *about)
        with app.app_context():
            db.engine.dispose()


def test_a_site_whose_postgresql_stops_says_so_and_comes_back(tmp_path: Path, logged: StringIO) -> None:
    binaries = find_postgresql()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed")
    with PostgreSQL(binaries) as server, clock.frozen(NOON):
        app = _app(server.new_database(), tmp_path / "var", logged)
        about = _alice(app)
        server.stop()
        _speaks(app, logged, *about)
        server.start()
        assert app.test_client().get(f"/beteiligungen/{about[0]}").status_code == 200
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_a_missing_mail_server_keeps_mails_for_later(real_database: Flask) -> None:
    with clock.frozen(NOON):
        response = post(real_database.test_client(), "/registrieren", {"email": "new@town.example", "public_name": "Kastanie"})
        assert (response.status_code, response.location) == (303, "/post-unterwegs")
    with real_database.app_context():

        def sessions() -> Session:
            return Session(db.engine, expire_on_commit=False)

        nobody = SmtpTransport("127.0.0.1", free_port(), timeout=2)
        assert drain(sessions, nobody, NOON, sender="mitreden@town.example") == 0
        with sessions() as session:
            (waiting,) = mails_to(session, "new@town.example")
            assert (waiting.sent_at, waiting.attempts) == (None, 1)
            assert "/bestaetigen/" in waiting.text
            again = waiting.send_after
        assert again > NOON
        sent: list[str] = []

        class Server:
            def send(self, message: object) -> None:
                sent.append(str(message))

        assert drain(sessions, Server(), again, sender="mitreden@town.example") == 1
        assert "new@town.example" in sent[0]
        with sessions() as session:
            assert mails_to(session, "new@town.example")[0].text == ""


def test_https_brings_secure_cookies_and_says_so(tmp_path: Path) -> None:
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'own.sqlite'}", tmp_path / "var", base_url="https://town.example"))
    browser = app.test_client()
    response = browser.get("/anmelden", base_url="https://town.example")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie
    assert "max-age=31536000" in response.headers["Strict-Transport-Security"]
    with app.app_context():
        db.engine.dispose()
