"""Ranked ballots are shuffled by one trustee after another before anybody decrypts, so that no answer leads to a voter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from participation.encrypted.board import Board, read
from participation.encrypted.mails import mail_ready, mail_shuffle
from participation.encrypted.models import BoardEvent, Election, Trustee
from participation.encrypted.queries import event_of_kind, last_event, lock_election, trustees_of
from participation.encrypted.results import is_ranked, read_shuffled, read_tally
from participation.encrypted.rules import may_shuffle
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.methods.proof.belenios.archive import Kind
from participation.methods.proof.belenios.board import post_owned, read_shuffle
from participation.methods.proof.belenios.faults import Refused
from participation.methods.proof.belenios.shuffles import shuffle_is_proven
from participation.methods.proof.belenios.trustees import Tally
from participation.settings import Settings
from participation.votes.models import Vote
from participation.votes.queries import lock_vote

LARGEST_SHUFFLE = 10_000_000


def last_shuffle(session: Session, vote_id: int) -> BoardEvent | None:
    """The newest shuffle on the board, with its data."""
    statement = select(BoardEvent).where(BoardEvent.vote_id == vote_id, BoardEvent.kind == Kind.SHUFFLE).order_by(BoardEvent.height.desc())
    return session.scalars(statement.options(undefer(BoardEvent.data)).limit(1)).one_or_none()


def tally_to_decrypt(session: Session, election: Election) -> tuple[int, Tally]:
    """How many ballots count, and the ciphertexts as they stand now: the sums, or what the last shuffle left."""
    described = read(election.text or "")
    number, tally = read_tally(described, event_of_kind(session, election.vote_id, Kind.ENCRYPTED_TALLY))
    shuffled = last_shuffle(session, election.vote_id)
    return number, tally if shuffled is None else read_shuffled(described, shuffled)


def whose_turn(session: Session, vote: Vote) -> int:
    """The number of the trustee who shuffles next."""
    statement = select(func.count()).select_from(BoardEvent).where(BoardEvent.vote_id == vote.id, BoardEvent.kind == Kind.SHUFFLE)
    return (session.scalar(statement) or 0) + 1


def hand_in_shuffle(session: Session, vote: Vote, trustee: Trustee, text: str, settings: Settings, now: datetime) -> None:
    """A trustee hands in a shuffle; it goes onto the board at once, and the next one's turn begins. After the last all decrypt.

    Raises Invalid for a shuffle that proves nothing. Checking takes about 10 ms a ballot.
    """
    vote = lock_vote(session, vote.id)
    election, last = lock_election(session, vote.id), last_event(session, vote.id)
    demand(may_shuffle(vote, trustee, None if last is None else Kind(last.kind), whose_turn(session, vote), is_ranked(vote)))
    made = text.strip()
    _check(session, election, made)
    board, trustees = Board(session, vote, now), trustees_of(session, vote)
    post_owned(board, Kind.SHUFFLE, trustee.number, made)
    audit.append(session, at=now, actor=None, action="election.shuffled", subject=("vote", vote.id), data={"trustee": trustee.number})
    if trustee.number < len(trustees):
        mail_shuffle(session, vote, trustees[trustee.number], settings, now)
        return
    board.add_event(Kind.END_SHUFFLES)
    for one in trustees:
        mail_ready(session, vote, one, settings, now)


def _check(session: Session, election: Election, text: str) -> None:
    described = read(election.text or "")
    _number, before = tally_to_decrypt(session, election)
    try:
        if not text.isascii() or len(text) > LARGEST_SHUFFLE:
            raise Refused("")
        (after,), (proof,) = read_shuffle(text, described.group, 1, "shuffle")
        proven = shuffle_is_proven(described.group, described.public_key, described.fingerprint, before[0], after, proof)
    except Refused:
        proven = False
    if not proven:
        raise Invalid(_("Diese Mischung ist nicht bewiesen. Haben Sie die neueste Urne heruntergeladen und gemischt?"), "shuffle")
