"""Putting topics up for discussion, ending discussions, and saying what came of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.discussions import rules
from participation.discussions.models import Discussion, Topic
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand, demand_of
from participation.kit.text import clean_line, clean_text

TITLE_LIMIT = 120
INTRODUCTION_LIMIT = 5_000
OUTCOME_LIMIT = 5_000


def open_topic(session: Session, opener: Person | None, consultation: Consultation, title: str, introduction: str, now: datetime) -> Topic:
    """Put a topic up for discussion, with its empty thread. Raises Invalid for a missing or too long title or introduction."""
    opener = demand_of(opener, rules.may_open_topic(opener, consultation))
    name = clean_line(title)
    if not name:
        raise Invalid(_("Bitte geben Sie dem Thema einen Titel."), "title")
    _within(name, TITLE_LIMIT, "title")
    text = _within(clean_text(introduction), INTRODUCTION_LIMIT, "introduction")
    topic = Topic(
        consultation_id=consultation.id, title=name, introduction=text, introduction_html=to_html(text), opened_by_id=opener.id, opened_at=now
    )
    session.add(topic)
    session.flush()
    session.add(Discussion(consultation_id=consultation.id, subject_kind="topic", subject_id=topic.id))
    audit.append(session, at=now, actor=opener, action="topic.opened", subject=topic)
    return topic


def close_discussion(session: Session, closer: Person | None, consultation: Consultation, discussion: Discussion, now: datetime) -> None:
    """End a discussion: everything stays to be read, nothing can be added. Ending it twice changes nothing."""
    demand(rules.may_close(closer, consultation))
    if discussion.closed_at is not None:
        return
    discussion.closed_at = now
    discussion.version += 1
    audit.append(session, at=now, actor=closer, action="discussion.closed", subject=discussion)


def reopen_discussion(session: Session, opener: Person | None, consultation: Consultation, discussion: Discussion, now: datetime) -> None:
    """Open an ended discussion again."""
    demand(rules.may_close(opener, consultation))
    if discussion.closed_at is None:
        return
    discussion.closed_at = None
    discussion.version += 1
    audit.append(session, at=now, actor=opener, action="discussion.reopened", subject=discussion)


def set_outcome(session: Session, author: Person | None, consultation: Consultation, discussion: Discussion, outcome: str, now: datetime) -> None:
    """Say what the city does with the discussion, and why; it stands above the thread. An empty text takes it away."""
    author = demand_of(author, rules.may_set_outcome(author, consultation))
    text = _within(clean_text(outcome), OUTCOME_LIMIT, "outcome")
    discussion.outcome, discussion.outcome_html = text, to_html(text)
    discussion.outcome_by_id, discussion.outcome_at = (author.id, now) if text else (None, None)
    discussion.version += 1
    audit.append(session, at=now, actor=author, action="discussion.outcome_set", subject=discussion, data={"empty": not text})


def _within(text: str, limit: int, field: str) -> str:
    if len(text) > limit:
        raise Invalid(
            _("Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(limit)s. Bitte kürzen Sie ihn.", **{"is": len(text), "limit": limit}), field
        )
    return text
