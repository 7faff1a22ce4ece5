"""Notices about suggested changes, and what the moderation decides about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.amendments import rules
from participation.amendments.actions import lock_amendment, tell_suggester
from participation.amendments.models import Amendment
from participation.consultations.models import Consultation
from participation.discussions.models import Decision, Reason, Report
from participation.discussions.report_actions import add_report, checked_words, settle_reports
from participation.discussions.reported import About
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.rules import demand_of
from participation.proposals.actions import count_suggestions
from participation.proposals.models import Proposal


def about(amendment: Amendment) -> About:
    """A suggested change, as notices name it."""
    return About("amendment", amendment.id, amendment.consultation_id)


def report_amendment(
    session: Session, reporter: Person | None, amendment: Amendment, consultation: Consultation, reason: Reason, text: str, now: datetime
) -> Report:
    """Tell the moderation that a suggested text breaks the rules; once a person. Nothing is hidden by it."""
    reporter = demand_of(reporter, rules.may_report(reporter, amendment, consultation))
    words = checked_words(text, "text")
    if reason == Reason.OTHER and not words:
        raise Invalid(_("Bitte schreiben Sie, was nicht in Ordnung ist."), "text")
    report = add_report(session, reporter, about(amendment), reason, words, now)
    if report is None:
        raise Conflict(_("Sie haben diesen Änderungsvorschlag schon gemeldet. Die Moderation prüft ihn."))
    audit.append(session, at=now, actor=reporter, action="amendment.reported", subject=amendment, data={"reason": str(reason)})
    return report


def decide_about_amendment(
    session: Session,
    moderator: Person | None,
    amendment: Amendment,
    proposal: Proposal,
    consultation: Consultation,
    decision: Decision,
    reason: str,
    now: datetime,
) -> None:
    """Hide a suggestion's text with a reason, or keep it, and settle all open notices about it.

    Of a hidden one a stub stays, and its author and the moderation still read it. Keeping one that was hidden shows it again.
    """
    lock_amendment(session, amendment)
    moderator = demand_of(moderator, rules.may_moderate_text(moderator, amendment, consultation))
    words = checked_words(reason, "reason")
    if decision == Decision.REMOVED:
        raise Invalid(_("Bitte wählen Sie „Ausblenden“ oder „Sichtbar lassen“."), "decision")
    if decision == Decision.HIDE and not words:
        raise Invalid(_("Bitte nennen Sie den Grund. Die verfassende Person bekommt ihn mitgeteilt."), "reason")
    hides, was_hidden = decision == Decision.HIDE, amendment.is_hidden
    if hides and was_hidden:
        raise Conflict(_("Dieser Änderungsvorschlag ist schon ausgeblendet."))
    settle_reports(session, moderator, about(amendment), decision, words, now)
    if hides != was_hidden:
        _turn(session, moderator, amendment, proposal, consultation, words if hides else "", now)
    action = "amendment.hidden" if hides else ("amendment.restored" if was_hidden else "amendment.kept")
    audit.append(session, at=now, actor=moderator, action=action, subject=amendment)


def _turn(
    session: Session, moderator: Person, amendment: Amendment, proposal: Proposal, consultation: Consultation, reason: str, now: datetime
) -> None:
    """Hide it for a reason, or without one show it again, and tell who suggested it."""
    amendment.hidden_at, amendment.hidden_reason = (now if reason else None), reason
    count_suggestions(session, proposal, -1 if reason else 1)
    if reason:
        said = lazy("Die Moderation hat Ihren Änderungsvorschlag zu „%(title)s“ ausgeblendet. Der Grund steht dabei.", title=proposal.title)
    else:
        said = lazy("Ihr Änderungsvorschlag zu „%(title)s“ ist wieder zu lesen.", title=proposal.title)
    tell_suggester(session, amendment, consultation, said, now, moderator)
