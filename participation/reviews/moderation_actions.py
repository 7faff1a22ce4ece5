"""What the moderation's decisions do to a suggestion: hide it, show it again, take personal data out of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.targets import without
from participation.kit import audit
from participation.kit.errors import Conflict
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.reviews import rules
from participation.reviews.actions import lock_suggestion
from participation.reviews.models import Suggestion


def hide_suggestion(
    session: Session, moderator: Person | None, suggestion: Suggestion, consultation: Consultation, reason: str, now: datetime
) -> None:
    """Hide it: a stub with the reason stays, its author and the moderation still read it. Raises Conflict where it is hidden."""
    lock_suggestion(session, suggestion)
    demand(rules.may_moderate_suggestion(moderator, consultation, suggestion))
    if suggestion.is_hidden:
        raise Conflict(_("Dieser Änderungsvorschlag ist schon ausgeblendet."))
    suggestion.hidden_at, suggestion.hidden_reason = now, reason
    audit.append(session, at=now, actor=moderator, action="text_suggestion.hidden", subject=suggestion)


def show_suggestion(session: Session, moderator: Person | None, suggestion: Suggestion, consultation: Consultation, now: datetime) -> None:
    """Let everyone read it again; of one that is not hidden nothing changes."""
    lock_suggestion(session, suggestion)
    demand(rules.may_moderate_suggestion(moderator, consultation, suggestion))
    if not suggestion.is_hidden:
        return
    suggestion.hidden_at, suggestion.hidden_reason = None, ""
    audit.append(session, at=now, actor=moderator, action="text_suggestion.restored", subject=suggestion)


def cut_suggestion(
    session: Session, moderator: Person | None, suggestion: Suggestion, consultation: Consultation, passages: Collection[str], now: datetime
) -> int:
    """Take passages out of what was suggested and of its reason. Returns how often one was found."""
    lock_suggestion(session, suggestion)
    demand(rules.may_moderate_suggestion(moderator, consultation, suggestion))
    times = 0
    for name in ("body", "reason"):
        text, found = without(getattr(suggestion, name), passages)
        setattr(suggestion, name, text)
        times += found
    if times:
        suggestion.reason_html = to_html(suggestion.reason)
        audit.append(session, at=now, actor=moderator, action="text_suggestion.cut", subject=suggestion, data={"passages": times})
    return times
