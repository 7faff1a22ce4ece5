"""Once a vote is open, the database itself refuses to change it; raw SQL fails on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.kit.audit import AuditEntry
from participation.kit.errors import Refused
from participation.votes.actions import VoteDraft, edit_vote
from participation.votes.freezing import sha256
from participation.votes.models import VoteOption
from tests.builders import an_administrator
from tests.conftest import NOON
from tests.votes.builders import a_draft, a_voting_consultation, an_open_vote, cast, closed, consultation_of, tallied


def refused(session: Session, statement: str, **values: object) -> bool:
    try:
        with session.begin_nested():
            session.execute(text(statement), values)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    "change",
    [
        "question = 'Anders?'",
        "title = 'Anders'",
        "introduction = 'Anders'",
        "rule = 'plurality'",
        "seats = 2",
        "secrecy = 'open'",
        "replaceable = NOT replaceable",
        "verified_only = NOT verified_only",
        "verified_before = '2026-01-01 00:00:00'",
        "district_ids = '[1]'",
        "turnout_quorum = 100",
        "consent_quorum = 100",
        "opens_at = '2026-01-01 00:00:00'",
        "closes_at = '2027-01-01 00:00:00'",
        "closes_at = NULL",
        "frozen_json = '{}'",
        "frozen_hash = 'x'",
        "lot_seed = NULL",
        "roll_kind = 'codes'",
        "at_counter = NOT at_counter",
        "on_paper = NOT on_paper",
        "by_two = NOT by_two",
        "state = 'draft'",
        "state = 'tallied'",
        "result_json = '{}'",
    ],
)
def test_an_open_vote_is_frozen(session: Session, change: str) -> None:
    vote = an_open_vote(session)
    assert refused(session, f"UPDATE vote SET {change} WHERE id = :id", id=vote.id)  # noqa: S608  # constants above


def test_its_options_are_frozen(session: Session) -> None:
    vote, consultation = an_open_vote(session), a_voting_consultation(session)
    other = a_draft(session, consultation)
    assert refused(session, "UPDATE vote_option SET title = 'x' WHERE vote_id = :id AND position = 1", id=vote.id)
    assert refused(session, "DELETE FROM vote_option WHERE vote_id = :id", id=vote.id)
    assert refused(session, "INSERT INTO vote_option (vote_id, position, title, description) VALUES (:id, 9, 'x', '')", id=vote.id)
    assert refused(
        session, "UPDATE vote_option SET vote_id = :id, position = 9, title = 'y' WHERE vote_id = :other AND position = 1", id=vote.id, other=other.id
    )
    assert not refused(session, "UPDATE vote_option SET title = 'x' WHERE vote_id = :id AND position = 1", id=other.id)


def test_it_cannot_be_deleted_nor_begin_as_open(session: Session) -> None:
    vote = an_open_vote(session)
    assert refused(session, "DELETE FROM vote WHERE id = :id", id=vote.id)
    columns = ", ".join(column.name for column in vote.__table__.columns if column.name != "id")
    assert refused(session, f"INSERT INTO vote ({columns}) SELECT {columns} FROM vote WHERE id = :id", id=vote.id)  # noqa: S608  # columns' names


def test_ballots_enter_only_while_open_and_never_leave(session: Session) -> None:
    vote = an_open_vote(session)
    receipt = cast(session, vote, (1, 2))
    insert = "INSERT INTO ballot (key, vote_id, tracker, marks) VALUES (:key, :id, 'T', '[1]')"
    assert refused(session, "DELETE FROM ballot WHERE vote_id = :id", id=vote.id)
    assert refused(session, "UPDATE ballot SET marks = '[]' WHERE vote_id = :id", id=vote.id), "this vote lets nobody change a ballot"
    assert refused(session, "DELETE FROM roll_mark WHERE vote_id = :id", id=vote.id)
    assert refused(session, "UPDATE roll_mark SET person_id = person_id + 1 WHERE vote_id = :id", id=vote.id)
    closed(session, vote)
    assert refused(session, insert, id=vote.id, key=b"k" * 16)
    assert refused(session, "INSERT INTO roll_mark (vote_id, person_id, channel) SELECT :id, min(id), 'web' FROM person", id=vote.id)
    assert refused(session, "DELETE FROM ballot WHERE tracker = :tracker", tracker=receipt.tracker)
    assert refused(session, "UPDATE vote SET urn_hash = NULL WHERE id = :id", id=vote.id)
    assert refused(session, "UPDATE vote SET ballots_cast = 7 WHERE id = :id", id=vote.id)
    draft = a_draft(session, a_voting_consultation(session))
    assert refused(session, insert, id=draft.id, key=b"k" * 16)


def test_a_result_stays(session: Session) -> None:
    vote = an_open_vote(session)
    cast(session, vote)
    tallied(session, vote)
    assert refused(session, "UPDATE vote SET result_json = '{}' WHERE id = :id", id=vote.id)
    assert refused(session, "UPDATE vote SET state = 'open' WHERE id = :id", id=vote.id)
    assert refused(session, "UPDATE vote SET state = 'closed', result_json = NULL WHERE id = :id", id=vote.id)


def test_the_hash_of_what_was_frozen_is_in_the_log(session: Session) -> None:
    vote = an_open_vote(session)
    assert vote.frozen_json is not None
    assert sha256(vote.frozen_json) == vote.frozen_hash
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "vote.opened")).one()
    assert str(vote.frozen_hash) in entry.data
    assert vote.question in vote.frozen_json
    assert all(option.title in vote.frozen_json for option in session.scalars(select(VoteOption).where(VoteOption.vote_id == vote.id)))


def test_editing_an_open_vote_is_refused_with_the_reason(session: Session) -> None:
    vote = an_open_vote(session)
    with pytest.raises(Refused, match="festgeschrieben"):
        edit_vote(session, an_administrator(session), consultation_of(session, vote), vote, VoteDraft("Neu"), NOON)
