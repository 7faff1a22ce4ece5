"""Preparing and opening an encrypted vote: the joint key, the election's text, and a credential for everybody on the roll."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.encrypted.board import Board, read
from participation.encrypted.models import Credential, Election, Trustee
from participation.encrypted.queries import lock_election, public_credentials, trustees_of
from participation.encrypted.results import is_ranked
from participation.encrypted.rules import may_discard, may_open_encrypted, may_prepare
from participation.kit import audit
from participation.kit.errors import Conflict
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.sealing import Seals
from participation.kit.work import WorkState, tell_progress, touch
from participation.methods.proof.belenios import elections
from participation.methods.proof.belenios.board import open_board
from participation.methods.proof.belenios.credentials import new_credential, new_uuid, public_key
from participation.methods.proof.belenios.faults import Refused
from participation.methods.proof.belenios.groups import BELENIOS_2048, GROUPS, RFC_3526_2048, Group
from participation.methods.proof.belenios.questions import CrossesQuestion, NumbersQuestion, Question
from participation.methods.proof.belenios.trustees import joint_key, read_public_key, write_trustees
from participation.votes.actions import open_vote
from participation.votes.freezing import frozen_terms, sha256
from participation.votes.models import Vote, VoteState
from participation.votes.queries import lock_vote, roll_size
from participation.votes.roll_queries import roll_numbers

PREPARE_ELECTION = "prepare election"
"""The job that makes the credentials."""
LEAST_RESERVE = 20
RESERVE_SHARE = 5


def reserve_for(vote: Vote, on_roll: int) -> int:
    """How many credentials are made for people who come onto the roll while the vote runs: a fifth more, at least twenty. A list does not grow."""
    return 0 if vote.by_codes else max(LEAST_RESERVE, -(-on_roll // RESERVE_SHARE))


def draft_hash(session: Session, vote: Vote) -> str:
    """The hash of a draft as it would be frozen, by which a change after the preparation is noticed."""
    return sha256(frozen_terms(vote, b"", roll_numbers(session, vote)))


def request_preparation(session: Session, actor: Person, consultation: Consultation, vote: Vote, now: datetime) -> Election:
    """Fix the draft and the trustees' keys, and have the credentials made in the background."""
    vote = lock_vote(session, vote.id)
    election, trustees, on_roll = lock_election(session, vote.id), trustees_of(session, vote), roll_size(session, vote, now)
    demand(may_prepare(actor, consultation, vote, election, trustees, len(roll_numbers(session, vote)), now))
    election.group_name = group_for(vote).name
    election.uuid = new_uuid(secrets.token_bytes)
    election.text = _election_text(election, vote, trustees)
    election.fingerprint = read(election.text).fingerprint
    election.draft_hash = draft_hash(session, vote)
    election.reserve = reserve_for(vote, on_roll)
    election.total, election.done, election.attempts = on_roll + election.reserve, 0, 0
    election.state, election.touched_at = WorkState.REQUESTED, now
    session.flush()
    data = {"credentials": election.total, "reserve": election.reserve, "election": election.fingerprint}
    audit.append(session, at=now, actor=actor, action="election.preparation_requested", subject=("vote", vote.id), data=data)
    enqueue_after_commit(session, PREPARE_ELECTION, election_id=election.id)
    return election


def _election_text(election: Election, vote: Vote, trustees: Sequence[Trustee]) -> str:
    group = GROUPS[election.group_name]
    keys = [_key(trustee, group) for trustee in trustees]
    return elections.write_election(
        uuid=election.uuid or "",
        name=vote.title,
        description=vote.question,
        group=group,
        public_key=joint_key(group, keys),
        questions=[question_of(vote)],
    ).text


def _key(trustee: Trustee, group: Group) -> int:
    """A trustee's key. Raises Conflict where it was made for another kind of vote."""
    try:
        return read_public_key(trustee.public_key or "", group, "trustee")
    except Refused:
        sentence = _("Der Schlüssel von %(name)s passt nicht zum Verfahren. Bitte lassen Sie ihn neu erzeugen.", name=trustee.name)
        raise Conflict(sentence) from None


def group_for(vote: Vote) -> Group:
    """The group in which a vote is encrypted: ranks need one into whose elements they can be packed."""
    return RFC_3526_2048 if is_ranked(vote) else BELENIOS_2048


