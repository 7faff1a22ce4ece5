"""`flask export consultation` writes the same ZIP as the button, and refuses politely."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from tests.builders import a_consultation
from tests.conftest import NOON
from tests.reports.builders import closed_consultation, packed


def test_it_works(app: Flask, session: Session, tmp_path: Path) -> None:
    over = closed_consultation(session, a_consultation(session), NOON)
    session.commit()
    file = tmp_path / "results.zip"
    result = app.test_cli_runner().invoke(args=["export", "consultation", over.slug, str(file)])
    assert result.exit_code == 0, result.output
    assert file.read_bytes() == packed(session, over)
    again = app.test_cli_runner().invoke(args=["export", "consultation", over.slug, str(file)])
    assert again.exit_code == 1
    assert "gibt es schon" in again.output
    forced = app.test_cli_runner().invoke(args=["export", "consultation", over.slug, str(file), "--force"])
    assert forced.exit_code == 0


def test_it_refuses_what_is_not_over_or_not_there(app: Flask, session: Session, tmp_path: Path) -> None:
    running = a_consultation(session)
    session.commit()
    for slug, reason in ((running.slug, "läuft noch"), ("nirgends", "Es gibt keine Beteiligung")):
        result = app.test_cli_runner().invoke(args=["export", "consultation", slug, str(tmp_path / "x.zip")])
        assert result.exit_code == 1
        assert reason in result.output
    assert list(tmp_path.iterdir()) == []
