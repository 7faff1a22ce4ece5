"""Cards, posters and preview pictures: what everybody reads and nothing else, kept by what they say."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.embedding.drawing import CARD, PREVIEW, drawn, sweep, tag_of
from participation.embedding.saying import dates_of
from participation.kit.dates import city_zone
from tests.builders import a_consultation, a_resident, an_administrator
from tests.meetings.builders import a_draft as a_meeting_draft
from tests.meetings.builders import a_meeting
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]


def url_of(consultation: Consultation, path: str) -> str:
    return f"/beteiligungen/{consultation.slug}{path}"


def test_the_card_says_what_one_can_do_now_and_is_read_by_other_sites(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session, 'Halle <b>& "Platz"')
    a_proposal(session, consultation)
    session.commit()
    response = client.get(url_of(consultation, "/karte.html"))
    for words in ("Jetzt mitmachen:", "Vorschlag einreichen, bis 1. November 2026, 7 Uhr", "1 Vorschlag", "Halle &lt;b&gt;&amp; &#34;Platz&#34;"):
        assert words in response.text, response.text
    assert not re.search(r"<script|<iframe|<style|style=|<img|onclick", response.text)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    again = client.get(url_of(consultation, "/karte.html"), headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    a_proposal(session, consultation)
    session.commit()
    assert client.get(url_of(consultation, "/karte.html"), headers={"If-None-Match": response.headers["ETag"]}).status_code == 200


def test_pictures_have_their_sizes_and_are_drawn_once(app: Flask, session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    meeting, idea = a_meeting(session, consultation), a_proposal(session, consultation)
    session.commit()
    for path in ("/teilen.png", f"/vorschlaege/{idea.id}/teilen.png", f"/sitzungen/{meeting.id}/teilen.png"):
        response = client.get(url_of(consultation, path))
        assert (response.status_code, response.mimetype) == (200, "image/png"), path
        assert Image.open(io.BytesIO(response.data)).size == (1200, 630)
        assert client.get(url_of(consultation, path), headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    folder = app.extensions["settings"].var_dir / "pictures"
    before = {entry.name: entry.stat().st_mtime_ns for entry in os.scandir(folder)}
    client.get(url_of(consultation, "/teilen.png"))
    assert {entry.name: entry.stat().st_mtime_ns for entry in os.scandir(folder)} == before
    picture = client.get(url_of(consultation, "/karte.svg"))
    assert picture.mimetype == "image/svg+xml"
    assert b"<script" not in picture.data
    assert Image.open(io.BytesIO(client.get(url_of(consultation, "/karte.png")).data)).size[0] == 640


def test_nothing_of_a_draft_leaves_the_house(session: Session, browse: Browse) -> None:
    draft = a_consultation(session, stage=Stage.DRAFT)
    town = a_consultation(session)
    meeting = a_meeting_draft(session, town)
    author = a_resident(session)
    written = a_proposal(session, town, author)
    written.stage = "draft"  # type: ignore[assignment]
    session.commit()
    for person in (None, an_administrator(session), author):
        browser = browse(person)
        for path in ("/teilen.png", "/karte.png", "/karte.svg", "/karte.html", "/plakat-a4.pdf", "/einbetten"):
            assert browser.get(url_of(draft, path)).status_code == 404, path
        assert browser.get(f"/b/{draft.id}").status_code == 404
        assert browser.get(url_of(town, f"/sitzungen/{meeting.id}/teilen.png")).status_code == 404
        assert browser.get(url_of(town, f"/vorschlaege/{written.id}/teilen.png")).status_code == 404


def test_pages_name_their_picture_and_drafts_name_none(session: Session, client: FlaskClient, browse: Browse) -> None:
    consultation = a_consultation(session, 'Platz "Mitte"')
    idea, meeting = a_proposal(session, consultation), a_meeting(session, consultation)
    draft = a_consultation(session, stage=Stage.DRAFT)
    session.commit()
    for path in ("", f"/vorschlaege/{idea.id}", f"/sitzungen/{meeting.id}"):
        text = client.get(url_of(consultation, path)).text
        found = re.search(r'<meta property="og:image" content="http://localhost(?::\d+)?(/[^"]+)">', text)
        assert found, path
        assert client.get(found[1]).status_code == 200
        assert '<meta name="twitter:card" content="summary_large_image">' in text
        assert re.search(r'<meta property="og:title" content="[^"<>]*Platz &#34;Mitte&#34;', text)
    assert "og:image" not in client.get(url_of(consultation, "/vorschlaege")).text
    assert "og:image" not in browse(an_administrator(session)).get(url_of(draft, "")).text


def test_posters_have_title_dates_and_the_short_address(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    session.commit()
    for paper in ("a4", "a3"):
        response = client.get(url_of(consultation, f"/plakat-{paper}.pdf"))
        assert response.data.startswith(b"%PDF")
        assert "attachment" in response.headers["Content-Disposition"]
    assert client.get(url_of(consultation, "/plakat-a5.pdf")).status_code == 404
    assert client.get(f"/b/{consultation.id}").headers["Location"] == url_of(consultation, "")
    page = client.get(url_of(consultation, "/einbetten")).text
    assert f"/b/{consultation.id}" in page
    assert page.count("<textarea") == 2


def test_of_many_pictures_the_oldest_go(tmp_path: Path) -> None:
    for number in range(5):
        file = tmp_path / f"{number}.png"
        file.write_bytes(b"x")
        os.utime(file, (number, number))
    assert sweep(tmp_path, most=3) == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["2.png", "3.png", "4.png"]
    assert sweep(tmp_path / "none") == 0


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120), st.text(max_size=200))
def test_whatever_a_title_says_it_is_drawn_as_words(tmp_path: Path, title: str, state: str) -> None:
    data = {"kind": "Beteiligung", "title": title, "state": state, "within": "", "site": "Stadt"}
    assert drawn(tmp_path, PREVIEW, data, "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("title", ["#panic()", "*fett* $x$ @label <label>", "\\u{0}", "🙂 Kinder"])
def test_markup_of_the_drawing_language_stays_words(tmp_path: Path, title: str) -> None:
    data = {"site": title, "title": title, "now": title, "can": [[title, title]], "line": title, "numbers": title, "go": title}
    assert drawn(tmp_path, CARD, data, "svg").startswith(b"<svg")
    assert tag_of(CARD, data, "svg") != tag_of(CARD, {**data, "go": "x"}, "svg")


def test_what_ends_at_midnight_has_the_day_before_as_its_last(session: Session) -> None:
    consultation = a_consultation(session)
    phase = consultation.phases[0]
    phase.ends_at = datetime(2026, 12, 13, tzinfo=city_zone())
    assert dates_of(consultation)[0][1].endswith(" bis 12. Dezember 2026")
