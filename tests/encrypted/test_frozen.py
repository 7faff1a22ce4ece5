"""The database itself keeps board, election, trustees and credentials; raw SQL fails on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.builders import a_resident
from tests.encrypted.builders import an_encrypted_draft, an_encrypted_vote, cast, prepared, with_tally
from tests.votes.builders import closed
from tests.votes.test_frozen import refused

EVENT = "INSERT INTO board_event (vote_id, height, kind, text, data) VALUES (:id, {height}, '{kind}', '{{}}', '[]')"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE board_event SET text = '{}' WHERE vote_id = :id AND height = 1",
        "UPDATE board_event SET data = '[]' WHERE vote_id = :id AND height = 1",
        "DELETE FROM board_event WHERE vote_id = :id AND height = 1",
        "DELETE FROM board_event WHERE vote_id = :id",
        EVENT.format(height=9, kind="Setup"),
        EVENT.format(height=2, kind="EndBallots"),
        EVENT.format(height=2, kind="EncryptedTally"),
        EVENT.format(height=2, kind="Result"),
        "UPDATE election SET text = '{}' WHERE vote_id = :id",
        "UPDATE election SET fingerprint = 'x' WHERE vote_id = :id",
        "UPDATE election SET total = 1 WHERE vote_id = :id",
        "DELETE FROM election WHERE vote_id = :id",
        "UPDATE election_trustee SET public_key = '{}' WHERE vote_id = :id",
        "UPDATE election_trustee SET name = 'x' WHERE vote_id = :id",
        "DELETE FROM election_trustee WHERE vote_id = :id",
        "INSERT INTO election_trustee (vote_id, number, name, email) VALUES (:id, 9, 'x', 'x')",
        "UPDATE election_credential SET public = '4' WHERE vote_id = :id AND position = 1",
        "UPDATE election_credential SET sealed = NULL WHERE vote_id = :id AND position = 1",
        "UPDATE election_credential SET person_id = :other WHERE vote_id = :id AND person_id IS NOT NULL",
        "DELETE FROM election_credential WHERE vote_id = :id AND position = 1",
        "INSERT INTO election_credential (vote_id, position, public) VALUES (:id, 9999, '4')",
    ],
)
def test_an_open_vote_keeps_its_board_and_its_keys(session: Session, change: str) -> None:
    vote = an_encrypted_vote(session, trustees=1)
    cast(session, vote)
    values = {"id": vote.id} | ({"other": a_resident(session).id} if ":other" in change else {})
    assert refused(session, change, **values)


def test_nothing_is_cast_after_the_close_and_nothing_follows_out_of_turn(session: Session) -> None:
    vote = an_encrypted_vote(session, trustees=1)
    cast(session, vote)
    closed(session, vote)
    ballot = "INSERT INTO board_event (vote_id, height, kind, text, data, tracker, credential) VALUES (:id, 3, 'Ballot', '{}', '[]', 'x', 1)"
    assert refused(session, ballot, id=vote.id)
    assert refused(session, EVENT.format(height=3, kind="EndBallots"), id=vote.id)
    assert refused(session, EVENT.format(height=4, kind="EncryptedTally"), id=vote.id)


def test_a_decryption_is_not_taken_back(session: Session) -> None:
    vote = an_encrypted_vote(session, trustees=1)
    with_tally(session, vote)
    session.execute(text("UPDATE election_trustee SET decrypted_at = '2026-11-01 00:00:00' WHERE vote_id = :id"), {"id": vote.id})
    assert refused(session, "UPDATE election_trustee SET decrypted_at = NULL WHERE vote_id = :id", id=vote.id)


def test_a_draft_can_be_prepared_anew(session: Session) -> None:
    vote = an_encrypted_draft(session)
    prepared(session, vote, 1)
    assert not refused(session, "DELETE FROM election_credential WHERE vote_id = :id", id=vote.id)
    assert not refused(session, "UPDATE election SET total = 1 WHERE vote_id = :id", id=vote.id)


def test_nobody_encrypts_a_paper(session: Session) -> None:
    vote = an_encrypted_draft(session)
    assert refused(session, "UPDATE vote SET on_paper = :yes WHERE id = :id", id=vote.id, yes=True)
