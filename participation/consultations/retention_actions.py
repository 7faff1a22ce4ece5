"""Setting how long something is kept in a consultation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.actions import touch
from participation.consultations.models import Consultation, SpanChange
from participation.consultations.retention import due_at_once
from participation.consultations.rules import may_set_span
from participation.consultations.signals import span_shortened
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.retention import Span
from participation.kit.rules import demand
from participation.kit.text import clean_text

REASON_LENGTH = 500


def set_span(
    session: Session,
    actor: Person | None,
    consultation: Consultation,
    span: Span,
    days: int,
    reason: str,
    now: datetime,
    *,
    was: int,
    at_once: bool = False,
) -> SpanChange:
    """Keep something for so many days from now on. A shorter span counts for all that is there, a longer one for what is given from now on.

    `was` is what the administrator saw; `at_once` that they know that something is deleted right away. Raises Invalid at `days`, `reason`
    or `at_once`, Conflict where somebody set it meanwhile.
    """
    demand(may_set_span(actor, consultation))
    session.execute(select(Consultation.id).where(Consultation.id == consultation.id).with_for_update())
    session.refresh(consultation, ["kept_days"])
    before = consultation.days_kept(span)
    if was != before:
        raise Conflict(_("Diese Frist wurde inzwischen geändert. Bitte sehen Sie sie noch einmal an."))
    said = _checked(span, days, reason, before)
    due = due_at_once(session, span, consultation.id, days, now) if days < before else 0
    if due and not at_once:
        raise Invalid(_said_due(due), "at_once")
    change = SpanChange(consultation_id=consultation.id, span=span.key, days=days, reason=said, changed_at=now)
    session.add(change)
    consultation.kept_days = {**consultation.kept_days, span.key: days}
    touch(consultation, now)
    session.flush()
    told = {"span": span.key, "before": before, "after": days, "due": due, "change": change.id}
    audit.append(session, at=now, actor=actor, action="consultation.span_set", subject=consultation, data=told)
    if days < before:
        span_shortened.send(session, consultation=consultation, span=span.key, days=days)
    return change


def _checked(span: Span, days: int, reason: str, before: int) -> str:
    """The reason, cleaned."""
    said = clean_text(reason)
    faults = []
    if not span.least <= days <= span.most:
        faults.append(Invalid(_("Bitte geben Sie eine Zahl von %(least)s bis %(most)s an.", least=span.least, most=span.most), "days"))
    elif days == before:
        faults.append(Invalid(_("Das ist die Frist, die schon gilt."), "days"))
    if not said:
        faults.append(Invalid(_("Bitte nennen Sie den Grund. Alle können ihn lesen."), "reason"))
    if len(said) > REASON_LENGTH:
        too_long = _("Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(limit)s. Bitte kürzen Sie ihn.", limit=REASON_LENGTH, **{"is": len(said)})
        faults.append(Invalid(too_long, "reason"))
    if faults:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])
    return said


def _said_due(number: int) -> str:
    return ngettext(
        "Mit dieser Frist wird sofort %(num)d Eintrag gelöscht. Das lässt sich nicht rückgängig machen. Bitte bestätigen Sie es.",
        "Mit dieser Frist werden sofort %(num)d Einträge gelöscht. Das lässt sich nicht rückgängig machen. Bitte bestätigen Sie es.",
        number,
    )
