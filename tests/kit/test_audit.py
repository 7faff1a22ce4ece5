"""The log only grows, and a change behind its back is found."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from participation.kit.audit import FIRST_HASH, AuditEntry, append, canonical, verify
from participation.kit.database import Base, db, tune

AT = datetime(2026, 10, 14, 10, 0, 0, 123456, tzinfo=UTC)


@dataclass
class Clerk:
    id: int = 7
    role: str = "office"


def fill(session: Session, count: int) -> None:
    for number in range(count):
        append(session, at=AT, actor=Clerk(), action="proposal.submit", subject=("proposal", number), data={"größe": number, "a": [1, None]})


def test_each_entry_holds_the_hash_of_the_one_before(session: Session) -> None:
    before = verify(session)
    first = session.get_one(AuditEntry, append(session, at=AT, actor=None, action="platform.start"))
    second = session.get_one(AuditEntry, append(session, at=AT, actor=Clerk(), action="vote.open", subject=first, data={"b": 1, "a": "ä"}))
    assert (first.actor_id, first.actor_role, first.data) == (None, "system", "{}")
    assert (second.subject_kind, second.subject_id, second.data) == ("audit_entry", first.id, '{"a":"ä","b":1}')
    assert second.previous_hash == first.hash
    assert first.previous_hash == before.head
    session.commit()
    session.expire_all()
    verdict = verify(session, expected=first.hash)
    assert (verdict.intact, verdict.entries, verdict.head) == (True, before.entries + 2, second.hash)


@pytest.mark.parametrize("act", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry", "replace"])
def test_the_database_refuses_to_change_the_log(session: Session, act: str) -> None:
    fill(session, 2)
    dialect = session.get_bind().dialect.name
    if act == "replace" and dialect == "sqlite":
        act = "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry"
    elif act == "replace" or (act.startswith("TRUNCATE") and dialect == "sqlite"):
        pytest.skip("this database has no such statement")
    with pytest.raises(DBAPIError, match="only grows"), session.begin_nested():
        session.execute(text(act))
    assert session.scalar(select(func.count(AuditEntry.id))) >= 2
    assert verify(session).intact


def test_what_json_does_not_know_is_refused() -> None:
    for value in (float("nan"), {1, 2}, object()):
        with pytest.raises((TypeError, ValueError)):
            canonical({"value": value})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A SQLite file with a log of five entries."""
    path = tmp_path / "log.sqlite"
    engine = tune(create_engine(f"sqlite:///{path}"))
    Base.metadata.create_all(engine, tables=[AuditEntry.__table__])
    with Session(engine) as session:
        fill(session, 5)
        session.commit()
    engine.dispose()
    return path


def check(path: Path, expected: bytes | None = None) -> tuple[int | None, str, bool]:
    engine = tune(create_engine(f"sqlite:///{path}"))
    try:
        with Session(engine) as session:
            verdict = verify(session, expected)
            return verdict.broken_id, verdict.reason, verdict.intact
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    ("change", "broken", "reason"),
    [
        ("UPDATE audit_entry SET data = replace(data, '2', '3') WHERE id = 3", 3, "content"),
        ("UPDATE audit_entry SET actor_id = 8 WHERE id = 1", 1, "content"),
        ("UPDATE audit_entry SET at = '2026-10-14 10:00:00.123457' WHERE id = 4", 4, "content"),
        ("DELETE FROM audit_entry WHERE id = 2", 3, "chain"),
        ("UPDATE audit_entry SET id = id * 10 WHERE id = 2", 3, "chain"),
    ],
)
def test_a_change_in_a_copy_is_found(file: Path, tmp_path: Path, change: str, broken: int, reason: str) -> None:
    copy = tmp_path / "copy.sqlite"
    shutil.copy(file, copy)
    connection = sqlite3.connect(copy)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(change)
    connection.commit()
    connection.close()
    assert check(copy) == (broken, reason, False)
    assert check(file) == (None, "", True)


def test_a_cut_off_end_is_found_by_a_published_hash(file: Path) -> None:
    assert check(file, FIRST_HASH) == (None, "", True)
    assert check(file, b"x" * 32) == (None, "", False)


def test_parallel_writers_make_one_chain(own_engine: Engine) -> None:
    def write(number: int) -> None:
        with Session(own_engine) as session:
            append(session, at=AT, actor=Clerk(number), action="x")
            session.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(24)))
    with Session(own_engine) as session:
        verdict = verify(session)
    assert (verdict.intact, verdict.entries) == (True, 24)


def test_the_command_says_whether_the_log_is_intact(real_database: Flask) -> None:
    with real_database.app_context():
        fill(db.session(), 2)
        db.session.commit()
        runner = real_database.test_cli_runner()
        good = runner.invoke(args=["audit", "verify"])
        assert (good.exit_code, "2 Einträge" in good.output) == (0, True)
        assert runner.invoke(args=["audit", "verify", "--head", "ab" * 32]).exit_code == 1
        assert runner.invoke(args=["audit", "verify", "--head", "nonsense"]).exit_code == 2
        db.session.execute(text("DROP TRIGGER audit_entry_keeps"))
        db.session.execute(text("UPDATE audit_entry SET action = 'forged' WHERE id = 2"))
        db.session.commit()
        bad = runner.invoke(args=["audit", "verify"])
        assert bad.exit_code == 1
        assert "Eintrag 2" in bad.output
