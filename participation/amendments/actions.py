"""What people do with suggested changes: suggest, accept, reject, take back, make a proposal of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import NoticeKind, Person
from participation.accounts.notices import tell
from participation.amendments import queries, rules
from participation.amendments.models import Amendment, State
from participation.amendments.texts import (
    NO_SECOND_LEVEL,
    AmendmentText,
    Wording,
    check_amendment,
    check_decision_reason,
    check_wording,
    fit,
    wording_of,
)
from participation.consultations.models import Consultation
from participation.consultations.pace import take_turn
from participation.kit import audit
from participation.kit.errors import Invalid, NotFound
from participation.kit.language import LazyText, lazy
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand_of
from participation.kit.text import clean_line, clean_text
from participation.proposals.actions import Suggestion, adopt_text, count_suggestions, save_draft
from participation.proposals.history import current_number
from participation.proposals.models import Proposal
from participation.proposals.texts import ProposalText, text_of


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How somebody accepts. `seen` is the proposal's version that was looked at, `wording` a text by hand where the change collides."""

    seen: int
    wording: Wording | None = None
    reason: str = ""


def suggest_change(
    session: Session,
    author: Person | None,
    proposal: Proposal,
    consultation: Consultation,
    text: AmendmentText,
    now: datetime,
    *,
    entry_key: str | None = None,
) -> Amendment:
    """Publish another text for somebody's proposal, with its reason. The same form sent twice suggests once.

    Raises Invalid for a text that cannot be, one that changes nothing, and where the proposal's text moved on since it was read.
    """
    author = demand_of(author, rules.may_suggest(author, proposal, consultation, now))
    key = hashlib.sha256(f"{author.id}:{proposal.id}:{entry_key}".encode()).hexdigest() if entry_key else None
    if key is not None:
        session.execute(select(Person.id).where(Person.id == author.id).with_for_update())  # one form of a person after the other
        twin = session.scalars(select(Amendment).where(Amendment.entry_key == key)).one_or_none()
        if twin is not None:
            return twin
    _hold(session, proposal)
    text = checked(session, proposal, text)
    take_turn(session, author, consultation, now, "reason")
    amendment = Amendment(
        consultation_id=consultation.id,
        proposal_id=proposal.id,
        author_id=author.id,
        entry_key=key,
        contribution_id=_grown_from(session, proposal, text.contribution_id),
        title=text.wording.title,
        body=text.wording.body,
        reason=text.reason,
        reason_html=to_html(text.reason),
        base_number=text.base,
        base_title=proposal.title,
        base_body=proposal.body,
        created_at=now,
    )
    session.add(amendment)
    count_suggestions(session, proposal, 1)
    audit.append(session, at=now, actor=author, action="amendment.suggested", subject=amendment, data={"proposal": proposal.id})
    said = lazy("Zu „%(title)s“ gibt es einen Änderungsvorschlag.", title=proposal.title)
    people = queries.who_decides(session, proposal)
    tell(session, people, kind=NoticeKind.PROPOSAL, title=said, url=path_of(consultation, amendment), now=now, except_for=author)
    return amendment


def checked(session: Session, proposal: Proposal, text: AmendmentText) -> AmendmentText:
    """The suggested text as it would be kept. Raises Invalid with what is missing, also for the preview."""
    cleaned = replace(text, wording=Wording(clean_line(text.wording.title), clean_text(text.wording.body)), reason=clean_text(text.reason))
    if text.base != current_number(session, proposal.id):
        raise Invalid(_("Der Vorschlag wurde inzwischen geändert. Ihr Text steht noch da. Bitte vergleichen Sie ihn mit dem neuen Text."), "body")
    check_amendment(cleaned, wording_of(proposal))
    return cleaned


def accept_amendment(
    session: Session,
    actor: Person | None,
    amendment: Amendment,
    proposal: Proposal,
    consultation: Consultation,
    acceptance: Acceptance,
    now: datetime,
) -> Amendment:
    """Make a suggested text the proposal's next version.

    Where the proposal's text moved on elsewhere, both changes go together; where the same words changed, `wording` says what is meant.
    Raises Conflict where the text is another one than was looked at, Invalid where it collides and no wording was given.
    """
    lock_amendment(session, amendment)
    gone = queries.author_gone(session, proposal)
    actor = demand_of(actor, rules.may_accept(actor, amendment, proposal, consultation, now, author_gone=gone))
    on_behalf = rules.decides_on_behalf(actor, proposal, consultation, author_gone=gone)
    reason = _decision_reason(acceptance.reason, on_behalf=on_behalf)
    _hold(session, proposal)
    if acceptance.seen != current_number(session, proposal.id):
        raise Invalid(_("Der Text des Vorschlags wurde gerade geändert. Bitte sehen Sie sich die Änderung noch einmal an."))
    fitting = fit(amendment, proposal)
    wording = fitting.wording
    if wording is None:
        wording = _by_hand(acceptance.wording)
    text = replace(text_of(proposal), title=wording.title, body=wording.body)
    suggestion = Suggestion(amendment.id, amendment.author_id)
    number = adopt_text(session, actor, proposal, consultation, text, suggestion, now, seen=acceptance.seen)
    amendment.adapted = fitting.collides
    amendment.result_number = number
    _decide(amendment, State.ACCEPTED, actor, reason, now, on_behalf=on_behalf)
    audit.append(session, at=now, actor=actor, action="amendment.accepted", subject=amendment, data={"proposal": proposal.id, "version": number})
    said = lazy("Ihr Änderungsvorschlag zu „%(title)s“ wurde angenommen.", title=proposal.title)
    tell_suggester(session, amendment, consultation, said, now, actor)
    news = lazy("„%(title)s“ hat einen neuen Text. Sie unterstützen diesen Vorschlag.", title=proposal.title)
    backers = set(queries.supporters_of(session, proposal.id)) - {amendment.author_id}
    url = f"{proposal_path(consultation, proposal.id)}/fassungen"
    tell(session, backers, kind=NoticeKind.FOLLOWED, title=news, url=url, now=now, except_for=actor)
    return amendment


