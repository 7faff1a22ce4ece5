"""Small builders for discussions: a topic, its subject, contributions."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.discussions.actions import Draft, contribute
from participation.discussions.models import Contribution, Discussion, Kind, Topic
from participation.discussions.topic_actions import open_topic
from participation.kit import clock
from tests.builders import a_person, an_administrator

TEXT = "Der große Saal hat eine sehr gute Akustik. Die sollte bleiben."


def a_topic(session: Session, consultation: Consultation, title: str = "Was wird aus dem großen Saal?") -> Topic:
    """A topic that the administration put up for discussion."""
    return open_topic(session, an_administrator(session), consultation, title, "Der Saal hat *600 Plätze*.", clock.now())


def subject_of(topic: Topic) -> Subject:
    """What the room of discussions knows of a topic."""
    return Subject("topic", topic.id, topic.consultation_id, topic.title, f"/beteiligungen/x/diskussionen/{topic.id}")


def a_subject(session: Session, consultation: Consultation) -> Subject:
    """Something to discuss."""
    return subject_of(a_topic(session, consultation))


def discussion_of(session: Session, subject: Subject) -> Discussion:
    """Its thread."""
    return session.query(Discussion).filter_by(subject_kind=subject.kind, subject_id=subject.id).populate_existing().one()


def a_contribution(
    session: Session,
    consultation: Consultation,
    subject: Subject,
    body: str = TEXT,
    *,
    by: Person | None = None,
    kind: Kind = Kind.NOTE,
    to: Contribution | None = None,
    at: datetime | None = None,
) -> Contribution:
    """A contribution, or with `to` an answer."""
    author = by or a_person(session)
    return contribute(session, author, consultation, subject, Draft(kind, body, to.id if to else None), at or clock.now())


def many_contributions(session: Session, discussion: Discussion, number: int, author: Person, answers: int = 0) -> list[int]:
    """So many contributions, a minute apart, written straight into the table; `answers` to each. Returns the ids of the first level."""
    start, step = clock.now().timestamp() - 60 * number, 60
    rows = [
        _row(
            discussion.id,
            author.id,
            f"Beitrag {place} zum Saal.",
            datetime.fromtimestamp(start + step * place, clock.now().tzinfo),
            f"m-{secrets.token_hex(8)}",
        )
        for place in range(number)
    ]
    for place, row in enumerate(rows, discussion.top_level_count + 1):
        row |= {"answers_count": answers, "attention": answers, "number": place, "active_at": row["created_at"]}
    ids = list(session.scalars(Contribution.__table__.insert().returning(Contribution.id, sort_by_parameter_order=True), rows))
    below = [
        {**_row(discussion.id, author.id, f"Antwort {place}", clock.now(), f"a-{secrets.token_hex(8)}"), "parent_id": parent, "position": place}
        for parent in ids
        for place in range(1, answers + 1)
    ]
    if below:
        session.execute(Contribution.__table__.insert(), below)
    discussion.contribution_count += number * (1 + answers)
    discussion.top_level_count += number
    discussion.note_count += number
    session.flush()
    return ids


def _row(discussion_id: int, author_id: int, body: str, at: datetime, key: str) -> dict[str, object]:
    return {
        "discussion_id": discussion_id,
        "parent_id": None,
        "position": 0,
        "author_id": author_id,
        "kind": "note",
        "body": body,
        "body_html": f"<p>{body}</p>",
        "official": False,
        "author_position": "",
        "created_at": at,
        "hidden_reason": "",
        "answers_count": 0,
        "up_count": 0,
        "down_count": 0,
        "score": 0.0,
        "form_key": key,
        "version": 1,
    }
