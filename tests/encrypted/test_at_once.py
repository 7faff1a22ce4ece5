"""Many at once, each in a transaction of their own: one mark and one ballot a voter, a board without gaps, nothing behind its end."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.queries import consultation_by_id
from participation.encrypted.casting import cast_encrypted, hand_out_credential
from participation.encrypted.models import BoardEvent, Credential
from participation.encrypted.queries import archive_of, opened_election
from participation.kit.database import db
from participation.kit.errors import DomainError
from participation.methods.proof.belenios.verify import verify
from participation.votes.actions import close_vote
from participation.votes.models import RollMark, Vote
from tests.builders import a_resident
from tests.conftest import NOON
from tests.encrypted.builders import a_ballot, an_encrypted_vote
from tests.votes.builders import AFTER
from tests.votes.channel_builders import the_seals

AT_ONCE = 8


def put(app: Flask, number: int, person_id: int, ballot: str, at: object = NOON) -> str:
    """What became of a ballot: its tracker, or the kind of the refusal."""
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        vote = session.get_one(Vote, number)
        here = consultation_by_id(session, vote.consultation_id)
        try:
            done = cast_encrypted(session, session.get_one(Person, person_id), here, vote, ballot, at)  # type: ignore[arg-type]  # a moment
            session.commit()
        except DomainError as error:
            return type(error).__name__
        return done.tracker


def test_one_voter_with_many_ballots_at_once_has_one(own_app: Flask) -> None:
    with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        vote, voter = an_encrypted_vote(session, trustees=1), a_resident(session)
        ballots = [a_ballot(session, vote, voter, at=NOON) for _each in range(AT_ONCE)]
        session.commit()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = Counter(pool.map(lambda ballot: put(own_app, vote.id, voter.id, ballot), ballots))
    assert outcomes["Conflict"] == AT_ONCE - 1
    with own_app.app_context(), Session(db.engine) as session:
        assert session.scalar(select(func.count()).select_from(RollMark)) == 1
        assert session.scalar(select(func.count()).select_from(BoardEvent)) == 2


def test_many_voters_at_once_and_a_close_leave_a_board_that_holds(own_app: Flask) -> None:
    with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        vote = an_encrypted_vote(session, trustees=1)
        voters = [a_resident(session) for _each in range(AT_ONCE)]
        session.commit()
        number, people = vote.id, [voter.id for voter in voters]

    def close() -> None:
        with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            vote = session.get_one(Vote, number)
            close_vote(session, None, consultation_by_id(session, vote.consultation_id), vote, AFTER)
            session.commit()

    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        first = list(pool.map(lambda person: cast_once(own_app, number, person), people[: AT_ONCE // 2]))
        rest = [pool.submit(cast_once, own_app, number, person) for person in people[AT_ONCE // 2 :]]
        pool.submit(close).result()
        later = [one.result() for one in rest]
    with own_app.app_context(), Session(db.engine) as session:
        vote = session.get_one(Vote, number)
        seen = verify(archive_of(session, opened_election(session, vote)), finished=False)
        assert {ballot.tracker for ballot in seen.ballots} == {one for one in (*first, *later) if len(one) == 43}
        assert vote.ballots_cast == len(seen.counted) == session.scalar(select(func.count()).select_from(RollMark))
        assert session.scalar(select(func.count()).select_from(Credential).where(Credential.person_id.is_not(None))) == 0


def cast_once(app: Flask, number: int, person_id: int) -> str:
    """Somebody votes, while the urn may just be closing; what became of it."""
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        vote, voter = session.get_one(Vote, number), session.get_one(Person, person_id)
        try:
            ballot = a_ballot(session, vote, voter, at=NOON)
            session.commit()
        except DomainError as error:
            return type(error).__name__
    return put(app, number, person_id, ballot)


def test_many_ask_for_their_credential_at_once(own_app: Flask) -> None:
    with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        vote, voter, other = an_encrypted_vote(session, trustees=1), a_resident(session), a_resident(session)
        session.commit()

    def ask(person_id: int) -> str:
        with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            found = session.get_one(Vote, vote.id)
            here = consultation_by_id(session, found.consultation_id)
            got = hand_out_credential(session, session.get_one(Person, person_id), here, found, the_seals(), NOON)
            session.commit()
            return got

    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = list(pool.map(ask, [voter.id, other.id] * (AT_ONCE // 2)))
    assert len(set(asked)) == 2
    assert asked[0::2] == [asked[0]] * (AT_ONCE // 2)
