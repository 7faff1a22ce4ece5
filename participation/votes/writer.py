"""Durable group commit for ballots on SQLite: one writer thread a process puts up to 200 ballots into one transaction.

A disk needs 1 to 4 ms to make a commit durable, whatever is in it. So the requests queue their ballots and each waits for its own
result; nobody is told "counted" before the commit that holds the ballot is on the disk (WAL, synchronous FULL). A ballot that is
refused does not spoil the others: where the group does not go in as a whole, each goes in by itself, with its savepoint.
"""

from __future__ import annotations

import os
import queue
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock, Thread
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.errors import Unavailable
from participation.kit.language import gettext as _
from participation.votes.urn import Casting, Put, ballot_row, mark_statement, mark_values, takes

MOST_IN_A_BATCH = 200
PATIENCE = 30.0
"""Seconds that a request waits for its ballot."""

_TIMES = "SELECT id, state, opens_at, COALESCE(extended_until, closes_at) FROM vote WHERE annulled_at IS NULL AND id IN ({})"
_SECRET = "INSERT INTO ballot (vote_id, tracker, marks, key) VALUES (:vote_id, :tracker, :marks, :key)"  # noqa: S105  # a statement
_OPEN = "INSERT INTO open_ballot (vote_id, tracker, marks, person_id, cast_at) VALUES (:vote_id, :tracker, :marks, :person_id, :cast_at)"


class Waiting:
    """A ballot in the queue, and the request that waits for it. A bare lock is woken faster than a Future or an Event."""

    __slots__ = ("_lock", "casting", "error", "put")

    def __init__(self, casting: Casting) -> None:
        self.casting = casting
        self.put = Put.CLOSED
        self.error: Exception | None = None
        self._lock = Lock()
        self._lock.acquire()

    def settle(self, put: Put = Put.CLOSED, error: Exception | None = None) -> None:
        """Say what became of the ballot and wake the request."""
        self.put, self.error = put, error
        self._lock.release()

    def outcome(self, patience: float) -> Put:
        """Wait so many seconds for what became of the ballot. Raises TimeoutError, or what the writer met with."""
        if not self._lock.acquire(timeout=patience):
            raise TimeoutError
        if self.error is not None:
            raise self.error
        return self.put


class BallotWriter:
    """The one thread of this process that writes ballots. `clock` says when a ballot arrives: the server's deadline."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = clock.now) -> None:
        self._engine = engine
        self._clock = clock
        self._waiting: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._thread = Thread(target=self._run, name="ballot-writer", daemon=True)
        self._thread.start()

    def put(self, casting: Casting) -> Put:
        """Put one ballot into the urn and wait until it is on the disk. Raises Unavailable where that takes too long."""
        waiting = Waiting(casting)
        self._waiting.put(waiting)
        try:
            return waiting.outcome(PATIENCE)
        except TimeoutError as error:
            raise Unavailable(
                _("Wir wissen noch nicht, ob Ihre Stimme gezählt ist. Bitte senden Sie den Stimmzettel noch einmal ab: Er zählt nur einmal.")
            ) from error

    def stop(self) -> None:
        """Write what waits and end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            first = self._waiting.get()
            if first is None:
                return
            batch = [first]
            ending = self._fill(batch)
            self._write(batch)
            if ending:
                return

    def _fill(self, batch: list[Waiting]) -> bool:
        """Take what else waits, without waiting for more. Returns whether the writer is to end."""
        while len(batch) < MOST_IN_A_BATCH:
            try:
                following = self._waiting.get_nowait()
            except queue.Empty:
                return False
            if following is None:
                return True
            batch.append(following)
        return False

    def _write(self, batch: list[Waiting]) -> None:
        try:
            with self._engine.begin() as connection:  # BEGIN IMMEDIATE; the commit is durable when this block ends
                driver = connection.connection.driver_connection
                results = _put_all(driver, [waiting.casting for waiting in batch], self._clock())
        except Exception as error:  # whatever it is, each request must hear of it
            for waiting in batch:
                waiting.settle(error=error)
            return
        for waiting, put in zip(batch, results, strict=True):
            waiting.settle(put)


def _put_all(driver: Any, castings: list[Casting], now: datetime) -> list[Put]:
    cursor = driver.cursor()
    numbers = sorted({casting.vote_id for casting in castings})
    rows = cursor.execute(_TIMES.format(",".join("?" * len(numbers))), numbers).fetchall()
    open_now = {vote_id for vote_id, state, opens_at, ends_at in rows if takes(state, _moment(opens_at), _moment(ends_at), now)}
    in_time = [casting for casting in castings if casting.vote_id in open_now]
    try:
        if in_time and _insert(cursor, in_time, now):
            return [Put.COUNTED if casting.vote_id in open_now else Put.CLOSED for casting in castings]
        return [_put_one(cursor, casting, now) if casting.vote_id in open_now else Put.CLOSED for casting in castings]
    finally:
        cursor.close()


def _put_one(cursor: sqlite3.Cursor, casting: Casting, now: datetime) -> Put:
    return Put.COUNTED if _insert(cursor, [casting], now) else Put.REFUSED


def _insert(cursor: sqlite3.Cursor, castings: list[Casting], now: datetime) -> bool:
    """Mark the roll and fill the urn with all of these or, where one is in the way of a constraint or its code counts no more, none."""
    marks: dict[str, list[dict[str, Any]]] = {}
    rows: dict[str, list[dict[str, Any]]] = {_SECRET: [], _OPEN: []}
    for casting in castings:
        rows[_SECRET if casting.is_secret else _OPEN].append(ballot_row(casting, now) | {"cast_at": _stored(now)})
        marks.setdefault(mark_statement(casting), []).append(mark_values(casting))
    cursor.execute("SAVEPOINT together")
    try:
        whole = all(cursor.executemany(statement, voters).rowcount == len(voters) for statement, voters in marks.items())
        for statement, ballots in rows.items() if whole else ():
            cursor.executemany(statement, ballots)
    except sqlite3.IntegrityError:
        whole = False
    if not whole:
        cursor.execute("ROLLBACK TO together")
    cursor.execute("RELEASE together")
    return whole


def _stored(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _moment(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored).replace(tzinfo=UTC)


class GroupUrn:
    """Hands ballots to the writer. The request's own transaction, which has only read, ends first: it must not be in the way."""

    def __init__(self, session: Session, writer: BallotWriter) -> None:
        self._session = session
        self._writer = writer

    def put(self, casting: Casting) -> Put:
        """Put one ballot in; it is on the disk when this returns."""
        if self._session.in_transaction():
            self._session.commit()
        return self._writer.put(casting)


_writers: dict[tuple[int, int], BallotWriter] = {}
_making = Lock()


def writer_for(engine: Engine) -> BallotWriter:
    """This process's writer for a database, started with the first ballot; a forked process starts its own."""
    name = (os.getpid(), id(engine))
    writer = _writers.get(name)
    if writer is None:
        with _making:
            writer = _writers.get(name) or _writers.setdefault(name, BallotWriter(engine))
    return writer
