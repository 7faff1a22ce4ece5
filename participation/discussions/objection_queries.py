"""Objections to summaries of a consultation: those that wait and those that were answered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from participation.accounts.bylines import shown_name
from participation.accounts.models import Person
from participation.discussions.models import Discussion
from participation.discussions.summary_models import Objection, Sentence
from participation.discussions.thread_queries import Line
from participation.kit.pagination import Page, offset, page_number

PAGE = 20


def _of(consultation_id: int, *columns: Any, answered: bool) -> Select[Any]:
    which = Objection.replied_at.is_not(None) if answered else Objection.replied_at.is_(None)
    joined = select(*columns).join(Sentence, Sentence.id == Objection.sentence_id).join(Discussion, Discussion.id == Sentence.discussion_id)
    return joined.where(Discussion.consultation_id == consultation_id, which)


def open_count(session: Session, consultation_id: int) -> int:
    """How many nobody has answered yet."""
    return int(session.execute(_of(consultation_id, func.count(Objection.id), answered=False)).scalar_one())


def objections(session: Session, consultation_id: int, number: int, *, answered: bool) -> Page[Line]:
    """A page of them: of the open ones what waits longest first, of the others the latest."""
    total = int(session.execute(_of(consultation_id, func.count(Objection.id), answered=answered)).scalar_one())
    number = page_number(str(number), last=max(1, -(-total // PAGE)))
    columns = (Objection.id, Objection.reason, Objection.made_at, Objection.hidden_at, Objection.reply, Objection.replied_at, Sentence.text)
    statement = _of(consultation_id, *columns, shown_name(consultation_id, Person, Objection.replied_at).label("replied_by"), answered=answered)
    order = (Objection.replied_at.desc(), Objection.id.desc()) if answered else (Objection.made_at, Objection.id)
    joined = statement.outerjoin(Person, Person.id == Objection.replied_by_id).order_by(*order).limit(PAGE).offset(offset(number, PAGE))
    return Page(session.execute(joined).all(), number, PAGE, total)
