"""Whoever deleted the account stays deleted, also where an older backup of the database is restored."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.accounts.deletion_list import list_file, note_deletions, read_list, replay_deletions
from participation.accounts.models import Person
from participation.discussions.models import Contribution
from participation.kit.database import db
from participation.settings import Settings
from tests.accounts.builders import PASSWORD, a_person_with_password
from tests.builders import a_consultation, post, sign_in
from tests.conftest import NOON
from tests.discussions.builders import a_contribution, a_topic, subject_of

pytestmark = pytest.mark.parametrize("own_app", ["sqlite"], indirect=True)


def _settings(app: Flask) -> Settings:
    found: Settings = app.extensions["settings"]
    return found


def _two_who_wrote(app: Flask) -> tuple[int, int]:
    with app.app_context():
        session = db.session()
        here = a_consultation(session)
        subject = subject_of(a_topic(session, here))
        people = [a_person_with_password(session, name, verified=True) for name in ("Alice", "Bob", "Clara")]
        for person in people:
            a_contribution(session, here, subject, f"Ein Beitrag von {person.public_name}.", by=person)
        session.commit()
        return people[0].id, people[1].id


def _leave(app: Flask, number: int, texts: str) -> None:
    browser: FlaskClient = app.test_client()
    with app.app_context():
        sign_in(browser, db.session(), db.session().get_one(Person, number))
        db.session.commit()
    assert post(browser, "/konto/loeschen", {"password": PASSWORD, "texts": texts}).location == "/"


def _back_up(app: Flask, to: Path) -> Path:
    with app.app_context():
        source = sqlite3.connect(str(db.engine.url.database))
    with sqlite3.connect(to) as copy:
        source.backup(copy)
    source.close()
    return to


def _restore(app: Flask, copy: Path) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        file = Path(str(db.engine.url.database))
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    shutil.copyfile(copy, file)


def test_backed_up_deleted_restored_replayed_gone(own_app: Flask, tmp_path: Path) -> None:
    alice, bob = _two_who_wrote(own_app)
    copy = _back_up(own_app, tmp_path / "backup.sqlite")
    _leave(own_app, alice, "keep")
    _leave(own_app, bob, "remove")
    _restore(own_app, copy)
    with own_app.app_context():
        assert [person.email is not None for person in db.session().scalars(select(Person).where(Person.id.in_((alice, bob))))] == [True, True]
        db.session.rollback()
    result = own_app.test_cli_runner().invoke(args=["privacy", "replay-deletions"])
    assert result.output == "2 accounts deleted again.\n"
    with own_app.app_context():
        session = db.session()
        people = session.scalars(select(Person).where(Person.id.in_((alice, bob)))).all()
        assert {(person.email, person.public_name, person.deleted_at) for person in people} == {(None, "Ehemalige:r Teilnehmende:r", NOON)}
        texts = session.scalars(select(Contribution.body).order_by(Contribution.id)).all()
        assert texts == ["Ein Beitrag von Alice.", "", "Ein Beitrag von Clara."], "each as it was chosen"
    assert own_app.test_cli_runner().invoke(args=["privacy", "replay-deletions"]).output == "0 accounts deleted again.\n"


def test_the_list_says_nothing_but_a_keyed_hash_a_moment_and_the_choice(own_app: Flask) -> None:
    alice, _bob = _two_who_wrote(own_app)
    with own_app.app_context():
        public_id = db.session().get_one(Person, alice).public_id
    _leave(own_app, alice, "keep")
    path = list_file(_settings(own_app))
    text = path.read_text()
    (one,) = read_list(path).values()
    assert (one.at, one.remove_texts, len(one.person)) == (NOON, False, 64)
    assert public_id not in text
    assert "Alice" not in text
    assert path.stat().st_mode & 0o077 == 0


def test_a_line_that_a_crash_left_out_or_cut_off_is_added_by_the_sweep(own_app: Flask) -> None:
    alice, bob = _two_who_wrote(own_app)
    path = list_file(_settings(own_app))
    _leave(own_app, alice, "keep")
    whole = path.read_text()
    path.write_text(whole[:40])
    _leave(own_app, bob, "remove")
    with own_app.app_context():
        assert note_deletions(db.session(), _settings(own_app)) == 0, "the next deletion has added both"
    assert {one.remove_texts for one in read_list(path).values()} == {True, False}
    path.unlink()
    with own_app.app_context():
        assert note_deletions(db.session(), _settings(own_app)) == 2


def test_a_list_that_cannot_be_written_stops_nobody_from_leaving(own_app: Flask) -> None:
    alice, _bob = _two_who_wrote(own_app)
    list_file(_settings(own_app)).mkdir(parents=True)
    _leave(own_app, alice, "keep")
    with own_app.app_context():
        assert db.session().get_one(Person, alice).deleted_at == NOON


def test_without_a_list_the_command_says_so(own_app: Flask) -> None:
    result = own_app.test_cli_runner().invoke(args=["privacy", "replay-deletions"])
    assert result.exit_code == 1
    assert "no list of deletions" in result.output
    with own_app.app_context():
        assert replay_deletions(db.session(), _settings(own_app), NOON) == 0
