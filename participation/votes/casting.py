"""What a voter does: cast a ballot, change it where the vote allows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.errors import Conflict, Invalid, Refused
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.votes.budget import problems
from participation.votes.marks import Marks, canonical, check_marks
from participation.votes.models import Ballot, OpenBallot, Vote
from participation.votes.queries import has_voted, lock_vote, marks_under
from participation.votes.rules import already_voted, in_time, may_replace, may_vote
from participation.votes.trackers import is_cast_key, tracker_of
from participation.votes.urn import Casting, Put, Urn


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a voter takes home: it shows that the ballot is in, not what it says. `cast_key` is known to the voter alone."""

    vote_id: int
    tracker: str
    cast_key: str
    replaced: bool = False


def cast_ballot(
    session: Session, voter: Person, consultation: Consultation, vote: Vote, marks: Marks, cast_key: str, urn: Urn, now: datetime
) -> Receipt:
    """Put one ballot into the urn and hand the voter a receipt that does not betray the choice.

    The same ballot sent twice (same key, same marks) gets the same receipt, also after the close. No line is written to the log: it
    would keep the order. Raises Refused with the rule's reason, Invalid for marks that this ballot cannot have, Conflict where the
    person has voted already.
    """
    kind = vote.counting_rule.ballots
    check_ballot(vote, marks)
    if not is_cast_key(cast_key):
        raise Invalid(_("Der Stimmzettel ist unvollständig angekommen. Ihre Stimme ist noch nicht gezählt. Bitte beginnen Sie noch einmal."))
    casting = Casting(vote.id, voter.id, tracker_of(vote.id, cast_key), canonical(kind, marks), vote.is_secret)
    receipt = Receipt(vote.id, casting.tracker, cast_key)
    verdict = may_vote(voter, consultation, vote, now)
    put = urn.put(casting) if verdict else Put.CLOSED
    if put is Put.COUNTED:
        return receipt
    if marks_under(session, vote, casting.tracker) == casting.marks:
        return receipt  # the same ballot sent twice
    demand(verdict)
    if put is Put.CLOSED:
        raise Refused(in_time(vote, vote.closes_at or now).reason)
    raise Conflict(already_voted().reason)


def check_ballot(vote: Vote, marks: Marks) -> None:
    """Refuse marks that no ballot of this vote can have, a budget's limits included. Raises Invalid with the sentence to show."""
    check_marks(vote.counting_rule.ballots, len(vote.options), marks)
    if vote.budget_terms is not None:
        for sentence, place in problems(vote.budget_terms, vote.costs, vote.titles, marks):
            raise Invalid(sentence, place)


def replace_ballot(session: Session, voter: Person, consultation: Consultation, vote: Vote, marks: Marks, cast_key: str, now: datetime) -> Receipt:
    """Change a ballot until the close; the last counts.

    Open votes find it by the person. Secret ones by the code on the receipt (the cast key), because roll and urn cannot be joined.
    Raises Refused, Invalid.
    """
    vote = lock_vote(session, vote.id)
    demand(may_replace(voter, consultation, vote, has_voted(session, voter, vote), now))
    kind = vote.counting_rule.ballots
    check_ballot(vote, marks)
    if not is_cast_key(cast_key):
        raise Invalid(_("Dieser Änderungscode ist nicht vollständig. Bitte prüfen Sie ihn: Er steht auf Ihrem Beleg."), "cast_key")
    tracker, text = tracker_of(vote.id, cast_key), canonical(kind, marks)
    if vote.is_secret:
        changed = session.execute(update(Ballot).where(Ballot.vote_id == vote.id, Ballot.tracker == tracker).values(marks=text))
    else:
        own = (OpenBallot.vote_id == vote.id, OpenBallot.person_id == voter.id)
        changed = session.execute(update(OpenBallot).where(*own).values(marks=text, tracker=tracker, cast_at=now))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's cursor result
        raise Invalid(_("Zu diesem Änderungscode gibt es keinen Stimmzettel. Bitte prüfen Sie ihn: Er steht auf Ihrem Beleg."), "cast_key")
    return Receipt(vote.id, tracker, cast_key, replaced=True)
