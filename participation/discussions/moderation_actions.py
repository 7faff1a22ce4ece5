"""Notices about contributions, and what the moderation decides about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.discussions import rules
from participation.discussions.counting_actions import change_counts, place
from participation.discussions.models import Contribution, Decision, Reason, Report
from participation.kit import audit
from participation.kit.codes import new_token
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.mail import queue_mail
from participation.kit.rules import demand_of
from participation.kit.text import clean_text
from participation.kit.upserts import insert_or

TEXT_LIMIT = 1_000
"""The most characters of a notice and of a decision's reason."""


def report_contribution(
    session: Session, reporter: Person | None, consultation: Consultation, contribution: Contribution, reason: Reason, text: str, now: datetime
) -> Report:
    """Tell the moderation that a contribution breaks the rules; once a person. Nothing is hidden by it."""
    reporter = demand_of(reporter, rules.may_report(reporter, consultation, contribution))
    words = _checked(text, "text")
    if reason == Reason.OTHER and not words:
        raise Invalid(_("Bitte schreiben Sie, was an dem Beitrag nicht in Ordnung ist."), "text")
    report = _add_report(session, reporter, consultation, contribution, reason, words, now)
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
    words = _checked(reason, "reason")
    if decision == Decision.REMOVED:
        raise Invalid(_("Bitte wählen Sie „Ausblenden“ oder „Sichtbar lassen“."), "decision")
    if decision == Decision.HIDE and not words:
        raise Invalid(_("Bitte nennen Sie den Grund. Die verfassende Person bekommt ihn mitgeteilt."), "reason")
    hides, was_hidden = decision == Decision.HIDE, contribution.hidden_at is not None
    if hides and was_hidden:
        raise Conflict(_("Dieser Beitrag ist schon ausgeblendet."))
    _settle(session, moderator, consultation, contribution, decision, words, now)
    if hides != was_hidden:
        contribution.hidden_at = now if hides else None
        contribution.hidden_reason = words if hides else ""
        contribution.version += 1
        place(contribution)
        change_counts(session, contribution.discussion_id, readable=-1 if hides else 1)
        _tell_author(session, consultation, contribution, words, now, link)
    action = "contribution.hidden" if hides else ("contribution.restored" if was_hidden else "contribution.kept")
    audit.append(session, at=now, actor=moderator, action=action, subject=contribution)


def _settle(
    session: Session, moderator: Person, consultation: Consultation, contribution: Contribution, decision: Decision, words: str, now: datetime
) -> None:
    values = {"state": "decided", "decision": decision, "decided_by_id": moderator.id, "decided_at": now, "note": words}
    open_reports = update(Report).where(Report.contribution_id == contribution.id, Report.state == "open").values(**values).returning(Report.id)
    if session.scalars(open_reports).all():
        return
    report = _add_report(session, moderator, consultation, contribution, Reason.OTHER, "", now)
    own = Report.id == report.id if report is not None else (Report.contribution_id == contribution.id) & (Report.reporter_id == moderator.id)
    session.execute(update(Report).where(own).values(**values))


def _add_report(
    session: Session, reporter: Person, consultation: Consultation, contribution: Contribution, reason: Reason, text: str, now: datetime
) -> Report | None:
    """The new notice, or None where this person has sent one about the contribution before."""
    values = {
        "consultation_id": consultation.id,
        "contribution_id": contribution.id,
        "reporter_id": reporter.id,
        "reason": reason,
        "text": text,
        "created_at": now,
        "state": "open",
        "note": "",
    }
    insert = insert_or(session, Report).values(**values).on_conflict_do_nothing(index_elements=["contribution_id", "reporter_id"])
    number = session.execute(insert.returning(Report.id)).scalar()
    return session.scalars(select(Report).where(Report.id == number)).one() if number is not None else None


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


def _checked(text: str, field: str) -> str:
    words = clean_text(text)
    if len(words) > TEXT_LIMIT:
        raise Invalid(
            _("Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(limit)s. Bitte kürzen Sie ihn.", **{"is": len(words), "limit": TEXT_LIMIT}), field
        )
    return words