def reject_amendment(
    session: Session, actor: Person | None, amendment: Amendment, proposal: Proposal, consultation: Consultation, reason: str, now: datetime
) -> Amendment:
    """Leave the text as it is, and say why."""
    lock_amendment(session, amendment)
    gone = queries.author_gone(session, proposal)
    actor = demand_of(actor, rules.may_reject(actor, amendment, proposal, consultation, author_gone=gone))
    missing = _("Bitte begründen Sie die Ablehnung. Wer die Änderung vorgeschlagen hat, will die Gründe verstehen.")
    kept = check_decision_reason(clean_text(reason), missing)
    _decide(amendment, State.REJECTED, actor, kept, now, on_behalf=rules.decides_on_behalf(actor, proposal, consultation, author_gone=gone))
    audit.append(session, at=now, actor=actor, action="amendment.rejected", subject=amendment, data={"proposal": proposal.id})
    said = lazy("Ihr Änderungsvorschlag zu „%(title)s“ wurde abgelehnt. Der Grund steht dabei.", title=proposal.title)
    tell_suggester(session, amendment, consultation, said, now, actor)
    return amendment


def withdraw_amendment(session: Session, author: Person | None, amendment: Amendment, consultation: Consultation, now: datetime) -> Amendment:
    """Take one's own suggestion back; it stays readable as such."""
    lock_amendment(session, amendment)
    author = demand_of(author, rules.may_withdraw(author, amendment, consultation))
    _decide(amendment, State.WITHDRAWN, author, "", now)
    audit.append(session, at=now, actor=author, action="amendment.withdrawn", subject=amendment, data={"proposal": amendment.proposal_id})
    return amendment


def promote_amendment(
    session: Session, author: Person | None, amendment: Amendment, proposal: Proposal, consultation: Consultation, now: datetime
) -> Proposal:
    """Make a draft of a rejected text, which its author publishes like any other; the two link to each other."""
    lock_amendment(session, amendment)
    author = demand_of(author, rules.may_promote(author, amendment, consultation, now, grew=amendment.promoted_id is not None))
    text = ProposalText(amendment.title, amendment.body, proposal.category_id, proposal.district_id)
    draft = save_draft(session, author, consultation, text, now)
    amendment.promoted_id = draft.id
    audit.append(session, at=now, actor=author, action="amendment.promoted", subject=amendment, data={"draft": draft.id})
    return draft


def proposal_path(consultation: Consultation, proposal_id: int) -> str:
    """Where a proposal stands; for notices, which are written without a request too."""
    return f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal_id}"


def path_of(consultation: Consultation, amendment: Amendment) -> str:
    """Where a suggested change stands."""
    return f"{proposal_path(consultation, amendment.proposal_id)}/aenderungen/{amendment.id}"


def lock_amendment(session: Session, amendment: Amendment) -> None:
    """Read the row anew and keep others from changing it until the transaction ends: two decisions cannot cross."""
    statement = select(Amendment).where(Amendment.id == amendment.id).with_for_update().execution_options(populate_existing=True)
    if session.scalars(statement).one_or_none() is None:
        raise NotFound


def _hold(session: Session, proposal: Proposal) -> None:
    """Read the proposal anew; nobody changes its text until the transaction ends."""
    session.scalars(select(Proposal).where(Proposal.id == proposal.id).with_for_update().execution_options(populate_existing=True)).one_or_none()


def _grown_from(session: Session, proposal: Proposal, contribution_id: int | None) -> int | None:
    """The contribution that a suggestion grew from. Raises Invalid for one about another suggestion, NotFound for one from elsewhere."""
    if contribution_id is None:
        return None
    source = queries.contribution_to_grow(session, contribution_id)
    if source.subject_kind == "amendment":
        raise Invalid(str(NO_SECOND_LEVEL))
    if (source.subject_kind, source.subject_id) != ("proposal", proposal.id):
        raise NotFound
    return contribution_id


def _decision_reason(reason: str, *, on_behalf: bool) -> str:
    missing = _("Sie entscheiden für jemanden ohne Konto. Bitte begründen Sie das.") if on_behalf else ""
    return check_decision_reason(clean_text(reason), missing)


def _by_hand(wording: Wording | None) -> Wording:
    if wording is None:
        raise Invalid(_("Dieselben Wörter wurden inzwischen anders geändert. Bitte schreiben Sie, wie der Text lauten soll."), "body")
    cleaned = Wording(clean_line(wording.title), clean_text(wording.body))
    check_wording(cleaned)
    return cleaned


def _decide(amendment: Amendment, state: State, actor: Person, reason: str, now: datetime, *, on_behalf: bool = False) -> None:
    amendment.state, amendment.decided_at, amendment.decided_by_id = state, now, actor.id
    amendment.decision_reason, amendment.on_behalf = reason, on_behalf


def tell_suggester(session: Session, amendment: Amendment, consultation: Consultation, said: LazyText, now: datetime, actor: Person) -> None:
    """Tell whoever suggested a change what became of it."""
    people = [amendment.author_id] if amendment.author_id is not None else []
    tell(session, people, kind=NoticeKind.PROPOSAL, title=said, url=path_of(consultation, amendment), now=now, except_for=actor)


__all__ = [
    "Acceptance",
    "accept_amendment",
    "checked",
    "lock_amendment",
    "path_of",
    "promote_amendment",
    "reject_amendment",
    "suggest_change",
    "tell_suggester",
    "withdraw_amendment",
]
