"""Summaries of discussions: sentences that cite contributions, and what people object to in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime


class Summary(Base):
    """One version of what the moderation says that a discussion said. Each publication is a new one; the old ones stay."""

    __tablename__ = "thread_summary"
    __table_args__ = (UniqueConstraint("discussion_id", "number"),)  # versions are numbered; serves: the versions of a discussion

    id: Mapped[int] = mapped_column(primary_key=True)
    discussion_id: Mapped[int] = mapped_column(ForeignKey("discussion.id"))
    number: Mapped[int] = mapped_column()
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Sentence(Base):
    """A sentence with its citations, which never changes; versions of the summary share the sentences that stay."""

    __tablename__ = "summary_sentence"
    __table_args__ = (
        CheckConstraint("objection_count >= 0", name="count_not_negative"),
        Index("ix_summary_sentence_discussion_id", "discussion_id"),  # serves: which sentences stay
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    discussion_id: Mapped[int] = mapped_column(ForeignKey("discussion.id"))
    text: Mapped[str] = mapped_column(Text)
    objection_count: Mapped[int] = mapped_column(default=0)


class SummaryLine(Base):
    """Where a sentence stands in a version."""

    __tablename__ = "summary_line"
    __table_args__ = (
        UniqueConstraint("summary_id", "position"),  # serves: the sentences in order
        UniqueConstraint("summary_id", "sentence_id"),  # no sentence twice
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    summary_id: Mapped[int] = mapped_column(ForeignKey("thread_summary.id"))
    sentence_id: Mapped[int] = mapped_column(ForeignKey("summary_sentence.id"))
    position: Mapped[int] = mapped_column()


class Citation(Base):
    """A contribution that a sentence sums up."""

    __tablename__ = "summary_citation"
    __table_args__ = (
        UniqueConstraint("sentence_id", "contribution_id"),  # serves: the citations of sentences
        Index("ix_summary_citation_contribution_id", "contribution_id"),  # serves: whether something is cited
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sentence_id: Mapped[int] = mapped_column(ForeignKey("summary_sentence.id"))
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))


class Objection(Base):
    """Somebody says that a sentence does not render the discussion rightly; the moderation replies."""

    __tablename__ = "summary_objection"
    __table_args__ = (
        UniqueConstraint("sentence_id", "person_id"),  # once a person and sentence
        CheckConstraint("reason <> ''", name="has_reason"),
        Index("ix_summary_objection_person_id", "person_id"),  # serves: the data download
        Index(  # serves: what waits for the moderation
            "ix_summary_objection_open", "made_at", sqlite_where=text("replied_at IS NULL"), postgresql_where=text("replied_at IS NULL")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sentence_id: Mapped[int] = mapped_column(ForeignKey("summary_sentence.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the reason breaks the rules: it counts, and is not shown
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
