"""A closed urn tells nobody in which order ballots were cast, and holds all of them."""

from __future__ import annotations

import hashlib
import io
import random
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from flask import Flask
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.database import db, tune
from participation.kit.errors import Refused
from participation.kit.logs import configure_logs
from participation.votes.actions import close_due_votes, close_vote
from participation.votes.channel_models import EntryMark
from participation.votes.models import Ballot, RollMark, VoteState
from participation.votes.paper_actions import enter_papers, open_batch
from participation.votes.sealing import wipe_traces
from participation.votes.trackers import new_cast_key, tracker_of
from tests.builders import a_resident, an_administrator, post, sign_in
from tests.conftest import NOON
from tests.votes.builders import AFTER, CLOSES, an_open_vote, cast, closed, consultation_of
from tests.votes.channel_builders import a_code_vote, a_letter, a_paper_mark, cast_by_code, entries_of

MANY = 60


def test_the_close_keeps_every_ballot_and_says_so_once(session: Session) -> None:
    vote = an_open_vote(session)
    receipts = [cast(session, vote, (number % 4 + 1,)) for number in range(25)]
    before = sorted(tuple(row) for row in session.execute(select(Ballot.tracker, Ballot.marks)))
    closed(session, vote)
    assert sorted(tuple(row) for row in session.execute(select(Ballot.tracker, Ballot.marks))) == before
    assert {receipt.tracker for receipt in receipts} == {tracker for tracker, _marks in before}
    assert (vote.ballots_cast, vote.state) == (25, VoteState.CLOSED)
    assert vote.urn_hash == hashlib.sha256("".join(f"{tracker} {marks}\n" for tracker, marks in before).encode()).hexdigest()
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "vote.closed")).all()
    assert len(entries) == 1
    assert vote.urn_hash in entries[0].data


def test_nobody_closes_before_the_time(session: Session) -> None:
    vote = an_open_vote(session)
    with pytest.raises(Refused, match="Vorher kann niemand"):
        close_vote(session, an_administrator(session), consultation_of(session, vote), vote, CLOSES - timedelta(seconds=1))
    assert close_due_votes(session, CLOSES - timedelta(seconds=1)) == []


def test_the_platform_closes_by_itself(session: Session) -> None:
    vote = an_open_vote(session)
    assert [done.id for done in close_due_votes(session, CLOSES)] == [vote.id]
    assert close_due_votes(session, CLOSES) == []


def test_the_roll_and_the_urn_share_no_key_time_or_order(session: Session) -> None:
    assert set(RollMark.__table__.columns.keys()) == {"vote_id", "person_id", "channel"}
    assert set(EntryMark.__table__.columns.keys()) == {"vote_id", "entry_id", "channel"}
    assert set(Ballot.__table__.columns.keys()) == {"key", "vote_id", "tracker", "marks"}, "a channel with one voter would betray the ballot"
    assert not [key for key in Ballot.__table__.foreign_keys if key.column.table.name != "vote"]


def test_on_postgresql_place_and_transaction_tell_nothing(database_url: str, session: Session) -> None:
    if not database_url.startswith("postgresql"):
        pytest.skip("PostgreSQL's own columns")
    vote = an_open_vote(session)
    order = [cast(session, vote, (1,)).tracker for _ in range(MANY)]
    assert order_of_rows(session) == order, "while votes arrive, the place in the file shows their order: that is why"
    closed(session, vote)
    assert agreement(order, order_of_rows(session)) < 0.75
    assert len(set(session.scalars(text("SELECT xmin::text FROM ballot")))) == 1
    by_command = list(session.scalars(text("SELECT tracker FROM ballot ORDER BY cmin::text::bigint")))
    assert agreement(order, by_command) < 0.75
    people = list(session.scalars(text("SELECT person_id FROM roll_mark ORDER BY ctid")))
    assert people == sorted(people)


def test_codes_and_papers_leave_no_order_either(database_url: str, session: Session) -> None:
    """Entries vote in their order, then papers: after the close neither marks nor urn tell it."""
    vote = a_code_vote(session, MANY + 5, rule="plurality", on_paper=True)
    consultation, clerks = consultation_of(session, vote), (an_administrator(session), an_administrator(session))
    entries = entries_of(session, vote)
    voting = entries[5:]
    random.Random(7).shuffle(voting)  # an order to be forgotten
    order = [cast_by_code(session, vote, a_letter(session, vote, entries.index(entry)), (1,)).tracker for entry in voting]
    for entry in entries[:5]:
        a_paper_mark(session, vote, entry, clerks[0])
    batch = open_batch(session, clerks[0], consultation, vote, 5, NOON)
    for clerk in clerks:
        enter_papers(session, clerk, consultation, vote, batch, ["[2]"] * 5, NOON)
    close_vote(session, clerks[0], consultation, vote, AFTER)
    assert vote.ballots_cast == MANY + 5
    stored = list(session.scalars(select(Ballot.tracker).order_by(Ballot.key)))
    left = [tracker for tracker in stored if tracker in set(order)]
    assert agreement(order, left) < 0.75
    on_paper = [place for place, tracker in enumerate(stored) if tracker not in set(order)]
    assert len(on_paper) == 5
    assert on_paper != list(range(MANY, MANY + 5))
    if database_url.startswith("postgresql"):
        assert len(set(session.scalars(text("SELECT xmin::text FROM ballot")))) == 1, "papers entered the urn with everything else"
        assert agreement(order, [tracker for tracker in order_of_rows(session) if tracker in set(order)]) < 0.75
        marks = list(session.scalars(text("SELECT entry_id FROM entry_mark ORDER BY ctid")))
        assert marks == sorted(marks)


