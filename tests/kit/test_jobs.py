"""Jobs leave after the commit, run apart from the request, and a lost nudge costs a minute."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.database import db
from participation.kit.jobs import Sweep, enqueue_after_commit, init_jobs, jobs_of, start_worker
from participation.kit.limits import RateCount
from participation.kit.mail import OutboxMail, queue_mail
from tests.conftest import NOON

done: list[str] = []
rang = threading.Event()


def note(what: str) -> None:
    done.append(what)
    rang.set()


def fail() -> None:
    db.session.add(RateCount(bucket="half done", window=NOON, count=1))
    db.session.flush()
    raise RuntimeError("broken")


@pytest.fixture
def queue_app(real_database: Flask) -> Iterator[Flask]:
    done.clear()
    rang.clear()
    init_jobs(
        real_database,
        None,
        {"note": note, "fail": fail},
        [Sweep("often", lambda: note("often")), Sweep("seldom", lambda: note("seldom"), minutes=60)],
    )
    with real_database.app_context():
        yield real_database


def test_a_job_leaves_with_the_commit(queue_app: Flask) -> None:
    with Session(db.engine) as session:
        enqueue_after_commit(session, "note", what="a")
        enqueue_after_commit(session, "note", what="a")
        enqueue_after_commit(session, "note", what="b")
        with session.begin_nested():
            session.connection()
        assert jobs_of(queue_app).run_pending() == 0
        session.commit()
        assert jobs_of(queue_app).run_pending() == 2
        session.commit()
    assert jobs_of(queue_app).run_pending() == 0
    assert done == ["a", "b"]


def test_an_undone_act_nudges_nothing(queue_app: Flask) -> None:
    with Session(db.engine) as session:
        session.connection()
        enqueue_after_commit(session, "note", what="a")
        session.rollback()
        session.connection()
        session.commit()
    assert jobs_of(queue_app).run_pending() == 0


def test_an_unknown_job_is_a_mistake(queue_app: Flask) -> None:
    with Session(db.engine) as session, pytest.raises(KeyError):
        enqueue_after_commit(session, "nothing")


def test_a_failed_job_leaves_nothing_half_done_and_stops_no_other(queue_app: Flask) -> None:
    jobs_of(queue_app).enqueue("fail", {})
    jobs_of(queue_app).enqueue("note", {"what": "next"})
    assert jobs_of(queue_app).run_pending() == 2
    assert done == ["next"]
    assert db.session.get(RateCount, ("half done", NOON)) is None


def test_sweeps_run_in_their_minutes(queue_app: Flask) -> None:
    for minute in range(3):
        with clock.frozen(NOON + timedelta(minutes=minute)):
            jobs_of(queue_app).sweep()
    assert done == ["often", "seldom", "often", "often"]


def test_a_worker_thread_does_the_jobs(queue_app: Flask, tmp_path: Path) -> None:
    init_jobs(queue_app, tmp_path / "jobs.sqlite", {"note": note})
    worker = start_worker(queue_app)
    try:
        jobs_of(queue_app).enqueue("note", {"what": "by thread"})
        assert rang.wait(10)
    finally:
        worker.stop()
    assert done == ["by thread"]
    assert not worker.thread.is_alive()


def test_a_broken_queue_breaks_no_act(queue_app: Flask, tmp_path: Path) -> None:
    init_jobs(queue_app, tmp_path / "jobs.sqlite", {"note": note})
    jobs_of(queue_app).huey.storage.close()
    (tmp_path / "jobs.sqlite").write_bytes(b"no database" * 100)
    with Session(db.engine) as session:
        session.connection()
        enqueue_after_commit(session, "note", what="a")
        session.commit()


def test_a_queued_mail_is_sent_by_its_job_and_by_the_sweep(real_database: Flask) -> None:
    with real_database.app_context():
        session = db.session()
        queue_mail(session, to="a@b.example", subject="x", text="y", now=clock.now())
        session.commit()
        assert jobs_of(real_database).run_pending() == 1
        assert session.query(OutboxMail).one().sent_at is not None
        queue_mail(session, to="a@b.example", subject="z", text="y", now=clock.now())
        session.commit()
        result = real_database.test_cli_runner().invoke(args=["sweep"])
        assert result.exit_code == 0
        assert session.query(OutboxMail).filter(OutboxMail.sent_at.is_(None)).count() == 0
