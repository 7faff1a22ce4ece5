"""A log grows line by line, is signed, and cannot be changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from participation.kit.jobs import jobs_of
from participation.methods.proof.checkpoints import open_checkpoint
from participation.methods.proof.merkle import check_consistency, check_inclusion, leaf_hash, tree_hash
from participation.methods.proof.notes import Verifier
from participation.public_log.actions import append, log_of, root_of, sign_logs
from participation.public_log.keys import KeyMissing, key_file, signing_seed
from participation.public_log.models import LogCheckpoint, LogKind
from participation.public_log.queries import all_entries, newest_checkpoint, tree_of
from tests.conftest import NOON, settings_for
from tests.public_log.builders import a_log


def test_it_works(app: Flask, session: Session) -> None:
    log = a_log(session, "eins", "zwei")
    assert append(session, log, ["drei"], NOON) == 2
    assert all_entries(session, log, 3) == ["eins", "zwei", "drei"]
    (made,) = sign_logs(session, app.extensions["settings"], NOON)
    found = open_checkpoint(made.note, Verifier.read(made.key))
    assert (found.origin, found.size, found.root) == ("localhost/protokoll/abstimmung-7", 3, tree_hash([b"eins", b"zwei", b"drei"]))
    assert root_of(made) == found.root


def test_proofs_hold_against_what_was_signed(app: Flask, session: Session) -> None:
    log = a_log(session, *(f"Zeile {number}" for number in range(11)))
    (earlier,) = sign_logs(session, app.extensions["settings"], NOON)
    append(session, log, [f"mehr {number}" for number in range(30)], NOON)
    (later,) = sign_logs(session, app.extensions["settings"], NOON)
    tree = tree_of(session, log)
    check_inclusion(leaf_hash(b"Zeile 4"), 4, 41, tree.inclusion_proof(4), root_of(later))
    check_consistency(11, 41, tree.consistency_proof(11), root_of(earlier), root_of(later))
    assert sign_logs(session, app.extensions["settings"], NOON) == []


def test_the_same_thing_has_one_log(session: Session) -> None:
    assert a_log(session).id == a_log(session).id
    assert log_of(session, LogKind.DRAW, 7) is None


@pytest.mark.parametrize("line", ["", "zwei\nZeilen", "zwei\rZeilen"])
def test_an_entry_is_one_line(session: Session, line: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        append(session, a_log(session), [line], NOON)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE public_log_entry SET text = 'anders' WHERE position = 0",
        "DELETE FROM public_log_entry WHERE position = 1",
        "INSERT INTO public_log_entry (log_id, position, text, hashes) SELECT log_id, 7, text, hashes FROM public_log_entry WHERE position = 0",
        "UPDATE public_log_checkpoint SET note = 'anders'",
        "DELETE FROM public_log_checkpoint",
        "INSERT INTO public_log_checkpoint (log_id, size, note, key, signed_at) SELECT log_id, 9, note, key, signed_at FROM public_log_checkpoint",
        "UPDATE public_log SET size = 1",
        "UPDATE public_log SET origin = 'anders'",
        "UPDATE public_log SET subject_id = 8",
        "DELETE FROM public_log",
    ],
)
def test_the_database_refuses_what_a_log_must_not_suffer(app: Flask, session: Session, change: str) -> None:
    a_log(session, "eins", "zwei")
    sign_logs(session, app.extensions["settings"], NOON)
    with pytest.raises(DatabaseError, match="only grows"), session.begin_nested():
        session.execute(text(change))


def test_nothing_is_replaced_past_the_triggers(app: Flask, session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    a_log(session, "eins", "zwei")
    sign_logs(session, app.extensions["settings"], NOON)
    for change in (
        "INSERT OR REPLACE INTO public_log_entry SELECT log_id, position, 'anders', hashes FROM public_log_entry WHERE position = 1",
        "INSERT OR REPLACE INTO public_log_checkpoint SELECT log_id, size, 'anders', key, signed_at FROM public_log_checkpoint",
        "INSERT OR REPLACE INTO public_log SELECT * FROM public_log",
    ):
        with pytest.raises(DatabaseError, match="only grows"), session.begin_nested():
            session.execute(text(change))


def test_an_act_that_appends_is_signed_after_its_commit(app: Flask, session: Session) -> None:
    with app.app_context():
        log = a_log(session, "eins")
        assert newest_checkpoint(session, log) is None
        session.commit()
    jobs_of(app).run_pending()
    session.expire_all()
    assert session.scalars(select(LogCheckpoint.size)).all() == [1]


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    own = settings_for("sqlite:///x", tmp_path)
    seed = signing_seed(own, may_make=True)
    assert signing_seed(own, may_make=False) == seed
    assert key_file(own).stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [key_file(own)]


def test_a_lost_key_is_not_replaced_silently(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match="backup"):
        signing_seed(settings_for("sqlite:///x", tmp_path), may_make=False)
    with pytest.raises(KeyMissing):
        signing_seed(settings_for("sqlite:///x", tmp_path, log_key_file=tmp_path / "fort.key"), may_make=True)
    (tmp_path / "public-log.key").write_text("kein Schlüssel")
    with pytest.raises(KeyMissing, match="32 bytes"):
        signing_seed(settings_for("sqlite:///x", tmp_path), may_make=True)
