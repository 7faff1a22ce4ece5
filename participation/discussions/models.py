"""Discussions, what people contribute to them, how contributions are rated."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime

BODY_LIMIT = 1_000
"""The most characters of a contribution."""
ORIGIN_LENGTH = 200


class Kind(StrEnum):
    """What a contribution says that it is."""

    FOR = "for"
    AGAINST = "against"
    QUESTION = "question"
    SUGGESTION = "suggestion"
    NOTE = "note"


class Topic(Base):
    """A question that the moderation puts up for discussion, without a proposal."""

    __tablename__ = "topic"
    __table_args__ = (
        CheckConstraint("title <> ''", name="has_title"),
        Index("ix_topic_consultation_id_opened_at", "consultation_id", "opened_at"),  # serves: the list of topics
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    title: Mapped[str] = mapped_column(String(120))
    introduction: Mapped[str] = mapped_column(Text, default="")  # Markdown as typed
    introduction_html: Mapped[str] = mapped_column(Text, default="")
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class Discussion(Base):
    """The thread below one subject. Made by the first contribution; the subject is known by its kind and number only."""

    __tablename__ = "discussion"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id"),  # one thread for a subject, however many begin at once
        CheckConstraint("subject_kind IN ('proposal', 'topic', 'amendment', 'paragraph')", name="subject_kind_known"),
        CheckConstraint("contribution_count >= 0 AND top_level_count >= 0", name="counts_not_negative"),
        Index("ix_discussion_consultation_id_contribution_count", "consultation_id", "contribution_count"),  # serves: most discussed
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int] = mapped_column()
    contribution_count: Mapped[int] = mapped_column(default=0)  # what can be read: neither deleted nor hidden
    top_level_count: Mapped[int] = mapped_column(default=0)  # all on the first level, for the pages
    outcome: Mapped[str] = mapped_column(Text, default="")  # what came of it, Markdown
    outcome_html: Mapped[str] = mapped_column(Text, default="")
    outcome_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)  # raised by each change of what the thread shows
    # of the first level, by kind, and where the city has spoken: for the pages of what is filtered and read in turn
    for_count: Mapped[int] = mapped_column(default=0, server_default="0")
    against_count: Mapped[int] = mapped_column(default=0, server_default="0")
    question_count: Mapped[int] = mapped_column(default=0, server_default="0")
    suggestion_count: Mapped[int] = mapped_column(default=0, server_default="0")
    note_count: Mapped[int] = mapped_column(default=0, server_default="0")
    city_count: Mapped[int] = mapped_column(default=0, server_default="0")
    summary_id: Mapped[int | None] = mapped_column()  # the summary that holds now; its table knows the discussion


FIRST_LEVEL = "parent_id IS NULL"
CITY_SPOKE = "city_voices > 0"


def _of_first_level(name: str, *columns: str, unique: bool = False, where: str = FIRST_LEVEL) -> Index:
    return Index(name, "discussion_id", *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


class Contribution(Base):
    """A post in a discussion, or an answer to one; there is no third level."""

    __tablename__ = "contribution"
    __table_args__ = (
        UniqueConstraint("parent_id", "position"),  # answers are numbered; serves: the first answers, a page of answers
        CheckConstraint("kind IN ('for', 'against', 'question', 'suggestion', 'note')", name="kind_known"),
        CheckConstraint("(parent_id IS NULL AND position = 0) OR (parent_id IS NOT NULL AND position > 0)", name="answers_numbered"),
        CheckConstraint("deleted_at IS NULL OR (body = '' AND body_html = '')", name="deleted_is_empty"),
        CheckConstraint("up_count >= 0 AND down_count >= 0 AND answers_count >= 0", name="counts_not_negative"),
        Index(  # serves: how many arguments are for and how many against, read from the index alone
            "ix_contribution_arguments",
            "discussion_id",
            "kind",
            sqlite_where=text("parent_id IS NULL AND deleted_at IS NULL AND hidden_at IS NULL"),
            postgresql_where=text("parent_id IS NULL AND deleted_at IS NULL AND hidden_at IS NULL"),
        ),
        _of_first_level("ix_contribution_discussion_id_number", "number", unique=True),  # numbered without a gap; serves: pages by time, at random
        _of_first_level("ix_contribution_discussion_id_kind_number", "kind", "number"),  # serves: one kind, by time
        _of_first_level("ix_contribution_discussion_id_kind_score", "kind", "score", "number"),  # serves: the best of each kind in turn
        _of_first_level("ix_contribution_discussion_id_answers_count", "answers_count", "number"),  # serves: the most discussed
        _of_first_level("ix_contribution_discussion_id_contested", "contested", "number"),  # serves: the contested
        _of_first_level("ix_contribution_discussion_id_across", "across", "number"),  # serves: across camps
        _of_first_level("ix_contribution_discussion_id_attention", "attention", "number"),  # serves: the least noticed
        _of_first_level("ix_contribution_discussion_id_active_at", "active_at"),  # serves: what is new since a visit
        _of_first_level("ix_contribution_discussion_id_city", "number", where=f"{FIRST_LEVEL} AND {CITY_SPOKE}"),  # serves: where the city speaks
        Index(
            "ix_contribution_organisation_id",
            "organisation_id",
            sqlite_where=text("organisation_id IS NOT NULL"),
            postgresql_where=text("organisation_id IS NOT NULL"),
        ),  # serves: an organisation's page
        Index("ix_contribution_discussion_id_created_at", "discussion_id", "created_at"),  # serves: how many are new
        Index("ix_contribution_author_id_created_at", "author_id", "created_at"),  # serves: one's own contributions
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    discussion_id: Mapped[int] = mapped_column(ForeignKey("discussion.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"))
    position: Mapped[int] = mapped_column(default=0)  # an answer's number below its contribution, from 1
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[Kind] = mapped_column(String(12))
    body: Mapped[str] = mapped_column(Text)  # Markdown as typed
    body_html: Mapped[str] = mapped_column(Text)
    official: Mapped[bool] = mapped_column(default=False)  # written as the city's voice
    author_position: Mapped[str] = mapped_column(String(120), default="")  # as it was when this was written
    origin: Mapped[str] = mapped_column(String(ORIGIN_LENGTH), default="", server_default="")  # from which platform it came, written by whom there
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  # in whose name it was written
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by its author: the text is gone, its place stays
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by the moderation: the text stays for author and moderation
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    answers_count: Mapped[int] = mapped_column(default=0)
    up_count: Mapped[int] = mapped_column(default=0)
    down_count: Mapped[int] = mapped_column(default=0)
    score: Mapped[float] = mapped_column(default=0.0)  # lower bound of the share of agreement; only ever for an order
    form_key: Mapped[str] = mapped_column(String(32), unique=True)  # one sending of a form makes one contribution
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[int | None] = mapped_column()  # of the first level: its number in its discussion, from 1
    contested: Mapped[float] = mapped_column(default=0.0, server_default="0")  # how surely it divides; only ever for an order
    across: Mapped[float] = mapped_column(default=-10.0, server_default="-10")  # worth across camps (`across.py`); only ever for an order
    attention: Mapped[int] = mapped_column(default=0, server_default="0")  # ratings and answers so far
    active_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of the first level: when it or its last answer was written
    city_voices: Mapped[int] = mapped_column(default=0, server_default="0")  # of the first level: official texts, its own and its answers
    cited: Mapped[int] = mapped_column(default=0, server_default="0")  # sentences of the present summary that cite it
    grown_url: Mapped[str] = mapped_column(String(200), default="", server_default="")  # the proposal that grew from it

    @property
    def is_readable(self) -> bool:
        """Whether everyone reads the text."""
        return self.deleted_at is None and self.hidden_at is None


class Rating(Base):
    """One person's agreement (+1) or disagreement (-1) with one contribution."""

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("contribution_id", "person_id"),  # one rating a person, however often the button is pressed
        CheckConstraint("value IN (-1, 1)", name="value_known"),
        Index("ix_rating_person_id", "person_id"),  # serves: the data download
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    value: Mapped[int] = mapped_column()
    rated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AcrossOrder(Base):
    """That a discussion was rated and its order across camps has to be reckoned again; and how often and when it was."""

    __tablename__ = "across_order"
    __table_args__ = (Index("ix_across_order_is_stale", "is_stale"),)  # serves: the sweep

    discussion_id: Mapped[int] = mapped_column(ForeignKey("discussion.id"), primary_key=True)
    is_stale: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=0)
    heard: Mapped[int] = mapped_column(default=0)  # contributions that both sides rated often enough
    computed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Follow(Base):
    """A person wants to be told what is new in a discussion."""

    __tablename__ = "follow"
    __table_args__ = (
        UniqueConstraint("person_id", "discussion_id"),  # followed once; serves: what a person follows
        Index("ix_follow_discussion_id", "discussion_id"),  # serves: whom to tell
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    discussion_id: Mapped[int] = mapped_column(ForeignKey("discussion.id"))
    followed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Visit(Base):
    """When a person read a discussion, kept for the consultation's span and for one purpose: to mark what is new."""

    __tablename__ = "thread_visit"
    __table_args__ = (
        UniqueConstraint("person_id", "discussion_id"),  # one row, renewed
        Index("ix_thread_visit_last_at", "last_at"),  # serves: the sweep
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    discussion_id: Mapped[int] = mapped_column(ForeignKey("discussion.id"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)  # what was written later is new
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)  # of the visit that goes on
