"""Group commit: many ballots in one transaction, each durable before it is acknowledged, one refused ballot spoils no other."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.database import db
from participation.votes.models import Ballot, OpenBallot, RollMark, Vote
from participation.votes.trackers import new_cast_key, tracker_of
from participation.votes.urn import Casting, Put
from participation.votes.writer import BallotWriter
from tests.builders import a_resident
from tests.conftest import NOON
from tests.votes.builders import CLOSES, an_open_vote


class Clock:
    """What time the writer thinks it is."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def engine(real_database: Flask) -> Iterator[Engine]:
    with real_database.app_context():
        yield db.engine


def world(engine: Engine, voters: int, **changes: object) -> tuple[Vote, list[int]]:
    with Session(engine, expire_on_commit=False) as session, clock.frozen(NOON):
        vote = an_open_vote(session, **changes)
        people = [a_resident(session).id for _ in range(voters)]
        session.commit()
        return vote, people


def casting(vote: Vote, person: int, marks: str = "[1]") -> Casting:
    return Casting(vote.id, person, tracker_of(vote.id, new_cast_key()), marks, vote.is_secret)


def test_many_ballots_at_once_are_all_counted(engine: Engine) -> None:
    vote, people = world(engine, 60)
    writer = BallotWriter(engine, Clock())
    castings = [casting(vote, person) for person in people]
    with ThreadPoolExecutor(30) as pool:
        assert set(pool.map(writer.put, castings)) == {Put.COUNTED}
    writer.stop()
    with Session(engine) as session:
        assert set(session.scalars(select(Ballot.tracker))) == {sent.tracker for sent in castings}
        assert session.execute(select(func.count()).select_from(RollMark)).scalar_one() == 60


def test_a_refused_ballot_spoils_no_other(engine: Engine) -> None:
    vote, people = world(engine, 20)
    writer = BallotWriter(engine, Clock())
    first = casting(vote, people[0])
    assert writer.put(first) is Put.COUNTED
    twice = [casting(vote, people[0]), replace(first, voter_id=people[1])]  # a second ballot; somebody else's tracker
    with ThreadPoolExecutor(22) as pool:
        results = list(pool.map(writer.put, twice + [casting(vote, person) for person in people[2:]]))
    writer.stop()
    assert results == [Put.REFUSED, Put.REFUSED] + [Put.COUNTED] * 18
    with Session(engine) as session:
        assert set(session.scalars(select(RollMark.person_id))) == {people[0], *people[2:]}


def test_twenty_equal_ballots_make_one_row(engine: Engine) -> None:
    vote, people = world(engine, 1)
    writer = BallotWriter(engine, Clock())
    same = casting(vote, people[0])
    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(writer.put, [same] * 20))
    writer.stop()
    assert sorted(result.value for result in results) == ["counted"] + ["refused"] * 19


def test_the_writers_clock_decides(engine: Engine) -> None:
    vote, people = world(engine, 3)
    now = Clock()
    writer = BallotWriter(engine, now)
    for seconds, expected, person in ((-1, Put.COUNTED, people[0]), (0, Put.CLOSED, people[1]), (1, Put.CLOSED, people[2])):
        now.now = CLOSES + timedelta(seconds=seconds)
        assert writer.put(casting(vote, person)) is expected
    writer.stop()


def test_an_open_ballot_keeps_its_time(engine: Engine) -> None:
    vote, people = world(engine, 1, secrecy="open")
    writer = BallotWriter(engine, Clock())
    assert writer.put(casting(vote, people[0])) is Put.COUNTED
    writer.stop()
    with Session(engine) as session:
        assert session.scalars(select(OpenBallot.cast_at)).one() == NOON


def test_a_broken_database_is_told_to_everyone_who_waits(engine: Engine) -> None:
    vote, people = world(engine, 1)
    writer = BallotWriter(engine, Clock())
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE roll_mark")
    with pytest.raises(Exception, match="roll_mark"):
        writer.put(casting(vote, people[0]))
    writer.stop()


def test_synchronous_is_full(engine: Engine, tmp_path: Path) -> None:
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
