"""Builders for suggested changes: each made through the same actions as a click."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.amendments.actions import Acceptance, accept_amendment, reject_amendment, suggest_change
from participation.amendments.models import Amendment
from participation.amendments.texts import AmendmentText, Wording
from participation.consultations.models import Consultation
from participation.proposals.history import current_number
from participation.proposals.models import Proposal
from tests.builders import a_resident
from tests.proposals.builders import DURING_COLLECT

REASON = "Mit einem Aufzug kommen auch die in den ersten Stock, die keine Rampe nutzen können."


def a_change(proposal: Proposal, number: int = 1, *, title: str = "", body: str = "", source: int | None = None) -> AmendmentText:
    """Another text for a proposal."""
    return AmendmentText(Wording(title or proposal.title, body or proposal.body + "\n\nDazu ein Aufzug."), REASON, number, source)


def an_amendment(
    session: Session,
    consultation: Consultation,
    proposal: Proposal,
    by: Person | None = None,
    *,
    at: datetime = DURING_COLLECT,
    **text: Any,
) -> Amendment:
    """A suggested change, open."""
    change = a_change(proposal, current_number(session, proposal.id), **text)
    return suggest_change(session, by or a_resident(session), proposal, consultation, change, at)


def accepted_by(
    session: Session, consultation: Consultation, proposal: Proposal, amendment: Amendment, person: Person, at: datetime = DURING_COLLECT
) -> Amendment:
    """The same, accepted by somebody who looked at the text as it is."""
    return accept_amendment(session, person, amendment, proposal, consultation, Acceptance(current_number(session, proposal.id)), at)


def rejected_by(
    session: Session, consultation: Consultation, proposal: Proposal, amendment: Amendment, person: Person, at: datetime = DURING_COLLECT
) -> Amendment:
    """The same, rejected."""
    return reject_amendment(session, person, amendment, proposal, consultation, "Ein Aufzug ist schon anderswo geplant.", at)