def order_of_rows(session: Session) -> list[str]:
    return list(session.scalars(text("SELECT tracker FROM ballot ORDER BY ctid")))


def agreement(first: list[str], second: list[str]) -> float:
    """The share of pairs that stand in the same order: one half where the orders have nothing to do with each other."""
    place = {tracker: number for number, tracker in enumerate(second)}
    pairs = [(one, other) for number, one in enumerate(first) for other in first[number + 1 :]]
    return sum(place[one] < place[other] for one, other in pairs) / len(pairs)


def test_on_sqlite_the_file_tells_nothing(real_database: Flask, tmp_path: Path) -> None:
    with real_database.app_context(), clock.frozen(NOON):
        engine = tune(create_engine(real_database.config["SQLALCHEMY_DATABASE_URI"]))
        with Session(engine, expire_on_commit=False) as session:
            vote = an_open_vote(session)
            order, keys = [], []
            for _ in range(MANY):
                keys.append(new_cast_key())
                order.append(cast(session, vote, (1,), a_resident(session), keys[-1]).tracker)
                session.commit()
            old_keys = list(session.scalars(select(Ballot.key)))
            closed(session, vote)
            session.commit()
        wipe_traces(engine)
        engine.dispose()
    raw = sqlite3.connect(tmp_path / "own.sqlite")
    with pytest.raises(sqlite3.OperationalError, match="rowid"):
        raw.execute("SELECT rowid FROM ballot")
    with pytest.raises(sqlite3.OperationalError, match="rowid"):
        raw.execute("SELECT rowid FROM roll_mark")
    stored = [tracker for (tracker,) in raw.execute("SELECT tracker FROM ballot NOT INDEXED")]
    assert sorted(stored) == sorted(order)
    assert agreement(order, stored) < 0.75
    raw.close()
    content = b"".join(path.read_bytes() for path in tmp_path.glob("own.sqlite*"))
    places = [content.index(tracker.encode()) for tracker in order]
    by_place = [tracker for _place, tracker in sorted(zip(places, order, strict=True))]
    assert agreement(order, by_place) < 0.75
    assert not any(key in content for key in old_keys), "the rows of before the close are gone from the file"
    assert not any(key.encode() in content or key.replace("-", "").encode() in content for key in keys), "the voter's code is nowhere"
    assert [tracker_of(vote.id, key) for key in keys] == order


def test_counting_after_the_close_sees_the_same_urn(session: Session) -> None:
    vote = an_open_vote(session)
    cast(session, vote, (1, 2))
    closed(session, vote)
    with pytest.raises(Refused, match="beendet"):
        cast(session, vote, (1,), at=AFTER)


def test_no_log_holds_who_cast_what(real_database: Flask, tmp_path: Path) -> None:
    stream = io.StringIO()
    configure_logs(stream)
    try:
        with clock.frozen(NOON), real_database.app_context():
            with Session(real_database_engine(), expire_on_commit=False) as session:
                vote = an_open_vote(session)
                voter = a_resident(session)
                session.commit()
                browser, key = real_database.test_client(), new_cast_key()
                sign_in(browser, session, voter)
                path = f"/beteiligungen/{consultation_of(session, vote).slug}/abstimmungen/{vote.id}"
            assert post(browser, f"{path}/stimme", {"rank-2": "1", "cast_key": key}).status_code == 303
            browser.get(f"{path}/beleg")
            with Session(real_database_engine()) as session:
                entries = " ".join(entry.data + entry.action for entry in session.scalars(select(AuditEntry)))
    finally:
        structlog.reset_defaults()
    logged = stream.getvalue()
    assert "/stimme" in logged, "the access log names the route"
    for secret in (key, key.replace("-", ""), tracker_of(vote.id, key), voter.public_id, "rank-2"):
        assert secret not in logged
        assert secret not in entries
    assert "cast" not in entries


def real_database_engine() -> Engine:
    """The engine of the application whose context is pushed."""
    return db.engine
