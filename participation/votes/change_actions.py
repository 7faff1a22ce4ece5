"""What may still happen to an opened vote: its end moves by the frozen rule after an outage, or it is declared void."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.outages import Span, outages_since
from participation.kit.rules import demand
from participation.kit.text import clean_text
from participation.votes.actions import seal_vote
from participation.votes.channel_models import Step
from participation.votes.extension import LOOKING_BACK, later_end
from participation.votes.models import Vote, VoteState
from participation.votes.public_events import tell_annulled, tell_extended
from participation.votes.queries import lock_vote
from participation.votes.rules import can_extend, may_annul, may_extend
from participation.votes.step_actions import two_people

LONGEST_REASON = 1000


def known_outages(session: Session, vote: Vote, now: datetime) -> list[Span]:
    """The outages that may move a vote's end."""
    return outages_since(session, (vote.closes_at or now) - LOOKING_BACK, now)


def extend_vote(session: Session, actor: Person | None, consultation: Consultation | None, vote: Vote, now: datetime) -> Vote:
    """Move the end as the frozen rule says after the outages that are known; nobody chooses how far. `actor` is None for the platform itself."""
    vote = lock_vote(session, vote.id)
    later = later_end(vote, known_outages(session, vote, now))
    demand(can_extend(vote, later) if actor is None or consultation is None else may_extend(actor, consultation, vote, later))
    if later is None or (actor is not None and not two_people(session, actor, vote, Step.EXTEND, {"until": later.isoformat()}, now)):
        return vote
    before, vote.extended_until = vote.ends_at, later
    session.flush()
    data = {"from": before.isoformat() if before else None, "until": later.isoformat()}
    audit.append(session, at=now, actor=actor, action="vote.extended", subject=("vote", vote.id), data=data)
    tell_extended(session, vote, before, now)
    return vote


def extend_due_votes(session: Session, now: datetime) -> Sequence[Vote]:
    """Extend every open vote whose end moves by the rule, once the outage is over; for the platform's own clockwork. Returns them."""
    ends = func.coalesce(Vote.extended_until, Vote.closes_at)
    near = select(Vote.id).where(Vote.state == VoteState.OPEN, Vote.annulled_at.is_(None), ends <= now + LOOKING_BACK)
    extended = []
    for vote_id in session.scalars(near.order_by(Vote.id)).all():
        vote = lock_vote(session, vote_id)
        outages = known_outages(session, vote, now)
        if later_end(vote, outages) is not None and not any(end >= now for _start, end in outages):
            extended.append(extend_vote(session, None, None, vote, now))
    return extended


def annul_vote(session: Session, actor: Person, consultation: Consultation, vote: Vote, reason: str, now: datetime) -> Vote:
    """Declare a vote void, with the reason that everyone reads. All that is published stays. An urn that is open is closed and sealed."""
    vote = lock_vote(session, vote.id)
    demand(may_annul(actor, consultation, vote))
    why = clean_text(reason)[:LONGEST_REASON]
    if not why:
        raise Invalid(_("Bitte geben Sie den Grund an. Alle können ihn lesen."), "reason")
    if not two_people(session, actor, vote, Step.ANNUL, {"reason": why}, now):
        return vote
    vote.annulled_at, vote.annulment_reason = now, why
    session.flush()
    audit.append(session, at=now, actor=actor, action="vote.annulled", subject=("vote", vote.id), data={"reason": why})
    tell_annulled(session, vote, now)
    if vote.state == VoteState.OPEN:
        seal_vote(session, actor, vote, now)
    return vote
