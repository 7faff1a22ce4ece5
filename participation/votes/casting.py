"""What a voter does: cast a ballot, change it where the vote allows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.kit.errors import Conflict, Gone, Invalid, Refused
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.votes.budget import problems
from participation.votes.marks import Marks, canonical, check_marks
from participation.votes.models import Ballot, OpenBallot, Vote
from participation.votes.queries import got_counter_code, holder_by_code, lock_vote, mark_of, marks_under
from participation.votes.rules import already_voted, counter_code_only, in_the_clear, in_time, may_replace, may_vote
from participation.votes.trackers import is_cast_key, tracker_of
from participation.votes.urn import Casting, Put, Urn
from participation.votes.voters import CodeHolder, Voter, number_of


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a voter takes home: it shows that the ballot is in, not what it says. `cast_key` is known to the voter alone."""

    vote_id: int
    tracker: str
    cast_key: str
    replaced: bool = False


def cast_ballot(
    session: Session, voter: Voter, consultation: Consultation, vote: Vote, marks: Marks, cast_key: str, urn: Urn, now: datetime
) -> Receipt:
    """Put one ballot into the urn and hand the voter a receipt that does not betray the choice.

    The same ballot sent twice (same key, same marks) gets the same receipt, also after the close. No line is written to the log: it
    would keep the order. Raises Refused with the rule's reason, Invalid for marks that this ballot cannot have, Conflict where the
    voter has voted already, Gone where the voter's code counts no more.
    """
    kind = vote.ballot_kind
    check_ballot(vote, marks)
    if not is_cast_key(cast_key):
        raise Invalid(_("Der Stimmzettel ist unvollständig angekommen. Ihre Stimme ist noch nicht gezählt. Bitte beginnen Sie noch einmal."))
    casting = casting_of(voter, vote, tracker_of(vote.id, cast_key), canonical(kind, marks))
    receipt = Receipt(vote.id, casting.tracker, cast_key)
    verdict = may_vote(voter, consultation, vote, now)
    put = urn.put(casting) if verdict else Put.CLOSED
    if put is Put.COUNTED:
        return receipt
    if marks_under(session, vote, casting.tracker) == casting.marks:
        return receipt  # the same ballot sent twice
    demand(verdict)
    if put is Put.CLOSED:
        raise Refused(in_time(vote, vote.ends_at or now).reason)
    raise refusal_of(session, voter, vote)


def check_ballot(vote: Vote, marks: Marks) -> None:
    """Refuse marks that no ballot of this vote can have, a budget's limits included. Raises Invalid with the sentence to show."""
    demand(in_the_clear(vote))
    check_marks(vote.ballot_kind, len(vote.options), marks)
    if vote.budget_terms is not None:
        for sentence, place in problems(vote.budget_terms, vote.costs, vote.titles, marks):
            raise Invalid(sentence, place)


def casting_of(voter: Voter, vote: Vote, tracker: str, marks: str) -> Casting:
    """A voter's ballot on its way, with the voter's channel."""
    if isinstance(voter, CodeHolder):
        return Casting(vote.id, voter.voter_id, tracker, marks, vote.is_secret, voter.channel, voter.by_entry, voter.code_hash)
    return Casting(vote.id, number_of(voter), tracker, marks, vote.is_secret)


def refusal_of(session: Session, voter: Voter, vote: Vote) -> Conflict | Gone:
    """Why the urn did not take a ballot in time: the voter's mark, the code, or a key that somebody else used."""
    voted = mark_of(session, voter, vote)
    if voted is not None:
        return Conflict(already_voted(voted).reason)
    if isinstance(voter, CodeHolder):
        if holder_by_code(session, voter.code_hash) is None:
            return Gone(_("Dieser Code gilt nicht mehr. Ihre Stimme ist nicht gezählt. Gilt vielleicht der Code aus einem neueren Brief?"))
    elif got_counter_code(session, voter, vote):
        return Conflict(counter_code_only().reason)
    return Conflict(_("Dieser Stimmzettel ist schon benutzt. Ihre Stimme ist noch nicht gezählt. Bitte beginnen Sie noch einmal."))


def replace_ballot(session: Session, voter: Voter, consultation: Consultation, vote: Vote, marks: Marks, cast_key: str, now: datetime) -> Receipt:
    """Change a ballot until the close; the last counts.

    Open votes find it by the person. Secret ones by the code on the receipt (the cast key), because roll and urn cannot be joined.
    Raises Refused, Invalid.
    """
    vote = lock_vote(session, vote.id)
    demand(may_replace(voter, consultation, vote, mark_of(session, voter, vote), now))
    kind = vote.ballot_kind
    check_ballot(vote, marks)
    if not is_cast_key(cast_key):
        raise Invalid(_("Dieser Änderungscode ist nicht vollständig. Bitte prüfen Sie ihn: Er steht auf Ihrem Beleg."), "cast_key")
    tracker, text = tracker_of(vote.id, cast_key), canonical(kind, marks)
    if vote.is_secret:
        changed = session.execute(update(Ballot).where(Ballot.vote_id == vote.id, Ballot.tracker == tracker).values(marks=text))
    else:
        own = (OpenBallot.vote_id == vote.id, OpenBallot.person_id == number_of(voter))
        changed = session.execute(update(OpenBallot).where(*own).values(marks=text, tracker=tracker, cast_at=now))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's cursor result
        raise Invalid(_("Zu diesem Änderungscode gibt es keinen Stimmzettel. Bitte prüfen Sie ihn: Er steht auf Ihrem Beleg."), "cast_key")
    return Receipt(vote.id, tracker, cast_key, replaced=True)
