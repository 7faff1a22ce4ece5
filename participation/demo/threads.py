"""What the example shows of discussions: a summary with citations and an objection, quotations, and somebody who follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.demo.people import Cast
from participation.discussions.actions import Draft, contribute
from participation.discussions.following_actions import follow_discussion, note_visit
from participation.discussions.models import Contribution, Discussion, Kind, Topic
from participation.discussions.quotations import quotation
from participation.discussions.summary_actions import object_to, publish_summary, reply_to
from participation.discussions.summary_models import Sentence
from participation.kit import clock

SENTENCES = (
    "Viele möchten, dass der große Saal mit seiner Akustik erhalten bleibt.",
    "Mehrere fragen, wie lange die Halle geschlossen wäre und wo die Vereine so lange üben.",
    "Einzelne wünschen sich kleine Räume, die man ohne Antrag nutzen kann.",
)
OBJECTION = "Ich habe nicht nur nach der Dauer gefragt, sondern auch nach den Kosten. Das fehlt in diesem Satz."
REPLY = "Danke für den Hinweis. Die Kosten stehen im nächsten Stand der Zusammenfassung in einem eigenen Satz."
ANSWERS = (
    "Genau darum geht es uns im Chor auch.",
    "Das sehe ich anders: Ein kleinerer Saal wäre öfter voll.",
    "Dazu hätte ich gern eine Zahl vom Amt.",
)


def sum_up(session: Session, cast: Cast, consultation: Consultation, today: datetime) -> None:
    """Sum up the topic's discussion, some minutes ago; the example's resident follows it and read it three days ago."""
    at = today - timedelta(minutes=15)
    topic = session.scalars(select(Topic).where(Topic.consultation_id == consultation.id).order_by(Topic.id).limit(1)).one()
    discussion = session.scalars(select(Discussion).where(Discussion.subject_kind == "topic", Discussion.subject_id == topic.id)).one()
    subject = Subject("topic", topic.id, consultation.id, topic.title, "")
    with clock.frozen(at):
        posts = _readable(session, discussion)
        _quote(session, cast, consultation, subject, posts, at)
        text = "\n".join(f"{sentence} #{posts[which].id} #{posts[-which - 1].id}" for which, sentence in enumerate(SENTENCES) if which < len(posts))
        publish_summary(session, cast["moderator"], consultation, discussion, text, at)
        sentences = session.scalars(select(Sentence).where(Sentence.discussion_id == discussion.id).order_by(Sentence.id)).all()
        objection = object_to(session, cast["resident"], consultation, sentences[-2], OBJECTION, at)
        reply_to(session, cast["moderator"], consultation, objection, REPLY, at)
        object_to(
            session, cast["resident2"], consultation, sentences[0], "„Viele“ stimmt, aber nicht alle wollen den Saal so lassen, wie er ist.", at
        )
        follow_discussion(session, cast["resident"], consultation, discussion, at)
        note_visit(session, cast["resident"], consultation, discussion, today - timedelta(days=3))
    session.commit()


def _readable(session: Session, discussion: Discussion) -> Sequence[Contribution]:
    post = Contribution
    readable = (post.discussion_id == discussion.id, post.parent_id.is_(None), post.deleted_at.is_(None), post.hidden_at.is_(None))
    return session.scalars(select(post).where(*readable).order_by(post.id)).all()


def _quote(session: Session, cast: Cast, consultation: Consultation, subject: Subject, posts: Sequence[Contribution], at: datetime) -> None:
    for number, (words, quoted) in enumerate(zip(ANSWERS, posts, strict=False)):
        author = cast.residents[number * 7 % len(cast.residents)]
        contribute(session, author, consultation, subject, Draft(Kind.NOTE, quotation(quoted) + words, quoted.id), at)
