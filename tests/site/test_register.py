"""The register of processing says of every table with personal data what for, on which basis, for how long, and who gets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.privacy import activities_of, held_by
from participation.site.register import entries
from tests.builders import an_administrator
from tests.conftest import settings_for

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Browse = Callable[[Person | None], FlaskClient]
HERE = "/datenschutz/verzeichnis"


def test_nothing_is_left_empty_and_every_table_is_there_once(app: Flask) -> None:
    activities = activities_of(app)
    for one in activities:
        assert all((one.title, one.basis, one.people, one.recipients, one.held)), one.title
        assert "DSGVO" in one.basis
    assert len({one.title for one in activities}) == len(activities)
    assert [held for one in activities for held in one.held] == list(held_by(app))
    assert all(len(row) == 3 and all(row) for entry in entries(activities, {}) for row in entry.rows)


def test_the_administration_reads_and_prints_it(app: Flask, session: Session, browse: Browse) -> None:
    browser = browse(an_administrator(session))
    page = browser.get(HERE).text
    for one in activities_of(app):
        assert one.title in page
        assert one.held[0].until in page
    assert "noch nicht eingetragen" in page
    printed = browser.get(f"{HERE}/verzeichnis.pdf")
    assert printed.mimetype == "application/pdf"
    assert printed.headers["Content-Disposition"].startswith("attachment")
    assert printed.data.startswith(b"%PDF")
    assert b"/StructTreeRoot" in printed.data, "tagged"
    assert HERE in browser.get("/verwaltung").text


def test_everybody_reads_it_where_the_city_wants_that(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    assert client.get(HERE).status_code == 303
    known = app.extensions["settings"]
    assert settings_for("sqlite://", tmp_path).register_is_public is False  # type: ignore[arg-type]  # pytest's path
    monkeypatch.setitem(app.extensions, "settings", replace(known, register_is_public=True, data_protection_contact="Erika Muster"))
    page = client.get(HERE)
    assert page.status_code == 200
    assert "Erika Muster" in page.text
