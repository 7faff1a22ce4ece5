"""What is acknowledged is stored: the server is killed in a stream of ballots, and every receipt is found, none twice."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.app import create_app
from participation.kit.database import db
from participation.votes.models import Ballot, RollMark
from tests.conftest import DatabaseMade, settings_for
from tests.votes.clients import Line, Poll, Voter, a_poll, served

VOTERS = 200
BEFORE_THE_KILL = 40


@pytest.fixture(params=["sqlite", "postgresql"])
def own_database_url(request: pytest.FixtureRequest, tmp_path: Path, database_made: DatabaseMade) -> str:
    """A database of its own, that a server process may be killed on."""
    return database_made(request.param, tmp_path)


@pytest.fixture
def own_app(own_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on that database, for preparing and for looking into it afterwards."""
    app = create_app(settings_for(own_database_url, tmp_path / "var"))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class Stream:
    """Eight clients that cast ballots until the line breaks, and what was acknowledged to them."""

    def __init__(self, poll: Poll, port: int) -> None:
        self.poll, self.port = poll, port
        self.acknowledged: list[str] = []
        self.enough = threading.Event()

    def run(self, voters: list[Voter]) -> None:
        """One client's voters, one after the other."""
        line = Line(self.port)
        for voter in voters:
            try:
                if line.cast(self.poll.path, voter):
                    self.acknowledged.append(voter.tracker)
            except (OSError, http.client.HTTPException):
                break
            if len(self.acknowledged) >= BEFORE_THE_KILL:
                self.enough.set()
        line.close()


def test_every_acknowledged_ballot_survives_a_kill(own_app: Flask, own_database_url: str, tmp_path: Path) -> None:
    poll, secret = a_poll(own_app, VOTERS), own_app.config["SECRET_KEY"]
    with served(own_database_url, tmp_path / "var", secret=secret) as (process, port):
        stream = Stream(poll, port)
        with ThreadPoolExecutor(8) as pool:
            running = [pool.submit(stream.run, poll.voters[start::8]) for start in range(8)]
            assert stream.enough.wait(60)
            time.sleep(0.02)
            process.kill()
            for one in running:
                one.result()
    first = set(stream.acknowledged)
    assert len(first) >= BEFORE_THE_KILL
    with served(own_database_url, tmp_path / "var", secret=secret) as (_process, port):
        again = Stream(poll, port)
        with ThreadPoolExecutor(8) as pool:  # every voter sends the same form once more, as after a broken line
            list(pool.map(again.run, [poll.voters[start::8] for start in range(8)]))
    assert set(again.acknowledged) == {voter.tracker for voter in poll.voters}
    with own_app.app_context(), Session(db.engine) as session:
        stored = list(session.scalars(select(Ballot.tracker).where(Ballot.vote_id == poll.vote_id)))
        assert first <= set(stored)
        assert sorted(stored) == sorted(voter.tracker for voter in poll.voters)
        assert session.execute(select(func.count()).select_from(RollMark)).scalar_one() == VOTERS


def test_twenty_equal_posts_in_parallel_are_one_ballot_and_one_receipt(own_app: Flask, own_database_url: str, tmp_path: Path) -> None:
    poll, secret = a_poll(own_app, 1), own_app.config["SECRET_KEY"]
    with served(own_database_url, tmp_path / "var", threads=20, secret=secret) as (_process, port), ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda line: line.cast(poll.path, poll.voters[0]), lines := [Line(port) for _ in range(20)]))
        for line in lines:
            line.close()
    assert answers == [True] * 20
    with own_app.app_context(), Session(db.engine) as session:
        assert session.scalars(select(Ballot.tracker)).all() == [poll.voters[0].tracker]
        assert session.execute(select(func.count()).select_from(RollMark)).scalar_one() == 1
