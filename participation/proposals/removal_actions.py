"""What becomes of a person's proposals where the person leaves and wants the own texts removed.

A proposal has a number, supports, answers and perhaps a place in a vote: the row stays, withdrawn, and says that its text was removed. What was
written together belongs to the others too and passes to the first of them; what was written for the city is the city's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import audit
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.search import remove_document
from participation.places.actions import forget_place
from participation.proposals.models import Proposal, ProposalStage, ProposalVersion
from participation.proposals.numbers import raise_board
from participation.proposals.writing_models import Attachment, CoAuthor, CustomValue, Invitation

KIND = "proposal"


def remove_proposals_of(session: Session, person: Person, now: datetime) -> None:
    """Withdraw a person's public proposals and empty their texts, files, places and answers; drafts go by themselves with the account."""
    for proposal in _public_ones(session, person):
        heirs = proposal.co_author_ids or ()
        if heirs:
            _pass_on(session, proposal, heirs)
        else:
            _empty(session, proposal, now)
        audit.append(session, at=now, actor=person, action="proposal.text_passed_on" if heirs else "proposal.text_removed", subject=proposal)


def _public_ones(session: Session, person: Person) -> Sequence[Proposal]:
    own = (Proposal.author_id == person.id, Proposal.stage != ProposalStage.DRAFT, Proposal.official.is_(False))
    return session.scalars(select(Proposal).where(*own).order_by(Proposal.id).with_for_update()).all()


def _pass_on(session: Session, proposal: Proposal, heirs: tuple[int, ...]) -> None:
    heir, *rest = heirs
    proposal.author_id, proposal.co_author_ids = heir, tuple(rest) or None
    session.execute(delete(CoAuthor).where(CoAuthor.proposal_id == proposal.id, CoAuthor.person_id == heir, CoAuthor.state == Invitation.ACCEPTED))
    _changed(session, proposal, 0)


def _empty(session: Session, proposal: Proposal, now: datetime) -> None:
    with speaking("de"):
        title = _("Text entfernt")
        reason = _("Das Konto wurde gelöscht. Die Person wollte, dass auch ihre Texte entfernt werden.")
    was_public = proposal.stage == ProposalStage.PUBLISHED
    places = {proposal.place_id}
    for version in session.scalars(select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)):
        places.add(version.place_id)
        version.title, version.body, version.answers, version.place_id = title, "", None, None
    proposal.title, proposal.body, proposal.body_html, proposal.teaser = title, "", "", ""
    proposal.place_id, proposal.place_label, proposal.attachment_count = None, "", 0
    proposal.stage, proposal.withdraw_reason = ProposalStage.WITHDRAWN, reason
    proposal.withdrawn_at = proposal.withdrawn_at or now
    session.execute(delete(CustomValue).where(CustomValue.proposal_id == proposal.id))
    session.execute(update(Attachment).where(Attachment.proposal_id == proposal.id).values(proposal_id=None))  # the sweep deletes the files
    remove_document(session, KIND, proposal.id)
    _changed(session, proposal, -1 if was_public else 0)
    for place_id in places:
        forget_place(session, place_id)


def _changed(session: Session, proposal: Proposal, published: int) -> None:
    proposal.version += 1
    session.flush()
    raise_board(session, proposal.consultation_id, published)
