"""Steps that take two people: one asks, another confirms exactly what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict
from participation.kit.language import gettext as _
from participation.kit.rules import demand, refuse
from participation.votes.channel_models import Step, StepRequest
from participation.votes.models import Vote
from participation.votes.queries import lock_vote
from participation.votes.rules import may_run_vote


def two_people(session: Session, actor: Person, vote: Vote, step: Step, terms: Mapping[str, Any], now: datetime) -> bool:
    """Whether a step may happen now. In a vote by two the first call only notes who asked; the call of somebody else uses it up.

    The vote is locked by the caller. Raises Refused where the same person asks again, Conflict where it is no longer what was asked for.
    """
    if not vote.by_two:
        return True
    asked = session.get(StepRequest, (vote.id, step), populate_existing=True)
    if asked is None:
        session.add(StepRequest(vote_id=vote.id, step=step, asked_by_id=actor.id, asked_at=now, terms=dict(terms)))
        session.flush()
        audit.append(session, at=now, actor=actor, action=f"vote.{step}_asked", subject=("vote", vote.id))
        return False
    if asked.asked_by_id == actor.id:
        demand(refuse(_("Sie haben diesen Schritt beantragt. Eine zweite Person muss ihn bestätigen.")))
    if asked.terms != dict(terms):
        raise Conflict(_("Seit dem Antrag hat sich etwas geändert. Bitte nehmen Sie den Antrag zurück und stellen Sie ihn neu."))
    session.delete(asked)
    session.flush()
    return True


def withdraw_step(session: Session, actor: Person, consultation: Consultation, vote: Vote, step: Step, now: datetime) -> None:
    """Take back a step that waits for a second person. Raises Conflict where none waits."""
    vote = lock_vote(session, vote.id)
    demand(may_run_vote(actor, consultation, vote))
    asked = session.get(StepRequest, (vote.id, step), populate_existing=True)
    if asked is None:
        raise Conflict(_("Dieser Antrag ist schon erledigt."))
    session.delete(asked)
    session.flush()
    audit.append(session, at=now, actor=actor, action=f"vote.{step}_withdrawn", subject=("vote", vote.id))


def forget_requests(session: Session, vote: Vote) -> None:
    """A draft that changes is no longer what somebody asked to open."""
    session.execute(delete(StepRequest).where(StepRequest.vote_id == vote.id))


def requests_of(session: Session, vote: Vote) -> dict[Step, tuple[StepRequest, str]]:
    """What waits for a second person, with the name of who asked."""
    if not vote.by_two:
        return {}
    statement = select(StepRequest, Person.public_name).join(Person, Person.id == StepRequest.asked_by_id).where(StepRequest.vote_id == vote.id)
    return {Step(asked.step): (asked, name) for asked, name in session.execute(statement)}