def question_of(vote: Vote) -> Question:
    """The vote's question as Belenios asks it. A blank ballot is always possible: it shows as blank, or gives no rank."""
    if is_ranked(vote):
        return NumbersQuestion(vote.question, tuple(vote.titles))
    most = len(vote.options) if vote.counting_rule.ballots == "approval" else 1
    return CrossesQuestion(vote.question, tuple(vote.titles), 1, most, True)


def make_credentials(election: Election, positions: Sequence[int], seals: Seals) -> list[dict[str, Any]]:
    """New credentials for these places in the public list; about 3 ms each, outside of any transaction."""
    group, made = GROUPS[election.group_name], []
    for position in positions:
        secret = new_credential(secrets.token_bytes)
        public = str(public_key(group, election.uuid or "", secret))
        made.append({"vote_id": election.vote_id, "position": position, "public": public, "sealed": seals.seal({"credential": secret})})
    return made


def forget_credentials(session: Session, vote_id: int) -> None:
    """Throw away what an earlier attempt made."""
    session.execute(delete(Credential).where(Credential.vote_id == vote_id))


def forget_credentials_of(session: Session, election_id: int) -> None:
    """The same by the election's number, as the worker knows it."""
    forget_credentials(session, session.get_one(Election, election_id).vote_id)


def keep_credentials(session: Session, election: Election, attempt: int, made: Sequence[dict[str, Any]], done: int, now: datetime) -> bool:
    """Store a batch. False where another worker took over, or the preparation was thrown away."""
    if not tell_progress(session, Election, election.id, attempt, done, election.total, now):
        return False
    session.add_all([Credential(**row) for row in made])
    session.flush()
    return True


def finish_preparation(session: Session, election: Election, attempt: int, now: datetime) -> None:
    """Say that all credentials are there."""
    if touch(session, Election, election.id, attempt, state=WorkState.READY, touched_at=now):
        data = {"credentials": election.total}
        audit.append(session, at=now, actor=None, action="election.prepared", subject=("vote", election.vote_id), data=data)


def discard_preparation(session: Session, actor: Person, consultation: Consultation, vote: Vote, now: datetime) -> None:
    """Throw the credentials away, so that draft and trustees can change."""
    vote = lock_vote(session, vote.id)
    election = lock_election(session, vote.id)
    demand(may_discard(actor, consultation, vote, election))
    values = {"state": WorkState.PENDING, "uuid": None, "text": None, "fingerprint": None, "draft_hash": None, "total": 0, "done": 0, "reserve": 0}
    session.execute(update(Election).where(Election.id == election.id).values(**values))
    forget_credentials(session, vote.id)
    session.flush()
    session.refresh(election)
    audit.append(session, at=now, actor=actor, action="election.preparation_discarded", subject=("vote", vote.id))


def open_encrypted_vote(session: Session, actor: Person, consultation: Consultation, vote: Vote, now: datetime) -> Vote:
    """Freeze and open a prepared vote, and put the set-up onto the board. In a vote by two the first call only asks."""
    vote = lock_vote(session, vote.id)
    election = lock_election(session, vote.id)
    demand(may_open_encrypted(actor, consultation, vote, election, draft_hash(session, vote), roll_size(session, vote, now), now))
    trustees = trustees_of(session, vote)
    vote = open_vote(session, actor, consultation, vote, now, encryption_terms(election, trustees))
    if vote.state != VoteState.OPEN:
        return vote
    listed = elections.write_credentials({int(public): 1 for public in public_credentials(session, vote)})
    open_board(Board(session, vote, now), election.text or "", write_trustees([one.public_key or "" for one in trustees]), listed)
    return vote


def encryption_terms(election: Election, trustees: Sequence[Trustee]) -> dict[str, Any]:
    """What is frozen besides: a changed key, list or question would have another hash."""
    return {
        "scheme": "Belenios 2.0",
        "group": election.group_name,
        "election": election.uuid,
        "election_sha256_base64": election.fingerprint,
        "trustees": [
            {"number": one.number, "name": one.name, "public_key": one.public_key, "key_sha256_base64": one.check_value} for one in trustees
        ],
        "credentials": election.total,
        "of_these_in_reserve": election.reserve,
    }
