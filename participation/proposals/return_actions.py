"""A proposal goes back into its draft: those who wrote it mend it and hand it in again; its supports rest meanwhile, and the old text stays on record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from participation.accounts.models import Mandate, NoticeKind, Person
from participation.accounts.notices import tell
from participation.consultations.models import Consultation
from participation.consultations.targets import MENDED_WITHIN, without
from participation.kit import audit
from participation.kit.errors import Conflict
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.prose import plain
from participation.kit.rules import demand
from participation.kit.search import index_document, remove_document
from participation.proposals import rules
from participation.proposals.folding import KIND, supporters_of
from participation.proposals.models import Proposal, ProposalStage
from participation.proposals.numbers import raise_board
from participation.proposals.return_models import ProposalReturn
from participation.proposals.writing_queries import check_publishable


def give_back(session: Session, moderator: Person | None, proposal: Proposal, consultation: Consultation, reason: str, now: datetime) -> None:
    """Make a public proposal a draft again, with the reason and until when it can be handed in again. Raises Conflict where it is not public."""
    session.flush()
    session.refresh(proposal, with_for_update={"of": type(proposal)})
    demand(rules.may_moderate_text(moderator, proposal, consultation))
    if not proposal.is_published:
        raise Conflict(_("Dieser Vorschlag ist nicht mehr öffentlich. Er kann nicht zurückgegeben werden."))
    session.add(ProposalReturn(proposal_id=proposal.id, title=proposal.title, body=proposal.body, reason=reason, returned_at=now))
    proposal.hidden_from, proposal.stage = str(proposal.stage), ProposalStage.DRAFT
    proposal.hidden_at, proposal.hidden_reason, proposal.mend_until = now, reason, now + MENDED_WITHIN
    _changed(session, proposal, -1)
    remove_document(session, KIND, proposal.id)
    audit.append(session, at=now, actor=moderator, action="proposal.returned", subject=proposal)


def hand_in_again(session: Session, author: Person, proposal: Proposal, consultation: Consultation, now: datetime) -> Proposal:
    """Make the mended text public under its old number, with the supports it had. The supporters and the moderation are told.

    The row is locked and the rule was asked by the caller. Raises Invalid where something is missing.
    """
    check_publishable(session, proposal, consultation)
    latest = session.scalars(_returns(proposal.id).limit(1)).one()
    if (latest.title, latest.body) == (proposal.title, proposal.body):
        raise Conflict(_("Der Text ist noch derselbe. Bitte ändern Sie, worum die Moderation gebeten hat."))
    latest.handed_in_at = now
    proposal.stage = ProposalStage(proposal.hidden_from)
    proposal.hidden_at, proposal.hidden_reason, proposal.hidden_from, proposal.mend_until = None, "", "", None
    proposal.edited_at, proposal.last_activity = now, int(now.timestamp())
    _changed(session, proposal, 1)
    index_document(session, KIND, proposal.id, proposal.title, f"{proposal.reference} {plain(proposal.body_html)}")
    audit.append(session, at=now, actor=author, action="proposal.handed_in", subject=proposal)
    url = f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}"
    changed = lazy("Der Vorschlag „%(title)s“ wurde überarbeitet. Sehen Sie nach, ob Sie ihn weiter unterstützen.", title=proposal.title)
    tell(session, supporters_of(session, proposal.id), kind=NoticeKind.FOLLOWED, title=changed, url=url, now=now)
    moderators = session.scalars(select(Mandate.person_id).where(Mandate.consultation_id == consultation.id)).all()
    again = lazy("„%(title)s“ ist überarbeitet und wieder öffentlich.", title=proposal.title)
    tell(session, moderators, kind=NoticeKind.WORK, title=again, url=url, now=now, except_for=author)
    return proposal


def returns_of(session: Session, proposal_id: int) -> Sequence[ProposalReturn]:
    """The texts that went back, the latest first."""
    return session.scalars(_returns(proposal_id)).all()


def cut_returns(session: Session, proposal_id: int, passages: Collection[str]) -> int:
    """Take passages out of them for good. Returns how often one was found."""
    found = 0
    for row in session.scalars(_returns(proposal_id).with_for_update()):
        (row.title, in_title), (row.body, in_body) = without(row.title, passages), without(row.body, passages)
        found += in_title + in_body
    return found


def _returns(proposal_id: int) -> Select[ProposalReturn]:
    return select(ProposalReturn).where(ProposalReturn.proposal_id == proposal_id).order_by(ProposalReturn.id.desc())


def _changed(session: Session, proposal: Proposal, published: int) -> None:
    proposal.version += 1
    session.flush()
    raise_board(session, proposal.consultation_id, published)
