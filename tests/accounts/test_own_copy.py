"""The copy of one's data: made in the background, for its person alone, for seven days."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.copy_actions import LASTS, newest_copy
from participation.accounts.copy_jobs import copies_dir, make_copy, sweep_copies, write_copy
from participation.accounts.copy_models import OwnCopy
from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Person
from participation.accounts.own_words import WORDS
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.jobs import jobs_of
from participation.kit.work import WorkState
from tests.accounts.builders import mails_to
from tests.builders import a_consultation, a_person, a_resident, post
from tests.conftest import NOON, Statements, settings_for
from tests.discussions.builders import a_contribution, a_topic, subject_of
from tests.proposals.builders import a_draft, a_proposal
from tests.proposals.test_files import a_picture_file, fetched, upload

Browse = Callable[[Person | None], FlaskClient]
HERE = "/konto/daten/kopie"


@pytest.fixture(autouse=True)
def nothing_there(app: Flask) -> None:
    """What an earlier test of this file left behind is gone."""
    with app.app_context():
        shutil.rmtree(copies_dir(), ignore_errors=True)


def files_there(app: Flask) -> list[Path]:
    with app.app_context():
        return list(copies_dir().iterdir()) if copies_dir().is_dir() else []


def swept(app: Flask) -> None:
    with app.app_context():
        sweep_copies()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_everything_about_oneself_to_read_and_for_programs_and_ones_files(app: Flask, session: Session, browse: Browse) -> None:
    here, alice, bob = a_consultation(session), a_resident(session, "Alice"), a_resident(session, "Bob")
    proposal = a_draft(session, here, alice, "Mehr <b>Bänke</b>")
    a_contribution(session, here, subject_of(a_topic(session, here)), by=alice, body="Mein Beitrag dazu.")
    a_contribution(session, here, subject_of(a_topic(session, here)), by=bob, body="Bobs Beitrag dazu.")
    session.commit()
    browser = browse(alice)
    assert "Kopie zusammenstellen" in browser.get(HERE).text
    upload(browser, f"/beteiligungen/{here.slug}/vorschlaege/{proposal.id}/bilder", a_picture_file(), "p.jpg", words="Eine Bank")
    assert post(browser, HERE).location == HERE
    assert "gleich zusammengestellt" in browser.get(HERE).text
    assert browser.get(f"{HERE}/datei").status_code == 410
    jobs_of(app).run_pending()
    assert "Die Datei ist fertig" in browser.get(HERE).text
    answer = fetched(browser, f"{HERE}/datei")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    files = unpacked(answer.data)
    data = json.loads(files["meine-daten.json"])
    assert data["account"]["email"] == alice.email
    assert data["proposals"][0]["title"] == "Mehr <b>Bänke</b>"
    assert data["contributions"][0]["body"] == "Mein Beitrag dazu."
    page = files["meine-daten.html"].decode()
    assert "Mehr &lt;b&gt;Bänke&lt;/b&gt;" in page
    assert "<script" not in page
    pictures = [name for name in files if name.startswith("dateien/")]
    assert len(pictures) == 1
    assert files[pictures[0]][8:12] == b"WEBP"
    assert pictures[0] in page
    everything = b"".join(files.values()).decode("latin-1")
    assert "Bobs Beitrag" not in everything
    assert bob.email not in everything
    mail = mails_to(session, alice.email or "")[-1]
    assert "Kopie Ihrer Daten" in mail.subject


def test_what_is_to_be_read_has_german_words(session: Session, browse: Browse) -> None:
    person, town = a_resident(session), a_consultation(session)
    a_proposal(session, town, person)
    a_contribution(session, town, subject_of(a_topic(session, town)), by=person)
    session.commit()
    browser = browse(person)
    data = browser.get("/konto/daten.json").get_json()
    rows = [row for part in data.values() for row in (part if isinstance(part, list) else [part])]
    keys = {*data, *(key for row in rows if isinstance(row, dict) for key in row)}
    assert not keys - {*WORDS}, "what else is kept needs a word for the page to read"
    shown = browser.get("/konto/daten").text
    assert "<dd>Einwohner:in</dd>" in shown
    assert "<dd>Veröffentlicht</dd>" in shown
    assert "<dd>resident</dd>" not in shown


def test_asked_twice_it_is_the_same_unfinished_copy_and_the_log_keeps_no_content(app: Flask, session: Session, browse: Browse) -> None:
    browser = browse(a_person(session, "Alice"))
    post(browser, HERE)
    post(browser, HERE)
    assert session.scalar(select(func.count()).select_from(OwnCopy)) == 1
    jobs_of(app).run_pending()
    told = session.execute(select(AuditEntry.action, AuditEntry.data).where(AuditEntry.action.like("account.copy%")).order_by(AuditEntry.id)).all()
    assert [tuple(row) for row in told] == [("account.copy_requested", "{}"), ("account.copy_made", "{}")]
    assert post(browser, HERE).status_code == 303
    assert session.scalar(select(func.count()).select_from(OwnCopy)) == 2, "one that is ready may be made anew"


def test_only_the_signed_in_person_has_it(app: Flask, session: Session, browse: Browse) -> None:
    alice, bob = a_person(session, "Alice"), a_person(session, "Bob")
    post(browse(alice), HERE)
    jobs_of(app).run_pending()
    assert browse(bob).get(f"{HERE}/datei").status_code == 410
    anonymous = browse(None).get(f"{HERE}/datei")
    assert anonymous.status_code == 303
    assert "/anmelden" in anonymous.location


def test_it_is_deleted_after_seven_days(app: Flask, session: Session, browse: Browse) -> None:
    alice = a_person(session, "Alice")
    post(browse(alice), HERE)
    jobs_of(app).run_pending()
    assert len(files_there(app)) == 1
    with clock.frozen(NOON + LASTS):
        assert browse(alice).get(f"{HERE}/datei").status_code == 410
        assert "gibt es nicht mehr" in browse(alice).get(HERE).text
        swept(app)
    assert files_there(app) == []
    with clock.frozen(NOON + timedelta(days=31)):
        swept(app)
    assert session.scalar(select(func.count()).select_from(OwnCopy)) == 0


def test_it_goes_with_the_account(app: Flask, session: Session, browse: Browse, tmp_path: Path) -> None:
    alice, bob = a_person(session, "Alice"), a_person(session, "Bob")
    post(browse(alice), HERE)
    jobs_of(app).run_pending()
    post(browse(bob), HERE)
    for person in (alice, bob):
        delete_account(session, person, settings_for("sqlite://", tmp_path), NOON)
    session.commit()
    jobs_of(app).run_pending()
    swept(app)
    assert files_there(app) == []
    assert set(session.scalars(select(OwnCopy.state))) == {WorkState.GONE}


def test_a_failure_is_tried_again_three_times(app: Flask, session: Session, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    alice = a_person(session, "Alice")
    post(browse(alice), HERE)
    copy = newest_copy(session, alice.id)
    assert copy is not None

    def break_(*_arguments: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("participation.accounts.copy_jobs.write_copy", break_)
    for _attempt in range(3):
        with app.app_context(), pytest.raises(OSError, match="no space"):
            make_copy(copy.id)
    session.expire_all()
    assert copy.state == WorkState.FAILED
    assert "nicht geklappt" in browse(alice).get(HERE).text
    assert files_there(app) == []


def test_the_number_of_statements_does_not_grow_with_what_was_written(
    app: Flask, session: Session, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    here, alice = a_consultation(session), a_resident(session, "Alice")
    counts = []
    for _round in range(2):
        for _each in range(3):
            a_proposal(session, here, alice)
            a_contribution(session, here, subject_of(a_topic(session, here)), by=alice)
        session.commit()
        with app.app_context(), count_statements() as statements:
            write_copy(alice.id, io.BytesIO(), lambda done, total: None)
        counts.append(statements.count)
    assert counts[0] == counts[1]
