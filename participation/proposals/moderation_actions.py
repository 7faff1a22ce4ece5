"""What the moderation's decisions do to a proposal or one of its files: hide it, show it again, take personal data out of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.targets import without
from participation.kit import audit
from participation.kit.errors import Conflict, NotFound
from participation.kit.language import gettext as _
from participation.kit.prose import excerpt, plain, to_html
from participation.kit.rules import demand
from participation.kit.search import index_document, remove_document
from participation.proposals import rules
from participation.proposals.folding import KIND
from participation.proposals.models import TEASER_LENGTH, TITLE_LENGTH, Proposal, ProposalStage, ProposalVersion
from participation.proposals.numbers import raise_board
from participation.proposals.return_actions import cut_returns
from participation.proposals.writing_models import Attachment


def hide_proposal(session: Session, moderator: Person | None, proposal: Proposal, consultation: Consultation, reason: str, now: datetime) -> None:
    """Hide a proposal: its number, a stub and the reason stay, those who wrote it and the moderation still read it.

    It goes out of lists, maps and the search as a draft does. Supporters are kept, so that it can come back. Raises Conflict where it is not public.
    """
    _lock(session, proposal)
    demand(rules.may_moderate_text(moderator, proposal, consultation))
    if proposal.is_draft or proposal.is_merged:
        raise Conflict(_("Dieser Vorschlag ist nicht mehr öffentlich. Es gibt nichts auszublenden."))
    stood = proposal.is_published
    proposal.hidden_from, proposal.stage = str(proposal.stage), ProposalStage.DRAFT
    proposal.hidden_at, proposal.hidden_reason = now, reason
    _changed(session, proposal, -1 if stood else 0)
    remove_document(session, KIND, proposal.id)
    audit.append(session, at=now, actor=moderator, action="proposal.hidden", subject=proposal)


def show_proposal(session: Session, moderator: Person | None, proposal: Proposal, consultation: Consultation, now: datetime) -> None:
    """Make a hidden proposal public again as it was; of one that is not hidden nothing changes."""
    _lock(session, proposal)
    demand(rules.may_moderate_text(moderator, proposal, consultation))
    if not proposal.is_hidden:
        return
    proposal.stage = ProposalStage(proposal.hidden_from)
    proposal.hidden_at, proposal.hidden_reason, proposal.hidden_from, proposal.mend_until = None, "", "", None
    _changed(session, proposal, 1 if proposal.is_published else 0)
    _index(session, proposal)
    audit.append(session, at=now, actor=moderator, action="proposal.restored", subject=proposal)


def cut_proposal(
    session: Session, moderator: Person | None, proposal: Proposal, consultation: Consultation, passages: Collection[str], now: datetime
) -> int:
    """Take passages out of a proposal and of all its earlier versions for good. Returns how often one was found."""
    _lock(session, proposal)
    demand(rules.may_moderate_text(moderator, proposal, consultation))
    found = _cut(proposal, passages)
    for version in session.scalars(select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id).with_for_update()).all():
        found += _cut(version, passages)
    found += cut_returns(session, proposal.id, passages)
    if not found:
        return 0
    proposal.body_html = to_html(proposal.body)
    proposal.teaser = excerpt(proposal.body_html, TEASER_LENGTH)
    _changed(session, proposal, 0)
    _index(session, proposal)
    audit.append(session, at=now, actor=moderator, action="proposal.cut", subject=proposal, data={"passages": found})
    return found


def _cut(text: Proposal | ProposalVersion, passages: Collection[str]) -> int:
    (title, in_title), (body, in_body) = without(text.title, passages), without(text.body, passages)
    if in_title or in_body:
        text.title, text.body = title[:TITLE_LENGTH], body
    return in_title + in_body


def hide_file(session: Session, moderator: Person | None, file: Attachment, consultation: Consultation, reason: str, now: datetime) -> None:
    """Let nobody see a picture or document any more but those who wrote the proposal. Raises Conflict where it is hidden."""
    proposal = _proposal_of(session, file)
    demand(rules.may_moderate_text(moderator, proposal, consultation))
    if file.hidden_at is not None:
        raise Conflict(_("Diese Datei ist schon ausgeblendet."))
    file.hidden_at = now
    _changed(session, proposal, 0)
    audit.append(session, at=now, actor=moderator, action="proposal.file_hidden", subject=file, data={"proposal": proposal.id})


def show_file(session: Session, moderator: Person | None, file: Attachment, consultation: Consultation, now: datetime) -> None:
    """Let everyone see it again; of one that is not hidden nothing changes."""
    proposal = _proposal_of(session, file)
    demand(rules.may_moderate_text(moderator, proposal, consultation))
    if file.hidden_at is None:
        return
    file.hidden_at = None
    _changed(session, proposal, 0)
    audit.append(session, at=now, actor=moderator, action="proposal.file_restored", subject=file, data={"proposal": proposal.id})


def cut_file(
    session: Session, moderator: Person | None, file: Attachment, consultation: Consultation, passages: Collection[str], now: datetime
) -> int:
    """Take passages out of a file's words; what a picture shows can only be hidden."""
    proposal = _proposal_of(session, file)
    demand(rules.may_moderate_text(moderator, proposal, consultation))
    file.words, found = without(file.words, passages)
    if found:
        _changed(session, proposal, 0)
        audit.append(session, at=now, actor=moderator, action="proposal.file_cut", subject=file, data={"passages": found})
    return found


def _proposal_of(session: Session, file: Attachment) -> Proposal:
    if file.proposal_id is None:
        raise NotFound
    proposal = session.get_one(Proposal, file.proposal_id)
    _lock(session, proposal)
    return proposal


def _lock(session: Session, proposal: Proposal) -> None:
    session.flush()
    held = select(Proposal).where(Proposal.id == proposal.id).with_for_update().execution_options(populate_existing=True)
    session.scalars(held).one()


def _changed(session: Session, proposal: Proposal, published: int) -> None:
    proposal.version += 1
    session.flush()
    raise_board(session, proposal.consultation_id, published)


def _index(session: Session, proposal: Proposal) -> None:
    if proposal.is_published:
        index_document(session, KIND, proposal.id, proposal.title, f"{proposal.reference} {plain(proposal.body_html)}")
