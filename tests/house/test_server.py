"""What only the served platform shows: whose word counts about the address of a request, and what is read at all."""

from __future__ import annotations

import socket
from pathlib import Path

from participation.app import create_app
from participation.kit.database import db
from participation.kit.schema import migrate
from tests.conftest import settings_for
from tests.votes.clients import served

SERVE = ("-m", "participation.cli", "serve", "--port", "{port}", "--threads", "{threads}", "--no-worker")


def _answer(port: int, *lines: str) -> str:
    """The first line of what the server answers to a request written by hand."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall("\r\n".join((*lines, "Connection: close", "", "")).encode("latin-1"))
        return line.makefile("rb").readline().decode().strip()


def test_the_server_believes_a_named_proxy_and_reads_no_giant(tmp_path: Path) -> None:
    url, var_dir = f"sqlite:///{tmp_path / 'own.sqlite'}", tmp_path / "var"
    app = create_app(settings_for(url, var_dir))
    migrate(app)
    with app.app_context():
        db.engine.dispose()
    with served(url, var_dir, 2, "tests-only-" + "x" * 32, SERVE, {"PARTICIPATION_PROXIES": "1"}) as (_process, port):
        assert "200" in _answer(port, "GET / HTTP/1.1", "Host: internal", "X-Forwarded-Host: 127.0.0.1")
        assert "400" in _answer(port, "GET / HTTP/1.1", "Host: 127.0.0.1", "X-Forwarded-Host: evil.example")
        assert "413" in _answer(port, "POST /anmelden HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 999999999999")
        assert "400" in _answer(port, "GET / HTTP/1.1")
        assert "400" in _answer(port, "GET /\xff\xfe HTTP/1.1", "Host: 127.0.0.1")
        assert "405" in _answer(port, "TRACE / HTTP/1.1", "Host: 127.0.0.1")
