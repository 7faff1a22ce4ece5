"""Builders for proposals: each makes one complete thing through the same actions as a click."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.proposals.actions import AnswerText, ProposalText, answer_proposal, publish_proposal, save_draft, support_proposal
from participation.proposals.models import Proposal, Status
from tests.builders import START, a_resident, an_administrator

DURING_COLLECT = START + timedelta(days=2)
DURING_DELIBERATE = START + timedelta(days=40)
DURING_VOTE = START + timedelta(days=65)
BODY = "Der große Saal bekommt eine Rampe und einen Aufzug. Dann kommen alle hinein."

_numbers = count(1)


def a_text(consultation: Consultation, title: str = "", body: str = BODY, *, district_id: int | None = None) -> ProposalText:
    """Something that may be published."""
    return ProposalText(title or f"Vorschlag Nummer {next(_numbers)}", body, consultation.categories[0].id, district_id)


def a_draft(session: Session, consultation: Consultation, by: Person | None = None, title: str = "", body: str = BODY) -> Proposal:
    """A text that only its author sees."""
    return save_draft(session, by or a_resident(session), consultation, a_text(consultation, title, body), DURING_COLLECT)


def a_proposal(
    session: Session,
    consultation: Consultation,
    by: Person | None = None,
    title: str = "",
    body: str = BODY,
    *,
    at: datetime = DURING_COLLECT,
    supporters: int = 0,
    status: Status = Status.NEW,
) -> Proposal:
    """A published proposal with so many supporters and, if another status is asked for, an answer that gave it."""
    author = by or a_resident(session)
    draft = save_draft(session, author, consultation, a_text(consultation, title, body), at)
    proposal = publish_proposal(session, author, draft, consultation, at)
    for _number in range(supporters):
        support_proposal(session, a_resident(session), proposal, consultation, at)
    if status != Status.NEW:
        answer_proposal(session, an_administrator(session, f"Amt {next(_numbers)}"), proposal, consultation, AnswerText(status, "So ist es."), at)
    session.flush()
    return proposal
