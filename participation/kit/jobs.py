"""Work that need not keep a person waiting: a worker thread beside the server, or a process of its own.

A job is only a nudge, run at most once. What must not be lost (a mail, an export, a tally) is a row in our own tables, written
in the same transaction as the act; jobs work such rows off, and a sweep each minute finds those whose nudge was lost.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, current_app, has_app_context
from huey import Huey, MemoryHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from sqlalchemy import event
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.database import db
from participation.kit.outages import note_beat

log = structlog.get_logger()

Job = Callable[..., object]
"""Runs inside the application's context with what was enqueued for it; what it left uncommitted is committed after it."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """A job that runs every so many minutes and finds its work by itself."""

    name: str
    job: Job
    minutes: int = 1


class Jobs:
    """The queue, the jobs by their names, and the sweeps."""

    def __init__(self, app: Flask, path: Path | None, jobs: Mapping[str, Job], sweeps: Iterable[Sweep]) -> None:
        self.app = app
        self.jobs = dict(jobs)
        self.sweeps = tuple(sweeps)
        self.huey: Huey = MemoryHuey("participation") if path is None else SqliteHuey("participation", filename=str(path), results=False)
        self._run = self.huey.task(name="run")(self.run)
        self.huey.periodic_task(crontab(minute="*"), name="sweep")(self.sweep)

    def enqueue(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Nudge a job. A broken queue costs a minute and no more, because the sweeps find the work; so it raises nothing."""
        try:
            self._run(name, dict(arguments))
        except Exception as error:
            log.warning("job not enqueued", job=name, kind=type(error).__name__)

    def run(self, name: str, arguments: dict[str, Any]) -> None:
        """Run one job now, in a context and a transaction of its own; a failure is logged and goes no further."""
        self._safely(name, self.jobs[name], arguments)

    def sweep(self) -> None:
        """Note that the platform lives, then run the sweeps that are due in this minute."""
        self._safely("pulse", note_beat, {})
        minute = int(clock.now().timestamp()) // 60
        for due in self.sweeps:
            if minute % due.minutes == 0:
                self._safely(due.name, due.job, {})

    def _safely(self, name: str, job: Job, arguments: dict[str, Any]) -> None:
        with self.app.app_context():
            try:
                job(**arguments)
                db.session.commit()
            except Exception:
                db.session.rollback()
                log.exception("job failed", job=name)
            finally:
                db.session.remove()

    def run_pending(self) -> int:
        """Run all that is enqueued, here and now, and return how many jobs these were; for tests and the demo."""
        count = 0
        while (task := self.huey.dequeue()) is not None:
            self.huey.execute(task)
            count += 1
        return count


class _QuietConsumer(Consumer):  # type: ignore[misc]  # huey has no types
    """A consumer inside another program: the program's own signals stay."""

    def _set_signal_handlers(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Worker:
    """A running worker thread."""

    consumer: Any
    thread: threading.Thread

    def stop(self) -> None:
        """Let the job at hand end, then stop."""
        self.consumer.stop(graceful=True)
        self.thread.join(timeout=10)


def init_jobs(app: Flask, path: Path | None, jobs: Mapping[str, Job], sweeps: Iterable[Sweep] = ()) -> None:
    """Give the application its queue: a SQLite file at `path`, or in memory for None (tests)."""
    app.extensions["jobs"] = Jobs(app, path, jobs, sweeps)


def jobs_of(app: Flask) -> Jobs:
    """The application's queue."""
    found: Jobs = app.extensions["jobs"]
    return found


def start_worker(app: Flask) -> Worker:
    """Work jobs off in a thread of this process, for a server that runs alone."""
    consumer = _consumer(_QuietConsumer, app)
    thread = threading.Thread(target=consumer.run, name="jobs", daemon=True)
    thread.start()
    return Worker(consumer, thread)


def run_worker(app: Flask) -> None:
    """Work jobs off until the process is told to end."""
    _consumer(Consumer, app).run()


def _consumer(kind: type[Any], app: Flask) -> Any:
    logging.getLogger("huey").setLevel(logging.WARNING)
    return kind(jobs_of(app).huey, workers=1, periodic=True, max_delay=1.0, worker_type="thread")


def enqueue_after_commit(session: Session, name: str, **arguments: object) -> None:
    """Nudge a job once the session's transaction is committed; an undone act nudges nothing, and the same nudge leaves once.

    Outside an application nothing is enqueued; the sweeps find the work. Raises KeyError for an unknown job.
    """
    if not has_app_context():
        return
    queue = jobs_of(current_app)
    if name not in queue.jobs:
        raise KeyError(name)
    waiting: list[tuple[Jobs, str, dict[str, object]]] = session.info.setdefault("jobs", [])
    if (queue, name, arguments) not in waiting:
        waiting.append((queue, name, arguments))
    if not event.contains(session, "after_commit", _leave):
        event.listen(session, "after_commit", _leave)
        event.listen(session, "after_rollback", _stay)


def _leave(session: Session) -> None:
    if session.in_nested_transaction():
        return  # only a savepoint was released
    for queue, name, arguments in session.info.pop("jobs", []):
        queue.enqueue(name, arguments)


def _stay(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop("jobs", None)
