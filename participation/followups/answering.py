"""The form of an answer, whatever is done with it: a text block is put in, a report is kept, a preview is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import request

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.followups import queries
from participation.followups.answer_actions import add_report
from participation.followups.forms import AnswerForm
from participation.followups.models import AnswerPlan
from participation.followups.texts import LONGEST_ANSWER, Answer
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit
from participation.kit.pages import settings
from participation.kit.prose import to_html
from participation.proposals.sparing import TEXTS_AN_HOUR


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer that is not given yet, as the page of a proposal would show it."""

    status: str
    body_html: str
    reasons_html: str
    cost_once: int | None
    cost_yearly: int | None
    from_month: Any
    to_month: Any
    report_title: str
    author_name: str
    position: str
    answered_at: datetime
    report_name: str = ""
    report_size: int = 0


def shown(answer: Answer, person: Person, at: datetime, report_title: str = "") -> Shown:
    """The answer with its texts as pages show them."""
    return Shown(
        str(answer.status),
        to_html(answer.body),
        to_html(answer.reasons),
        answer.cost_once,
        answer.cost_yearly,
        answer.from_month,
        answer.to_month,
        report_title,
        person.public_name,
        person.position,
        at,
    )


def put_block_in(form: AnswerForm) -> None:
    """Put the chosen text block below what is written so far. Raises NotFound for one that is gone."""
    if not form.block.data:
        form.blame(Invalid(_("Bitte wählen Sie einen Textbaustein aus der Liste."), "block"))
        return
    block = queries.block_by_id(current_session(), form.block.data)
    text = f"{form.body.data}\n\n{block.body}" if form.body.data else block.body
    if len(text) > LONGEST_ANSWER:
        form.blame(Invalid(_("Mit diesem Textbaustein wird die Antwort zu lang. Erlaubt sind %(limit)s Zeichen.", limit=LONGEST_ANSWER), "block"))
        return
    form.body.data, form.block.data = text, None


def keep_report(form: AnswerForm, person: Person, consultation: Consultation, now: datetime) -> bool:
    """Store the PDF that came with the form, so that a preview or an error does not lose it. False where it cannot be taken."""
    file = form.report.data
    if not file:
        return True
    check_limit(f"followups:reports:{person.id}", TEXTS_AN_HOUR, timedelta(hours=1), now)
    session, limit = current_session(), settings().max_upload_mb * 1024 * 1024
    try:
        report = add_report(session, person, consultation, file.stream, form.report_title.data or "", settings().files_dir, limit, now)
    except Invalid as error:
        form.blame(error)
        return False
    session.commit()
    form.report_id.data = str(report.id)
    return True


def asked_for() -> str:
    """Which of the form's buttons was pressed: `baustein`, `vorschau`, or nothing for publishing."""
    return request.form.get("weiter", "")


def values_of(plan: AnswerPlan | None) -> dict[str, Any]:
    """What the form begins with where an answer is planned already."""
    if plan is None or plan.state not in queries.SHOWN_PLANS:
        return {}
    published_soon = plan.publish_at <= plan.planned_at  # it waits for nothing but its release
    names = ("status", "body", "reasons", "cost_once", "cost_yearly", "from_month", "to_month", "report_id", "publish_at")
    return {name: getattr(plan, name) for name in names} | ({"publish_at": None} if published_soon else {})
