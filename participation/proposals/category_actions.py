"""Staff put a proposal under the topic where it belongs; its words stay its author's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand_of
from participation.proposals import rules
from participation.proposals.history import current_number
from participation.proposals.models import Proposal, ProposalVersion
from participation.proposals.numbers import raise_board
from participation.proposals.writing_queries import custom_values_of


def correct_category(
    session: Session, clerk: Person | None, proposal: Proposal, consultation: Consultation, category_id: int | None, now: datetime
) -> bool:
    """Give a published proposal another topic. The topic before stays on record, for everybody. Returns whether anything changed.

    Raises Invalid where the consultation has no such topic.
    """
    statement = select(Proposal).where(Proposal.id == proposal.id).with_for_update().execution_options(populate_existing=True)
    proposal = session.scalars(statement).one()
    clerk = demand_of(clerk, rules.may_correct_category(clerk, proposal, consultation))
    if category_id not in {category.id for category in consultation.categories}:
        raise Invalid(_("Bitte wählen Sie ein Thema aus der Liste."), "category_id")
    if proposal.category_id == category_id:
        return False
    answered = [[answer.label, answer.said] for answer in custom_values_of(session, [proposal.id]).get(proposal.id, [])]
    session.add(
        ProposalVersion(
            proposal_id=proposal.id,
            number=current_number(session, proposal.id),
            title=proposal.title,
            body=proposal.body,
            category_id=proposal.category_id,
            district_id=proposal.district_id,
            place_id=proposal.place_id,
            answers=answered or None,
            replaced_at=now,
            replaced_by=clerk.id,
        )
    )
    proposal.category_id = category_id
    proposal.edited_at = now
    proposal.version += 1
    session.flush()
    raise_board(session, consultation.id)
    audit.append(session, at=now, actor=clerk, action="proposal.category_corrected", subject=proposal, data={"category": category_id})
    return True
