"""After the close: the board ends, the encrypted sum is published, each trustee decrypts it, the result is published and counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.encrypted.board import Board, read
from participation.encrypted.mails import mail_ready, mail_shuffle
from participation.encrypted.models import BoardEvent, Credential, Election, Trustee
from participation.encrypted.queries import (
    ballot_texts,
    event_of_kind,
    last_event,
    lock_election,
    public_credentials,
    trustees_of,
    voters_on_board,
)
from participation.encrypted.results import answers_of, ballots_from, is_ranked, ranked_from, ranking_of, tallied_result
from participation.encrypted.rules import may_count_decrypted, may_decrypt
from participation.encrypted.shuffling import tally_to_decrypt
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.sealing import Seals
from participation.methods.proof.belenios.archive import Kind
from participation.methods.proof.belenios.ballots import Ballot, check_ballot, last_ballots
from participation.methods.proof.belenios.board import post_owned, post_tally
from participation.methods.proof.belenios.elections import Election as Described
from participation.methods.proof.belenios.faults import Refused
from participation.methods.proof.belenios.tally import Result, compute_result, encrypted_tally
from participation.methods.proof.belenios.trustees import Tally, check_decryption, read_public_key
from participation.settings import Settings
from participation.votes.actions import tally_vote
from participation.votes.models import Vote, VoteState
from participation.votes.queries import lock_vote

POST_TALLY = "post encrypted tally"
"""The job that computes the encrypted sum, nudged by a close."""
LARGEST_PART = 10_000_000
"""Characters of a shuffle or a decryption: about 3 kB for each ranked ballot."""


def end_board(session: Session, vote: Vote, now: datetime) -> tuple[int, str]:
    """While an encrypted vote is closed: end its board, and forget secrets and who got which credential.

    Returns how many ballots count and the hash of the board's end.
    """
    lock_election(session, vote.id)
    board = Board(session, vote, now)
    board.add_event(Kind.END_BALLOTS)
    session.execute(update(Credential).where(Credential.vote_id == vote.id).values(sealed=None, person_id=None, entry_id=None))
    enqueue_after_commit(session, POST_TALLY, vote_id=vote.id)
    return voters_on_board(session, vote.id), board.head


def votes_without_tally(session: Session) -> Sequence[int]:
    """Closed votes whose encrypted sum is still to be published; at most twenty."""
    last = select(BoardEvent.vote_id).where(BoardEvent.kind == Kind.ENCRYPTED_TALLY)
    closed = select(Vote.id).join(Election, Election.vote_id == Vote.id).where(Vote.state == VoteState.CLOSED, Vote.annulled_at.is_(None))
    return session.scalars(closed.where(Vote.secrecy == "encrypted", Vote.id.not_in(last)).order_by(Vote.id).limit(20)).all()


def checked_ballots(session: Session, election: Election) -> list[Ballot]:
    """All ballots of the board, checked once more: nobody decrypts what was slipped into the table. Raises Refused."""
    described = read(election.text or "")
    return [check_ballot(described, text) for text in ballot_texts(session, election.vote_id)]


def post_encrypted_tally(session: Session, vote: Vote, ballots: Sequence[Ballot], settings: Settings, now: datetime) -> bool:
    """Publish the encrypted sum of the last ballot of each voter, and tell the trustees. False where it is there already.

    `ballots`: what `checked_ballots` gave for the closed vote; computing it takes about 13 ms a ballot, outside of this transaction.
    """
    vote = lock_vote(session, vote.id)
    election, last = lock_election(session, vote.id), last_event(session, vote.id)
    if vote.state != VoteState.CLOSED or vote.is_annulled or last is None or last.kind != Kind.END_BALLOTS:
        return False
    counted = last_ballots(ballots)
    weights = {int(public): 1 for public in public_credentials(session, vote)}
    if len(counted) != vote.ballots_cast or any(ballot.credential not in weights for ballot in counted):
        raise Conflict(_("Die Stimmzettel auf dem Brett sind nicht die, die beim Schließen gezählt wurden."))
    post_tally(Board(session, vote, now), encrypted_tally(read(election.text or ""), counted, weights), counted, weights)
    audit.append(session, at=now, actor=None, action="election.tally_posted", subject=("vote", vote.id), data={"ballots": len(counted)})
    trustees = trustees_of(session, vote)
    if is_ranked(vote):
        mail_shuffle(session, vote, trustees[0], settings, now)
        return True
    for trustee in trustees:
        mail_ready(session, vote, trustee, settings, now)
    return True


def hand_in_decryption(session: Session, vote: Vote, trustee: Trustee, text: str, seals: Seals, now: datetime) -> None:
    """A trustee hands in a part of the decryption. It stays sealed until all are there, so that nobody can fit theirs to the others'.

    With the last one all go onto the board together, and the result after them. Raises Invalid for a part that proves nothing.
    """
    vote = lock_vote(session, vote.id)
    election, last = lock_election(session, vote.id), last_event(session, vote.id)
    session.refresh(trustee, with_for_update={"of": type(trustee)})
    demand(may_decrypt(vote, trustee, None if last is None else Kind(last.kind), is_ranked(vote)))
    part = text.strip()
    described, (number, tally) = read(election.text or ""), tally_to_decrypt(session, election)
    _checked(described, tally, trustee, part)
    trustee.decryption, trustee.decrypted_at = seals.seal_bytes(part.encode()), now
    session.flush()
    audit.append(session, at=now, actor=None, action="election.decrypted", subject=("vote", vote.id), data={"trustee": trustee.number})
    trustees = trustees_of(session, vote)
    if all(one.decrypted_at is not None for one in trustees):
        _publish(session, vote, election, (number, tally), trustees, seals, now)


def _checked(described: Described, tally: Tally, trustee: Trustee, text: str) -> list[list[int]]:
    try:
        if len(text) > LARGEST_PART:
            raise Refused("")
        key = read_public_key(trustee.public_key or "", described.group, "trustee")
        return check_decryption(described.group, described.fingerprint, tally, key, text, trustee.number, "decryption")
    except Refused:
        sentence = _("Diese Entschlüsselung ist nicht richtig. Gehört der geheime Schlüssel zu dieser Abstimmung, und ist die Datei vollständig?")
        raise Invalid(sentence, "decryption") from None


def _answers(result: Result) -> list[list[int]]:
    return [answer for answer in result.answers[0] if isinstance(answer, list)]


def _publish(
    session: Session, vote: Vote, election: Election, counted: tuple[int, Tally], trustees: Sequence[Trustee], seals: Seals, now: datetime
) -> None:
    described, board, (number, tally) = read(election.text or ""), Board(session, vote, now), counted
    parts = [seals.open_bytes(bytes(one.decryption or b"")).decode() for one in trustees]
    factors = [_checked(described, tally, one, part) for one, part in zip(trustees, parts, strict=True)]
    try:
        result = compute_result(described, tally, factors, number)
    except Refused:
        raise Invalid(_("Die Entschlüsselungen ergeben zusammen kein Ergebnis. Eine davon ist gefälscht."), "decryption") from None
    for one, part in zip(trustees, parts, strict=True):
        post_owned(board, Kind.PARTIAL_DECRYPTION, one.number, part)
        one.decryption = None
    board.add_event(Kind.RESULT, result.text)
    if is_ranked(vote):
        formless = result.formless[0]
        election.spoilt = [place for place, answer in enumerate(_answers(result)) if place in formless or ranking_of(answer) is None]
    session.flush()
    data = {"head": board.head}
    audit.append(session, at=now, actor=None, action="election.result_posted", subject=("vote", election.vote_id), data=data)


def tally_encrypted_vote(session: Session, actor: Person, consultation: Consultation, vote: Vote, now: datetime) -> Vote:
    """Count what the trustees decrypted by the vote's rule."""
    vote = lock_vote(session, vote.id)
    last = last_event(session, vote.id)
    demand(may_count_decrypted(actor, consultation, vote, None if last is None else Kind(last.kind)))
    result = event_of_kind(session, vote.id, Kind.RESULT)
    if is_ranked(vote):
        ballots = ranked_from(vote, answers_of(result), lock_election(session, vote.id).spoilt or [])
    else:
        ballots = ballots_from(vote, tallied_result(result))
    return tally_vote(session, actor, consultation, vote, now, ballots)
