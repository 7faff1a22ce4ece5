"""Entering how the members voted: twice, by two people, and only what both entered counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.assemblies.drafting_models import CouncilVote, Recommendation
from participation.assemblies.members import Member, sitting_members
from participation.assemblies.models import Sitting
from participation.assemblies.rules import may_count
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted in the room: hands for a version in a sitting."""

    version: int
    yes: int
    no: int
    abstained: int


class Entered(StrEnum):
    """What an entry came to."""

    FIRST = "first"  # a second person has to enter it too
    COUNTED = "counted"
    DIFFERENT = "different"  # neither counts; both begin again


def enter_count(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    recommendation: Recommendation,
    sitting: Sitting,
    members: Sequence[Member],
    there: Collection[int],
    count: Count,
    now: datetime,
) -> Entered:
    """Enter the votes of a sitting. `there`: the seats that were at it. The recommendation must be locked by the caller.

    Raises Conflict for a version that is not the newest, or before attendance was noted; Invalid for more votes than people.
    """
    demand(may_count(actor, consultation, council, recommendation))
    _check(recommendation, sitting, there, count)
    first = recommendation.open_count
    said = {"version": count.version, "yes": count.yes, "no": count.no, "abstained": count.abstained}
    if first is None:
        seats = sum(1 for _member in sitting_members(members))
        vote = CouncilVote(sitting_id=sitting.id, present=len(there), members=max(seats, len(there)), entered_by_id=actor.id, entered_at=now, **said)
        recommendation.votes.append(vote)
        session.flush()
        audit.append(session, at=now, actor=actor, action="recommendation.count_entered", subject=recommendation, data={"sitting": sitting.id})
        return Entered.FIRST
    if (first.sitting_id, first.version, first.yes, first.no, first.abstained) != (sitting.id, count.version, count.yes, count.no, count.abstained):
        recommendation.votes.remove(first)
        session.delete(first)
        audit.append(session, at=now, actor=actor, action="recommendation.counts_differed", subject=recommendation, data={"sitting": sitting.id})
        return Entered.DIFFERENT
    first.confirmed_by_id, first.confirmed_at = actor.id, now
    session.flush()
    data = {**said, "sitting": sitting.id, "present": first.present, "members": first.members, "carried": first.carried}
    audit.append(session, at=now, actor=actor, action="recommendation.voted", subject=recommendation, data=data)
    return Entered.COUNTED


def _check(recommendation: Recommendation, sitting: Sitting, there: Collection[int], count: Count) -> None:
    if sitting.attendance_at is None or not there:
        raise Conflict(_("Tragen Sie zuerst ein, wer bei dieser Sitzung da war."))
    if count.version != recommendation.version:
        raise Conflict(_("Der Text wurde inzwischen geändert. Bitte prüfen Sie, über welche Fassung abgestimmt wurde."))
    if min(count.yes, count.no, count.abstained) < 0 or count.yes + count.no + count.abstained == 0:
        raise Invalid(_("Bitte geben Sie die Stimmen als ganze Zahlen an."), "yes")
    if count.yes + count.no + count.abstained > len(there):
        raise Invalid(_("Das sind mehr Stimmen als Anwesende. Anwesend waren %(present)s Mitglieder.", present=len(there)), "yes")
