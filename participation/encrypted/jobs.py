"""What the worker does for encrypted votes: credentials before the opening, the encrypted sum after the close."""

from __future__ import annotations

from participation.encrypted.closing_actions import POST_TALLY, checked_ballots, post_encrypted_tally, votes_without_tally
from participation.encrypted.models import Election
from participation.encrypted.queries import opened_election
from participation.encrypted.setup_actions import PREPARE_ELECTION, finish_preparation, forget_credentials_of, keep_credentials, make_credentials
from participation.kit import clock
from participation.kit.database import own_transaction, snapshot
from participation.kit.jobs import Job
from participation.kit.pages import settings
from participation.kit.sealing import seals_of
from participation.kit.work import do_waiting, work_on
from participation.votes.models import Vote, VoteState

A_BATCH = 100


def prepare_election(election_id: int) -> None:
    """Make all credentials of one election, batch by batch; they count only when all are there."""
    work_on(Election, election_id, _prepare, forget_credentials_of)


def _prepare(election_id: int, attempt: int) -> None:
    with own_transaction() as session:
        election = session.get_one(Election, election_id)
    seals = seals_of(settings())
    for start in range(0, election.total, A_BATCH):
        positions = range(start + 1, min(start + A_BATCH, election.total) + 1)
        made = make_credentials(election, positions, seals)
        with own_transaction() as session:
            if not keep_credentials(session, election, attempt, made, positions[-1], clock.now()):
                session.rollback()
                return
    with own_transaction() as session:
        finish_preparation(session, election, attempt, clock.now())


def post_tally_of(vote_id: int) -> None:
    """Publish the encrypted sum of one closed vote, once."""
    with snapshot() as session:
        vote = session.get_one(Vote, vote_id)
        if vote.state != VoteState.CLOSED or vote.is_annulled:
            return
        ballots = checked_ballots(session, opened_election(session, vote))
    with own_transaction() as session:
        post_encrypted_tally(session, session.get_one(Vote, vote_id), ballots, settings(), clock.now())


def sweep_elections() -> None:
    """Do what waits: a nudge was lost, or a worker died."""
    do_waiting(Election, prepare_election)
    with own_transaction() as session:
        votes = votes_without_tally(session)
    for vote_id in votes:
        post_tally_of(vote_id)


JOBS: dict[str, Job] = {PREPARE_ELECTION: prepare_election, POST_TALLY: post_tally_of}
"""By the names with which they are nudged."""
