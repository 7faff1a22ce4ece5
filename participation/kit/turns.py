"""Whose turn it is to write where the database has one writer: the threads of a process stand in line.

SQLite itself lets them try again after longer and longer pauses. Whoever is unlucky starves meanwhile, and a server whose threads all pause
answers nobody: of 500 answers in ten seconds from a hall, the last waited a minute.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from threading import Lock
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

PATIENCE = 5.0
"""Seconds that somebody waits for their turn; as long as SQLite waits for another process."""
_MARK = "has the turn to write"


class Turns:
    """A lock that goes to whoever has waited longest."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._taken = False
        self._line: deque[Lock] = deque()

    def take(self, patience: float = PATIENCE) -> bool:
        """Wait so many seconds for the turn; whether it came."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._line.append(mine)
        if mine.acquire(timeout=patience):
            return True
        with self._guard:
            if mine not in self._line:  # it came at the last moment
                return True
            self._line.remove(mine)
            return False

    def give(self) -> None:
        """Hand the turn on."""
        with self._guard:
            if self._line:
                self._line.popleft().release()
            else:
                self._taken = False


def stand_in_line(engine: Engine) -> Turns:
    """Give an engine its turns; they end with the transaction, and with the connection whatever happens to it."""
    turns = Turns()

    def end(connection: Connection) -> None:
        if not connection.invalidated and connection.info.pop(_MARK, False):
            turns.give()

    def left(_connection: Any, record: Any, *_why: Any) -> None:
        if record.info.pop(_MARK, False):
            turns.give()

    event.listen(engine, "commit", end)
    event.listen(engine, "rollback", end)
    event.listen(engine, "checkin", left)
    event.listen(engine, "invalidate", left)
    return turns


def begin_to_write(connection: Connection, turns: Turns) -> None:
    """Begin a transaction that may write, when its turn has come. Raises OperationalError where that takes too long, as SQLite does."""
    if not turns.take():
        raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        turns.give()
        raise
    connection.info[_MARK] = True
