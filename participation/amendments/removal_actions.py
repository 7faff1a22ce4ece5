"""What becomes of suggested changes where a person leaves and wants the own texts removed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.amendments.models import Amendment, State
from participation.kit import audit
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.proposals.models import Proposal, ProposalStage


def remove_amendments_of(session: Session, person: Person, now: datetime) -> None:
    """Take open suggestions back and empty all that were not accepted; an accepted one is part of somebody's text, and its history stays.

    Suggestions of others for the person's removed proposals lose the copy of that text.
    """
    with speaking("de"):
        title = _("Text entfernt")
    own = (Amendment.author_id == person.id, Amendment.state != State.ACCEPTED)
    for amendment in session.scalars(select(Amendment).where(*own).order_by(Amendment.id).with_for_update()).all():
        amendment.title, amendment.body, amendment.reason, amendment.reason_html = title, "", "", ""
        if amendment.state == State.OPEN:
            amendment.state, amendment.decided_at, amendment.decided_by_id = State.WITHDRAWN, now, person.id
        session.flush()
        audit.append(session, at=now, actor=person, action="amendment.text_removed", subject=amendment)
    alone = (Proposal.author_id == person.id, Proposal.co_author_ids.is_(None), Proposal.official.is_(False))
    removed = select(Proposal.id).where(*alone, Proposal.stage != ProposalStage.DRAFT)  # whichever room hears of it first
    values = {"base_title": title, "base_body": ""}
    session.execute(update(Amendment).where(Amendment.proposal_id.in_(removed)).values(**values).execution_options(synchronize_session=False))
