"""Notices about contributions, and what the moderation decides about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.discussions import rules
from participation.discussions.counting_actions import change_counts, place
from participation.discussions.models import Contribution, Decision, Reason, Report
from participation.discussions.report_actions import add_report, checked_words, settle_reports
from participation.discussions.reported import About
from participation.kit import audit
from participation.kit.codes import new_token
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.mail import queue_mail
from participation.kit.rules import demand_of


def report_contribution(
    session: Session, reporter: Person | None, consultation: Consultation, contribution: Contribution, reason: Reason, text: str, now: datetime
) -> Report:
    """Tell the moderation that a contribution breaks the rules; once a person. Nothing is hidden by it."""
    reporter = demand_of(reporter, rules.may_report(reporter, consultation, contribution))
    words = checked_words(text, "text")
    if reason == Reason.OTHER and not words:
        raise Invalid(_("Bitte schreiben Sie, was nicht in Ordnung ist."), "text")
    report = add_report(session, reporter, _about(consultation, contribution), reason, words, now)
    if report is None:
        raise Conflict(_("Sie haben diesen Beitrag schon gemeldet. Die Moderation prüft ihn."))
    audit.append(session, at=now, actor=reporter, action="contribution.reported", subject=contribution, data={"reason": str(reason)})
    return report


def decide_report(
    session: Session,
    moderator: Person | None,
    consultation: Consultation,
    contribution: Contribution,
    decision: Decision,
    reason: str,
    now: datetime,
    *,
    link: str = "",
) -> None:
    """Hide a contribution with a reason, or keep it, and settle all open notices about it.

    Keeping one that was hidden shows it again. A decision without a notice, by the moderation's own sight, leaves a settled notice
    behind, so that nothing happens unseen. The author is told by mail; `link` is the contribution's whole address.
    """
    moderator = demand_of(moderator, rules.may_decide_report(moderator, consultation, contribution))
    words = checked_words(reason, "reason")
    if decision == Decision.REMOVED:
        raise Invalid(_("Bitte wählen Sie „Ausblenden“ oder „Sichtbar lassen“."), "decision")
    if decision == Decision.HIDE and not words:
        raise Invalid(_("Bitte nennen Sie den Grund. Die verfassende Person bekommt ihn mitgeteilt."), "reason")
    hides, was_hidden = decision == Decision.HIDE, contribution.hidden_at is not None
    if hides and was_hidden:
        raise Conflict(_("Dieser Beitrag ist schon ausgeblendet."))
    settle_reports(session, moderator, _about(consultation, contribution), decision, words, now)
    if hides != was_hidden:
        contribution.hidden_at = now if hides else None
        contribution.hidden_reason = words if hides else ""
        contribution.version += 1
        place(contribution)
        change_counts(session, contribution.discussion_id, readable=-1 if hides else 1)
        _tell_author(session, consultation, contribution, words, now, link)
    action = "contribution.hidden" if hides else ("contribution.restored" if was_hidden else "contribution.kept")
    audit.append(session, at=now, actor=moderator, action=action, subject=contribution)


def _about(consultation: Consultation, contribution: Contribution) -> About:
    return About("contribution", contribution.id, consultation.id)


def _tell_author(session: Session, consultation: Consultation, contribution: Contribution, reason: str, now: datetime, link: str) -> None:
    author = session.get(Person, contribution.author_id) if contribution.author_id is not None else None
    if author is None or author.email is None or author.deleted_at is not None:
        return
    with speaking(author.language):
        if contribution.hidden_at is not None:
            subject = _("Ihr Beitrag wurde ausgeblendet")
            what = _(
                "Die Moderation der Beteiligung „%(title)s“ hat Ihren Beitrag ausgeblendet. Andere können ihn nicht mehr lesen. "
                "Sie selbst sehen ihn weiterhin.\n\nBegründung: %(reason)s\n\nEin Mensch hat das entschieden, kein Programm.",
                title=consultation.title,
                reason=reason,
            )
        else:
            subject = _("Ihr Beitrag ist wieder zu lesen")
            what = _("Die Moderation der Beteiligung „%(title)s“ hat Ihren Beitrag wieder für alle sichtbar gemacht.", title=consultation.title)
    text = f"{what}\n\n{link}\n" if link else f"{what}\n"
    queue_mail(session, to=author.email, subject=subject, text=text, now=now, key=f"moderation:{contribution.id}:{new_token()}")
