"""What a voter does in an encrypted vote: get a credential, cast the ballot that the browser encrypted, cast another instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from participation.consultations.models import Consultation
from participation.encrypted.board import Board, read
from participation.encrypted.models import Credential
from participation.encrypted.queries import ballot_event, lock_election, opened_election, own_credential, unused_credential
from participation.kit.errors import Conflict, Gone, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.sealing import Seals
from participation.methods.proof.belenios.ballots import Ballot, check_ballot, tracker_of
from participation.methods.proof.belenios.faults import Refused as Refuted
from participation.votes.casting import casting_of, refusal_of
from participation.votes.models import Vote
from participation.votes.queries import got_counter_code, holder_by_code, mark_of
from participation.votes.rules import already_voted, counter_code_only, may_replace, may_vote
from participation.votes.urn import mark_statement, mark_values
from participation.votes.voters import CodeHolder, Voter

LARGEST_BALLOT = 200_000
"""Characters: more than a ballot with thirty options needs; anything longer is refused unread."""


@dataclass(frozen=True, slots=True)
class EncryptedReceipt:
    """What a voter takes home: the hash under which the encrypted ballot stands on the board."""

    vote_id: int
    tracker: str
    replaced: bool = False


def may_fill_in(session: Session, voter: Voter, consultation: Consultation, vote: Vote, now: datetime) -> bool:
    """Whether a ballot that this voter prepares now replaces an earlier one. Raises Refused or Conflict where it would not be taken."""
    demand(may_vote(voter, consultation, vote, now))
    voted = mark_of(session, voter, vote)
    if voted is not None:
        if not vote.replaceable:
            raise Conflict(already_voted(voted).reason)
        demand(may_replace(voter, consultation, vote, voted, now))
        return True
    if not isinstance(voter, CodeHolder) and got_counter_code(session, voter, vote):
        raise Conflict(counter_code_only().reason)
    return False


def _hold(session: Session, vote: Vote) -> Vote:
    """The vote as it stands now, held against its close; whoever closes waits for ballots on their way."""
    statement = select(Vote).where(Vote.id == vote.id).options(selectinload(Vote.options)).with_for_update(read=True, of=Vote)
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def hand_out_credential(session: Session, voter: Voter, consultation: Consultation, vote: Vote, seals: Seals, now: datetime) -> str:
    """The secret with which this voter's browser signs the ballot; the same one each time. Raises Refused, Conflict."""
    vote = _hold(session, vote)
    may_fill_in(session, voter, consultation, vote, now)
    lock_election(session, vote.id)
    credential = own_credential(session, voter, vote) or _taken(session, voter, vote)
    if credential.sealed is None:
        raise Conflict(_("Ihr Stimmrecht ist nicht mehr da. Bitte wenden Sie sich an die Stadt."))
    return str(seals.open(bytes(credential.sealed))["credential"])


def _taken(session: Session, voter: Voter, vote: Vote) -> Credential:
    credential = unused_credential(session, vote)
    if credential is None:
        raise Conflict(_("Alle vorbereiteten Stimmrechte sind vergeben. Bitte wenden Sie sich an die Stadt. Ihre Stimme ist noch nicht gezählt."))
    if isinstance(voter, CodeHolder) and voter.by_entry:
        credential.entry_id = voter.voter_id
    else:
        credential.person_id = voter.voter_id if isinstance(voter, CodeHolder) else voter.id
    session.flush()
    return credential


def examine(session: Session, vote: Vote, ballot: str) -> Ballot:
    """Check all that a ballot shows by itself, before anything is held: 20 ms for yes/no, 160 ms for thirty options. Raises Invalid."""
    if not ballot.isascii() or not 0 < len(ballot) <= LARGEST_BALLOT:
        raise _invalid()
    try:
        return check_ballot(read(opened_election(session, vote).text or ""), ballot)
    except Refuted as refuted:
        raise _invalid(str(refuted)) from None


def cast_encrypted(
    session: Session, voter: Voter, consultation: Consultation, vote: Vote, ballot: str, now: datetime, examined: Ballot | None = None
) -> EncryptedReceipt:
    """Check an encrypted ballot, mark the roll and put the ballot onto the board: both or neither.

    `examined`: what `examine` found of this very ballot already. The same ballot sent twice gets the same receipt, also after the close. Raises Refused with the rule's reason, Invalid for a ballot
    that does not prove what it must, Conflict where the voter's vote stands.
    """
    if not ballot.isascii() or not 0 < len(ballot) <= LARGEST_BALLOT:
        raise _invalid()
    vote = _hold(session, vote)
    lock_election(session, vote.id)
    credential, tracker = own_credential(session, voter, vote), tracker_of(ballot)
    known, verdict = ballot_event(session, vote, tracker), may_vote(voter, consultation, vote, now)
    if known is not None and (vote.is_over(now) or (credential is not None and known.credential == credential.position)):
        return EncryptedReceipt(vote.id, tracker)  # the same ballot sent twice
    demand(verdict)
    replaced = may_fill_in(session, voter, consultation, vote, now)
    checked = examined or examine(session, vote, ballot)
    if credential is None or str(checked.credential) != credential.public:
        raise Invalid(_("Dieser Stimmzettel trägt nicht Ihr Stimmrecht. Er ist nicht gezählt. Bitte bereiten Sie einen neuen vor."))
    if known is not None:
        raise Conflict(_("Dieser Stimmzettel liegt schon in der Urne."))
    if not replaced:
        _mark(session, voter, vote, tracker)
    elif isinstance(voter, CodeHolder) and holder_by_code(session, voter.code_hash) is None:
        raise Gone(_("Dieser Code gilt nicht mehr. Ihr neuer Stimmzettel ist nicht gezählt."))
    Board(session, vote, now).add_ballot(ballot, checked, credential.position)
    return EncryptedReceipt(vote.id, tracker, replaced)


def _invalid(why: str = "") -> Invalid:
    sentence = _("Dieser Stimmzettel ist nicht gültig verschlüsselt. Er ist nicht gezählt. Bitte bereiten Sie einen neuen vor.")
    return Invalid(f"{sentence} ({why})" if why else sentence)


def _mark(session: Session, voter: Voter, vote: Vote, tracker: str) -> None:
    casting = casting_of(voter, vote, tracker, "")
    try:
        with session.begin_nested():
            marked = session.execute(text(mark_statement(casting)), mark_values(casting)).rowcount  # type: ignore[attr-defined]  # an INSERT's result
    except IntegrityError:
        marked = 0
    if marked != 1:
        raise refusal_of(session, voter, vote)
