"""What the moderation's decisions do to a suggested change: hide it, show it again, take personal data out of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.amendments import rules
from participation.amendments.actions import lock_amendment
from participation.amendments.models import Amendment
from participation.consultations.models import Consultation
from participation.consultations.targets import without
from participation.kit import audit
from participation.kit.errors import Conflict
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.proposals.actions import count_suggestions
from participation.proposals.models import TITLE_LENGTH, Proposal


def hide_amendment(session: Session, moderator: Person | None, amendment: Amendment, consultation: Consultation, reason: str, now: datetime) -> None:
    """Hide a suggestion's text: a stub with the reason stays, its author and the moderation still read it. Raises Conflict where it is hidden."""
    lock_amendment(session, amendment)
    demand(rules.may_moderate_text(moderator, amendment, consultation))
    if amendment.is_hidden:
        raise Conflict(_("Dieser Änderungsvorschlag ist schon ausgeblendet."))
    amendment.hidden_at, amendment.hidden_reason = now, reason
    count_suggestions(session, session.get_one(Proposal, amendment.proposal_id), -1)
    audit.append(session, at=now, actor=moderator, action="amendment.hidden", subject=amendment)


def show_amendment(session: Session, moderator: Person | None, amendment: Amendment, consultation: Consultation, now: datetime) -> None:
    """Let everyone read it again; of one that is not hidden nothing changes."""
    lock_amendment(session, amendment)
    demand(rules.may_moderate_text(moderator, amendment, consultation))
    if not amendment.is_hidden:
        return
    amendment.hidden_at, amendment.hidden_reason = None, ""
    count_suggestions(session, session.get_one(Proposal, amendment.proposal_id), 1)
    audit.append(session, at=now, actor=moderator, action="amendment.restored", subject=amendment)


def cut_amendment(
    session: Session, moderator: Person | None, amendment: Amendment, consultation: Consultation, passages: Collection[str], now: datetime
) -> int:
    """Take passages out of what was suggested, of its reason, and of the text that it was written against."""
    lock_amendment(session, amendment)
    demand(rules.may_moderate_text(moderator, amendment, consultation))
    found = _cut(amendment, passages)
    if found:
        audit.append(session, at=now, actor=moderator, action="amendment.cut", subject=amendment, data={"passages": found})
    return found


def cut_copies(session: Session, proposal_id: int, passages: Collection[str]) -> int:
    """Take passages out of all that was suggested for a proposal: each suggestion holds a copy of its text."""
    found = select(Amendment).where(Amendment.proposal_id == proposal_id).order_by(Amendment.id).with_for_update()
    return sum(_cut(amendment, passages) for amendment in session.scalars(found).all())


def _cut(amendment: Amendment, passages: Collection[str]) -> int:
    times = 0
    for name in ("title", "body", "reason", "base_title", "base_body"):
        text, found = without(getattr(amendment, name), passages)
        if found:
            setattr(amendment, name, text[:TITLE_LENGTH] if name.endswith("title") else text)
            times += found
    if times:
        amendment.reason_html = to_html(amendment.reason)
    return times
