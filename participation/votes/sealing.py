"""Closing the urn: nobody can tell from it afterwards in which order ballots were cast.

While votes arrive, the database's own book-keeping (place in the file, transaction numbers on PostgreSQL) shows their order. At the
close all ballots and marks are therefore taken out and put back in one transaction: ballots, those on paper among them, in random order
under new random keys, marks in the order of the roll. `wipe_traces`, after the commit, clears what the disk still holds of the old order.
"""

from __future__ import annotations

import hashlib
import random
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, insert, select, text
from sqlalchemy.orm import Session

from participation.votes.channel_models import EntryMark
from participation.votes.models import Ballot, OpenBallot, RollMark, Vote, VoteState
from participation.votes.paper_queries import agreed_papers
from participation.votes.queries import roll_size
from participation.votes.signals import encrypted_urn_closes
from participation.votes.trackers import new_cast_key, tracker_of

_CHUNK = 1000

WIPE_TRACES = "wipe traces of a vote"
"""The job that clears what the disk still knows, nudged by a close."""


def seal_urn(session: Session, vote: Vote, now: datetime) -> None:
    """Close the vote, rewrite its ballots and marks, and set their number and hash; the caller commits."""
    vote.state = VoteState.CLOSED
    vote.closed_at = now
    session.flush()
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete=ON"))
    final_roll = roll_size(session, vote, now)
    if vote.is_encrypted:
        sealed = _sealed_on_the_board(session, vote, now)
    if vote.is_secret:
        _rewrite_ballots(session, vote)
    _rewrite_marks(session, vote)
    vote.roll_size = final_roll
    vote.ballots_cast, vote.urn_hash = sealed if vote.is_encrypted else urn_hash(session, vote)
    session.flush()


def _sealed_on_the_board(session: Session, vote: Vote, now: datetime) -> tuple[int, str]:
    """Encrypted ballots lie in public, in their order: what is sealed is the end of the board."""
    ((_room, sealed),) = encrypted_urn_closes.send(vote, session=session, now=now)
    number, fixed = sealed
    return number, fixed


def _rewrite_ballots(session: Session, vote: Vote) -> None:
    columns = select(Ballot.vote_id, Ballot.tracker, Ballot.marks).where(Ballot.vote_id == vote.id)
    rows: list[dict[str, Any]] = [dict(row) for row in session.execute(columns).mappings()]
    rows += [{"vote_id": vote.id, "tracker": tracker_of(vote.id, new_cast_key()), "marks": marks} for marks in agreed_papers(session, vote)]
    random.SystemRandom().shuffle(rows)
    session.execute(delete(Ballot).where(Ballot.vote_id == vote.id))
    for start in range(0, len(rows), _CHUNK):
        session.execute(insert(Ballot), [{**row, "key": secrets.token_bytes(16)} for row in rows[start : start + _CHUNK]])


def _rewrite_marks(session: Session, vote: Vote) -> None:
    table: type[RollMark] | type[EntryMark] = EntryMark if vote.by_codes else RollMark
    voter = table.__table__.columns["entry_id" if vote.by_codes else "person_id"]
    marks = session.execute(select(table.vote_id, voter, table.channel).where(table.vote_id == vote.id).order_by(voter)).mappings().all()
    session.execute(delete(table).where(table.vote_id == vote.id))
    for start in range(0, len(marks), _CHUNK):
        session.execute(insert(table), [dict(mark) for mark in marks[start : start + _CHUNK]])


def urn_hash(session: Session, vote: Vote) -> tuple[int, str]:
    """How many ballots the urn holds, and the SHA-256 over a line `tracker marks` for each, sorted by tracker."""
    table = Ballot if vote.is_secret else OpenBallot
    digest, number = hashlib.sha256(), 0
    rows = select(table.tracker, table.marks).where(table.vote_id == vote.id).order_by(table.tracker)
    for tracker, marks in session.execute(rows.execution_options(yield_per=_CHUNK)):
        digest.update(f"{tracker} {marks}\n".encode())
        number += 1
    return number, digest.hexdigest()


def wipe_traces(engine: Engine) -> None:
    """After a close is committed, clear what the disk still holds of the order of casting.

    SQLite: the write-ahead log is written back and cut to nothing. PostgreSQL: dead rows of ballots and marks are removed. Neither
    reaches backups and archived logs: the page about secrecy says so.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.rollback()  # a checkpoint stands outside transactions
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ballot, roll_mark, entry_mark, election_credential"))
