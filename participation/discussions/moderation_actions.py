"""What the moderation's decisions do to a contribution: hide it, show it again, take personal data out of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.targets import without
from participation.discussions import rules
from participation.discussions.counting_actions import change_counts, place
from participation.discussions.models import Contribution
from participation.kit import audit
from participation.kit.errors import Conflict
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand


def hide_contribution(
    session: Session, moderator: Person | None, consultation: Consultation, contribution: Contribution, reason: str, now: datetime
) -> None:
    """Hide a contribution: a stub with the reason stays, its author and the moderation still read it. Raises Conflict where it is hidden."""
    demand(rules.may_decide_report(moderator, consultation, contribution))
    if contribution.hidden_at is not None:
        raise Conflict(_("Dieser Beitrag ist schon ausgeblendet."))
    _turn(session, contribution, reason, now)
    audit.append(session, at=now, actor=moderator, action="contribution.hidden", subject=contribution)


def show_contribution(session: Session, moderator: Person | None, consultation: Consultation, contribution: Contribution, now: datetime) -> None:
    """Let everyone read a hidden contribution again; of one that is not hidden nothing changes."""
    demand(rules.may_decide_report(moderator, consultation, contribution))
    if contribution.hidden_at is None:
        return
    _turn(session, contribution, "", now)
    audit.append(session, at=now, actor=moderator, action="contribution.restored", subject=contribution)


def _turn(session: Session, contribution: Contribution, reason: str, now: datetime) -> None:
    contribution.hidden_at, contribution.hidden_reason = (now if reason else None), reason
    contribution.version += 1
    place(contribution)
    change_counts(session, contribution.discussion_id, readable=-1 if reason else 1)


def cut_contribution(
    session: Session, moderator: Person | None, consultation: Consultation, contribution: Contribution, passages: Collection[str], now: datetime
) -> int:
    """Take passages out of a contribution for good; it has no earlier versions. Returns how often one was found."""
    demand(rules.may_decide_report(moderator, consultation, contribution))
    contribution.body, found = without(contribution.body, passages)
    if found:
        contribution.body_html = to_html(contribution.body)
        contribution.version += 1
        change_counts(session, contribution.discussion_id)
        audit.append(session, at=now, actor=moderator, action="contribution.cut", subject=contribution, data={"passages": found})
    return found
