"""Notices about any text that people write here: taken in once a person, settled together by one decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.discussions.models import Decision, Reason, Report
from participation.discussions.reported import About
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.text import clean_text
from participation.kit.upserts import insert_or

TEXT_LIMIT = 1_000
"""The most characters of a notice and of a decision's reason."""


def add_report(session: Session, reporter: Person, about: About, reason: Reason, text: str, now: datetime) -> Report | None:
    """The new notice, or None where this person has sent one about the same text before."""
    values: dict[str, Any] = {
        "consultation_id": about.consultation_id,
        about.column: about.id,
        "reporter_id": reporter.id,
        "reason": reason,
        "text": text,
        "created_at": now,
        "state": "open",
        "note": "",
    }
    insert = insert_or(session, Report).values(**values).on_conflict_do_nothing(index_elements=[about.column, "reporter_id"])
    number = session.execute(insert.returning(Report.id)).scalar()
    return session.scalars(select(Report).where(Report.id == number)).one() if number is not None else None


def settle_reports(session: Session, moderator: Person, about: About, decision: Decision, note: str, now: datetime) -> None:
    """Settle all open notices about a text. A decision by the moderation's own sight leaves a settled notice behind, so that nothing
    happens unseen.
    """
    values = {"state": "decided", "decision": decision, "decided_by_id": moderator.id, "decided_at": now, "note": note}
    open_reports = update(Report).where(about.notices, Report.state == "open").values(**values).returning(Report.id)
    if session.scalars(open_reports).all():
        return
    report = add_report(session, moderator, about, Reason.OTHER, "", now)
    own = Report.id == report.id if report is not None else about.notices & (Report.reporter_id == moderator.id)
    session.execute(update(Report).where(own).values(**values))


def checked_words(text: str, field: str) -> str:
    """What was typed, cleaned. Raises Invalid where it is too long."""
    words = clean_text(text)
    if len(words) > TEXT_LIMIT:
        raise Invalid(
            _("Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(limit)s. Bitte kürzen Sie ihn.", **{"is": len(words), "limit": TEXT_LIMIT}), field
        )
    return words
