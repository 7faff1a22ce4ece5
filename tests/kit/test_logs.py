"""Logs tell what happened and nothing about people."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from flask import Flask, abort
from structlog.testing import capture_logs

from participation.kit.logs import configure_logs, init_access_log


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level, structlog.get_config()
    configure_logs(stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    structlog.configure(**before[2])


def read(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_time_and_level(lines: io.StringIO) -> None:
    structlog.get_logger().info("vote opened", vote=7, größe="ä")
    (line,) = read(lines)
    assert (line["event"], line["vote"], line["level"], line["größe"]) == ("vote opened", 7, "info", "ä")
    assert str(line["timestamp"]).endswith("Z")


def test_an_error_is_told_without_its_message(lines: io.StringIO) -> None:
    try:
        raise ValueError("anna@town.example")
    except ValueError:
        structlog.get_logger().exception("job failed")
        logging.getLogger("library").exception("oh")
    for line in read(lines):
        assert line["error"] == "builtins.ValueError"
        assert "test_logs.py" in line["places"][-1]
    assert "anna" not in lines.getvalue()


def test_what_names_a_person_is_taken_out(lines: io.StringIO) -> None:
    structlog.get_logger().warning("x", email="anna@town.example", token="t" * 20)
    assert "anna" not in lines.getvalue()
    assert "tttt" not in lines.getvalue()


def test_the_access_log_knows_routes_and_networks_only() -> None:
    app = Flask(__name__)
    init_access_log(app)
    app.add_url_rule("/signin/<token>", view_func=lambda token: "ok", endpoint="signin")
    app.add_url_rule("/broken", view_func=lambda: abort(403), endpoint="broken")
    client = app.test_client()
    with capture_logs() as seen:
        answer = client.get("/signin/secret-token?q=anna", environ_base={"REMOTE_ADDR": "203.0.113.77"})
        client.get("/wp-login.php?user=anna")
        client.post("/broken")
    assert [(line["route"], line["status"]) for line in seen] == [("/signin/<token>", 200), (None, 404), (None, 405)]
    assert seen[0]["network"] == "203.0.113.0/24"
    assert seen[0]["number"] == answer.headers["X-Request-Id"]
    assert not any(word in json.dumps(seen) for word in ("anna", "secret", ".77"))
