"""From the button to the file: asked for once, made in the background, fetched by one person, gone after three days."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.jobs import jobs_of
from participation.reports import jobs
from participation.reports.actions import LASTS, claim_export, finish_export
from participation.reports.jobs import make_export, sweep_exports
from participation.reports.models import ATTEMPTS, SILENCE, Export, ExportState
from tests.builders import a_consultation, a_person, an_administrator, post, post_by_htmx
from tests.conftest import NOON
from tests.reports.builders import a_counted_vote, a_running_consultation, closed_consultation, packed

Browse = Callable[[Person | None], FlaskClient]


@pytest.fixture
def exports(app: Flask) -> Iterator[Path]:
    """The folder of the files, and an empty queue."""
    folder: Path = app.extensions["settings"].exports_dir
    yield folder
    for file in folder.glob("*"):
        file.unlink()
    while jobs_of(app).huey.dequeue() is not None:
        pass


@pytest.fixture
def council(session: Session) -> Person:
    return a_person(session, "Ratsfrau", role=Role.COUNCIL)


@pytest.fixture
def over(session: Session) -> Consultation:
    return closed_consultation(session, a_consultation(session, "Stadthalle"), NOON)


def only_export(session: Session) -> Export:
    session.expire_all()
    return session.scalars(select(Export)).one()


def ask(browser: FlaskClient, consultation: Consultation) -> str:
    response = post(browser, f"/rat/beteiligungen/{consultation.slug}/ausfuhr")
    assert response.status_code == 303, response.text
    return str(response.location)


def made(app: Flask, session: Session, browser: FlaskClient, consultation: Consultation) -> str:
    """The address of an export that the worker has made."""
    url = ask(browser, consultation)
    assert jobs_of(app).run_pending() == 1
    assert only_export(session).state == ExportState.READY
    return url


def test_it_works(app: Flask, session: Session, browse: Browse, exports: Path, council: Person, over: Consultation) -> None:
    browser = browse(council)
    url = ask(browser, over)
    waiting = browser.get(url)
    assert "Die Datei wird gleich zusammengestellt." in waiting.text
    assert 'hx-trigger="every 2s"' in waiting.text
    assert "Stand neu laden" in waiting.text
    assert "http-equiv" not in waiting.text
    assert jobs_of(app).run_pending() == 1
    done = browser.get(url)
    assert "Die Datei ist fertig" in done.text
    assert "every 2s" not in done.text
    file = browser.get(f"{url}/datei", buffered=True)
    assert file.status_code == 200
    assert file.data == packed(session, over)
    export = only_export(session)
    assert hashlib.sha256(file.data).hexdigest() == export.sha256
    assert export.sha256 in done.text
    assert len(file.data) == export.size == int(file.headers["Content-Length"])
    assert file.headers["Content-Disposition"] == f"attachment; filename={over.slug}-2026-10-14.zip"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Cache-Control"] == "private, no-store"
    assert file.mimetype == "application/zip"
    assert "ETag" not in file.headers


def test_htmx_gets_the_part_with_the_progress(
    app: Flask, session: Session, browse: Browse, exports: Path, council: Person, over: Consultation
) -> None:
    browser = browse(council)
    url = ask(browser, over)
    session.scalars(select(Export)).one().total = 2_000
    session.scalars(select(Export)).one().done = 500
    session.commit()
    part = browser.get(url, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="stand"')
    assert "500 von etwa 2.000 Zeilen" in part
    assert "data-announce" not in part
    jobs_of(app).run_pending()
    assert 'data-announce="Die Datei ist fertig.' in browser.get(url, headers={"HX-Request": "true"}).text


def test_asked_twice_it_is_made_once(app: Flask, session: Session, browse: Browse, exports: Path, council: Person, over: Consultation) -> None:
    browser = browse(council)
    assert ask(browser, over) == ask(browser, over)
    response = post_by_htmx(browser, f"/rat/beteiligungen/{over.slug}/ausfuhr")
    assert response.headers["HX-Redirect"].startswith("/rat/ausfuhren/")
    jobs_of(app).run_pending()
    assert only_export(session).attempts == 1
    assert len(list(exports.iterdir())) == 1
    assert [entry.action for entry in session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "export"))] == [
        "export.requested",
        "export.made",
    ]


def test_nobody_else_can_fetch_it(app: Flask, session: Session, browse: Browse, exports: Path, council: Person, over: Consultation) -> None:
    url = made(app, session, browse(council), over)
    for other in (a_person(session, role=Role.COUNCIL), an_administrator(session), a_person(session, moderates=over)):
        assert browse(other).get(url).status_code == 404
        assert browse(other).get(f"{url}/datei").status_code == 404
    missing = browse(council).get("/rat/ausfuhren/999999999")
    assert missing.status_code == 404
    assert browse(None).get(f"{url}/datei").location.startswith("/anmelden")


def test_who_lost_the_role_cannot_fetch_it_any_more(
    app: Flask, session: Session, browse: Browse, exports: Path, council: Person, over: Consultation
) -> None:
    browser = browse(council)
    url = made(app, session, browser, over)
    council.role = Role.RESIDENT
    session.commit()
    assert browser.get(f"{url}/datei").status_code == 403
    assert browser.get(url).status_code == 403


def test_after_three_days_it_is_gone(app: Flask, session: Session, browse: Browse, exports: Path, council: Person, over: Consultation) -> None:
    url = made(app, session, browse(council), over)
    with clock.frozen(NOON + LASTS - timedelta(seconds=1)):
        sweep_in(app)
        assert browse(council).get(f"{url}/datei", buffered=True).status_code == 200
    with clock.frozen(NOON + LASTS):
        browser = browse(council)
        assert browser.get(f"{url}/datei").status_code == 410
        sweep_in(app)
        assert list(exports.iterdir()) == []
        assert only_export(session).state == ExportState.EXPIRED
        assert browser.get(f"{url}/datei").status_code == 410
        assert "Neu zusammenstellen" in browser.get(url).text
    with clock.frozen(NOON + timedelta(days=31)):
        sweep_in(app)
        assert session.scalars(select(Export)).all() == []


def sweep_in(app: Flask) -> None:
    with app.app_context():
        sweep_exports()


def make_in(app: Flask, export_id: int) -> None:
    with app.app_context():
        make_export(export_id)


def test_a_lost_nudge_is_found_by_the_sweep(app: Flask, session: Session, browse: Browse, exports: Path, council: Person, over: Consultation) -> None:
    ask(browse(council), over)
    while jobs_of(app).huey.dequeue() is not None:
        pass
    sweep_in(app)
    assert only_export(session).state == ExportState.READY


def test_a_worker_that_died_is_followed_by_another(
    app: Flask, session: Session, browse: Browse, exports: Path, council: Person, over: Consultation
) -> None:
    ask(browse(council), over)
    export = only_export(session)
    dead = claim_export(session, export.id, NOON)
    session.commit()
    assert dead is not None
    with clock.frozen(NOON + SILENCE):
        sweep_in(app)
        assert only_export(session).state == ExportState.RUNNING, "it may still live"
    with clock.frozen(NOON + SILENCE + timedelta(seconds=1)):
        sweep_in(app)
        assert only_export(session).state == ExportState.READY
        late = jobs.MadeFile("f" * 32 + ".zip", "x.zip", "0" * 64, 1)
        assert not finish_export(session, dead, late, clock.now()), "the dead one's file is thrown away"


def test_a_failure_is_tried_again_and_then_told(
    app: Flask, session: Session, browse: Browse, exports: Path, council: Person, over: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browse(council)
    url = ask(browser, over)
    export_id = only_export(session).id

    def full(*_ignored: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(jobs, "write_pack", full)
    for attempt in range(1, ATTEMPTS + 1):
        with pytest.raises(OSError):
            make_in(app, export_id)
        assert only_export(session).attempts == attempt
    assert only_export(session).state == ExportState.FAILED
    assert list(exports.iterdir()) == []
    assert "Das hat nicht geklappt" in browser.get(url).text
    monkeypatch.undo()
    assert ask(browser, over) != url, "one can begin anew"


def test_what_a_crash_left_is_deleted_after_a_day(app: Flask, exports: Path) -> None:
    exports.mkdir(exist_ok=True)
    left, foreign, fresh = exports / ("a" * 32 + ".zip.part"), exports / "notes.txt", exports / ("b" * 32 + ".zip")
    for file in (left, foreign, fresh):
        file.write_bytes(b"x")
    for file, age in ((left, 25), (foreign, 25), (fresh, 1)):
        stamp = (NOON - timedelta(hours=age)).timestamp()
        os.utime(file, (stamp, stamp))
    sweep_in(app)
    assert sorted(file.name for file in exports.iterdir()) == sorted([foreign.name, fresh.name])


def test_a_running_consultation_cannot_be_exported(session: Session, browse: Browse, council: Person, app: Flask) -> None:
    running = a_running_consultation(session)
    response = post(browse(council), f"/rat/beteiligungen/{running.slug}/ausfuhr")
    assert response.status_code == 403
    assert "läuft noch" in response.text
    assert session.scalars(select(Export)).all() == []


def test_the_button_cannot_be_pressed_without_end(
    app: Flask, session: Session, browse: Browse, exports: Path, council: Person, over: Consultation
) -> None:
    browser = browse(council)
    for _time in range(20):
        ask(browser, over)
    assert post(browser, f"/rat/beteiligungen/{over.slug}/ausfuhr").status_code == 429


def test_the_overview_says_what_was_decided_in_a_constant_number_of_statements(
    app: Flask, session: Session, browse: Browse, council: Person, count_statements: Callable[[], AbstractContextManager[Any]]
) -> None:
    browser = browse(council)
    counts = []
    for number in range(3):
        consultation = a_running_consultation(session, f"Beteiligung {number}")
        a_counted_vote(session, consultation, "yes-no", title=f"Bauen {number}?")
        closed_consultation(session, consultation, NOON)
        a_consultation(session, f"Läuft {number}")
        session.commit()
        with count_statements() as statements:
            page = browser.get("/rat").text
        counts.append(statements.count)
    assert len(set(counts)) == 1
    assert counts[0] <= 6
    assert page.count("Angenommen: 2 × Ja, 1 × Nein.") == 3
    assert page.count("Abgeschlossen am 14. Oktober 2026") == 3
    assert page.count("/ausfuhr") == 3
    assert ">Ratsbereich</a>" in page


def test_moderators_find_the_export_of_their_own_consultation(session: Session, browse: Browse, over: Consultation) -> None:
    moderator = a_person(session, moderates=over)
    page = browse(moderator).get(f"/rat/beteiligungen/{over.slug}").text
    assert "Ergebnisse herunterladen" in page
    assert "vorschlaege.csv" in page
    assert 'href="/rat"' not in page
    assert browse(moderator).get("/rat").status_code == 403
