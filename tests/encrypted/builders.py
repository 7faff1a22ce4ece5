"""Encrypted votes for the tests' world, made through the same actions as a click."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.encrypted.board import read
from participation.encrypted.casting import EncryptedReceipt, cast_encrypted, hand_out_credential
from participation.encrypted.closing_actions import checked_ballots, hand_in_decryption, post_encrypted_tally, tally_encrypted_vote
from participation.encrypted.models import Election, Trustee
from participation.encrypted.queries import archive_of, opened_election, trustees_of
from participation.encrypted.results import is_ranked
from participation.encrypted.setup_actions import (
    finish_preparation,
    group_for,
    keep_credentials,
    make_credentials,
    open_encrypted_vote,
    request_preparation,
)
from participation.encrypted.shuffling import hand_in_shuffle
from participation.encrypted.trustee_actions import hand_in_key, name_trustee
from participation.kit import clock
from participation.kit.work import claim
from participation.methods.proof.belenios import running
from participation.methods.proof.belenios.ballots import make_ballot
from participation.methods.proof.belenios.trustees import new_private_key, write_public_key
from participation.methods.proof.belenios.verify import verify
from participation.settings import Settings
from participation.votes.models import Vote
from participation.votes.voters import Voter
from tests.builders import a_resident, an_administrator
from tests.conftest import settings_for
from tests.votes.builders import AFTER, OPENS, a_draft, a_voting_consultation, closed, consultation_of
from tests.votes.channel_builders import the_seals

PRIVATE_KEYS: dict[int, int] = {}
"""What the tests' trustees keep at home: trustee → private key."""


def the_settings() -> Settings:
    """The tests' installation."""
    return settings_for("sqlite://", __file__)  # type: ignore[arg-type]  # only its keys are used


def an_encrypted_draft(session: Session, consultation: Consultation | None = None, **changes: object) -> Vote:
    """A complete draft of an encrypted yes/no vote."""
    consultation = consultation or a_voting_consultation(session)
    values = {"rule": "yes-no", "secrecy": "encrypted", **changes}
    return a_draft(session, consultation, **values)  # type: ignore[arg-type]  # columns


def a_trustee(session: Session, vote: Vote, number: int = 1) -> tuple[Trustee, str]:
    """Somebody named as trustee, with the code of the personal link."""
    consultation = consultation_of(session, vote)
    email = f"treuhand-{vote.id}-{number}@example.org"
    return name_trustee(session, an_administrator(session), consultation, vote, f"Treuhand {number}", email, the_settings(), clock.now())


def a_key(session: Session, vote: Vote, trustee: Trustee) -> None:
    """A trustee's key, handed in."""
    group = group_for(vote)
    private = new_private_key(group, secrets.token_bytes)
    hand_in_key(session, vote, trustee, write_public_key(group, private, secrets.token_bytes), clock.now())
    PRIVATE_KEYS[trustee.id] = private


def prepared(session: Session, vote: Vote, trustees: int = 2) -> Election:
    """The draft with keys and credentials."""
    for number in range(1, trustees + 1):
        a_key(session, vote, a_trustee(session, vote, number)[0])
    election = request_preparation(session, an_administrator(session), consultation_of(session, vote), vote, OPENS)
    attempt = claim(session, Election, election.id, OPENS)
    assert attempt is not None
    made = make_credentials(election, range(1, election.total + 1), the_seals())
    assert keep_credentials(session, election, attempt, made, election.total, OPENS)
    finish_preparation(session, election, attempt, OPENS)
    session.refresh(election)
    return election


def opened(session: Session, vote: Vote, trustees: int = 2) -> Vote:
    """The draft, prepared and opened."""
    prepared(session, vote, trustees)
    return open_encrypted_vote(session, an_administrator(session), consultation_of(session, vote), vote, OPENS)


def an_encrypted_vote(session: Session, consultation: Consultation | None = None, trustees: int = 2, **changes: object) -> Vote:
    """An encrypted vote that takes ballots at the tests' noon."""
    return opened(session, an_encrypted_draft(session, consultation, **changes), trustees)


def a_ballot(session: Session, vote: Vote, voter: Voter, marks: tuple[int, ...] = (0, 1, 0, 0), at: datetime | None = None) -> str:
    """A ballot as this voter's browser makes it. `marks`: blank first, then each option."""
    credential = hand_out_credential(session, voter, consultation_of(session, vote), vote, the_seals(), at or clock.now())
    return make_ballot(read(opened_election(session, vote).text or ""), credential, [marks], secrets.token_bytes)


def cast(
    session: Session, vote: Vote, marks: tuple[int, ...] = (0, 1, 0, 0), voter: Voter | None = None, at: datetime | None = None
) -> EncryptedReceipt:
    """One ballot, by a new resident unless one is named."""
    voter, now = voter or a_resident(session), at or clock.now()
    return cast_encrypted(session, voter, consultation_of(session, vote), vote, a_ballot(session, vote, voter, marks, now), now)


def with_tally(session: Session, vote: Vote) -> Vote:
    """The vote closed, its encrypted sum published."""
    closed(session, vote)
    assert post_encrypted_tally(session, vote, checked_ballots(session, opened_election(session, vote)), the_settings(), AFTER)
    return vote


def a_part(session: Session, vote: Vote, trustee: Trustee) -> str:
    """What a trustee's computer makes of the archive and the private key."""
    seen = verify(archive_of(session, opened_election(session, vote)), finished=False)
    assert seen.tally is not None
    return running.decrypted(seen.election, seen.tally, PRIVATE_KEYS[trustee.id], secrets.token_bytes)


def a_shuffle(session: Session, vote: Vote) -> str:
    """What a trustee's computer makes of the archive when it is its turn to shuffle."""
    seen = verify(archive_of(session, opened_election(session, vote)), finished=False)
    assert seen.tally is not None
    return running.shuffled(seen.election, seen.tally, secrets.token_bytes)[0]


def decrypted(session: Session, vote: Vote) -> Vote:
    """The vote closed, shuffled where it is ranked, and decrypted by all trustees."""
    with_tally(session, vote)
    for trustee in trustees_of(session, vote) if is_ranked(vote) else ():
        hand_in_shuffle(session, vote, trustee, a_shuffle(session, vote), the_settings(), AFTER)
    for trustee in trustees_of(session, vote):
        hand_in_decryption(session, vote, trustee, a_part(session, vote, trustee), the_seals(), AFTER)
    return vote


def tallied(session: Session, vote: Vote) -> Vote:
    """The vote closed, decrypted and counted."""
    return tally_encrypted_vote(session, an_administrator(session), consultation_of(session, vote), decrypted(session, vote), AFTER)


def reloaded(session: Session, vote: Vote) -> Vote:
    """The vote as the database has it."""
    return session.scalars(select(Vote).where(Vote.id == vote.id).execution_options(populate_existing=True)).one()
