"""Turns to write: whoever waited longest is next, nobody's turn is lost, and a turn ends whatever becomes of its connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread
from time import sleep

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from participation.kit import turns as turns_module
from participation.kit.database import tune
from participation.kit.turns import Turns


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = tune(create_engine(f"sqlite:///{tmp_path / 'turns.sqlite'}", pool_size=20))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)"))
    yield engine
    engine.dispose()


def test_whoever_waited_longest_is_next() -> None:
    turns, served = Turns(), list[int]()
    assert turns.take()

    def wait(number: int) -> None:
        assert turns.take(30)
        served.append(number)
        turns.give()

    waiting = [Thread(target=wait, args=(number,)) for number in range(6)]
    for number, thread in enumerate(waiting):
        thread.start()
        while len(turns._line) <= number:  # it stands in the line before the next one comes
            sleep(0.001)
    turns.give()
    for thread in waiting:
        thread.join(30)
    assert served == list(range(6))
    assert turns.take(0)


def test_who_gives_up_leaves_the_line() -> None:
    turns = Turns()
    assert turns.take()
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0)


def test_many_threads_write_and_nothing_is_lost(engine: Engine) -> None:
    together = Barrier(8)

    def write(writer: int) -> None:
        together.wait()
        for number in range(20):
            with engine.begin() as connection:
                (count,) = connection.execute(text("SELECT count(*) FROM note")).one()
                connection.execute(text("INSERT INTO note (text) VALUES (:text)"), {"text": f"{writer} {number} {count}"})

    threads = [Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with engine.begin() as connection:
        texts = connection.scalars(text("SELECT text FROM note ORDER BY id")).all()
    assert [int(one.split()[2]) for one in texts] == list(range(160)), "each saw all that were there before"


def test_a_second_writer_of_the_same_process_is_told_that_it_is_locked(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns_module.Turns.take, "__defaults__", (0.05,))
    with engine.connect() as first, engine.connect() as second:
        first.execute(text("INSERT INTO note (text) VALUES ('first')"))
        with pytest.raises(OperationalError, match="database is locked"):
            second.execute(text("INSERT INTO note (text) VALUES ('second')"))
        first.commit()
        second.execute(text("INSERT INTO note (text) VALUES ('second')"))
        second.commit()


def test_a_turn_ends_where_another_process_has_the_file(engine: Engine) -> None:
    other = sqlite3.connect(str(engine.url.database), isolation_level=None)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
        connection.commit()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="database is locked"):
            connection.execute(text("INSERT INTO note (text) VALUES ('x')"))
        other.execute("ROLLBACK")
        connection.execute(text("INSERT INTO note (text) VALUES ('x')"))
        connection.commit()
    other.close()


@pytest.mark.parametrize("ending", ["rollback", "close", "invalidate", "detach"])
def test_a_turn_ends_with_its_connection(engine: Engine, ending: str) -> None:
    connection = engine.connect()
    connection.execute(text("INSERT INTO note (text) VALUES ('never')"))
    if ending == "detach":
        connection.detach()
        connection.close()
    else:
        getattr(connection, ending)()
    with engine.begin() as another:
        another.execute(text("INSERT INTO note (text) VALUES ('after')"))
        assert another.scalars(text("SELECT text FROM note")).all() == ["after"]
    connection.close()
