"""Changing a ballot until the close: by the code in secret votes, by the person in open ones; the last counts."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.errors import Invalid, Refused
from participation.votes.casting import Receipt, replace_ballot
from participation.votes.models import Ballot, OpenBallot, Vote
from participation.votes.queries import turnout
from participation.votes.trackers import new_cast_key
from tests.builders import a_resident
from tests.votes.builders import AFTER, an_open_vote, cast, consultation_of


def change(session: Session, vote: Vote, voter: Person, marks: tuple[int, ...], key: str, now: object = None) -> Receipt:
    return replace_ballot(session, voter, consultation_of(session, vote), vote, marks, key, now or clock.now())  # type: ignore[arg-type]  # a moment


def test_the_last_counts(session: Session) -> None:
    vote, alice = an_open_vote(session, replaceable=True), a_resident(session)
    receipt = cast(session, vote, (1, 2), alice)
    changed = change(session, vote, alice, (2,), receipt.cast_key)
    assert changed.replaced
    assert changed.tracker == receipt.tracker
    assert session.scalars(select(Ballot.marks)).all() == ["[2]"]
    assert turnout(session, vote) == 1


def test_a_secret_ballot_needs_the_code_of_its_receipt(session: Session) -> None:
    vote, alice = an_open_vote(session, replaceable=True), a_resident(session)
    cast(session, vote, (1,), alice)
    for key, words in ((new_cast_key(), "keinen Stimmzettel"), ("7K3M", "nicht vollständig")):
        with pytest.raises(Invalid, match=words):
            change(session, vote, alice, (2,), key)
    assert session.scalars(select(Ballot.marks)).all() == ["[1]"]


def test_an_open_ballot_is_found_by_the_person(session: Session) -> None:
    vote, alice = an_open_vote(session, replaceable=True, secrecy="open"), a_resident(session)
    cast(session, vote, (1,), alice)
    cast(session, vote, (3,))
    change(session, vote, alice, (2,), new_cast_key())
    assert session.execute(select(OpenBallot.marks).where(OpenBallot.person_id == alice.id)).scalar_one() == "[2]"


def test_only_where_the_vote_says_so_only_in_time_only_after_voting(session: Session) -> None:
    fixed, changeable, alice = an_open_vote(session), an_open_vote(session, replaceable=True), a_resident(session)
    first, second = cast(session, fixed, (1,), alice), cast(session, changeable, (1,), alice)
    with pytest.raises(Refused, match="nicht geändert werden"):
        change(session, fixed, alice, (2,), first.cast_key)
    with pytest.raises(Refused, match="beendet"):
        change(session, changeable, alice, (2,), second.cast_key, AFTER)
    with pytest.raises(Refused, match="noch nicht abgestimmt"):
        change(session, changeable, a_resident(session), (2,), second.cast_key)
