"""An opinion map, its statements, what people answered, and the map as it was last computed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.work import WORK_STATES, Worked, WorkState

TITLE_LENGTH = 80
QUESTION_LENGTH = 200
STATEMENT_LENGTH = 140
"""As in Polis: short enough to be one thought."""


class Stage(StrEnum):
    """Where a map stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class State(StrEnum):
    """What the moderation decided about a statement."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class OpinionMap(Base):
    """A question with statements. From its opening until its end people answer them, one at a time."""

    __tablename__ = "opinion_map"
    __table_args__ = (
        CheckConstraint("stage IN ('draft', 'open', 'closed')", name="stage_known"),
        CheckConstraint("(stage = 'draft') = (opened_at IS NULL)", name="opened_has_date"),
        CheckConstraint("(stage = 'closed') = (closed_at IS NOT NULL)", name="closed_has_date"),
        CheckConstraint("forgotten_at IS NULL OR stage = 'closed'", name="only_closed_ones_are_forgotten"),
        CheckConstraint("report_published_at IS NULL OR stage = 'closed'", name="only_closed_ones_are_reported"),
        Index("ix_opinion_map_consultation_id", "consultation_id"),  # serves: a consultation's list
        Index("ix_opinion_map_closed_at", "closed_at"),  # serves: the sweep of answers past their date
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    stage: Mapped[Stage] = mapped_column(String(8), default=Stage.DRAFT)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    question: Mapped[str] = mapped_column(String(QUESTION_LENGTH))
    introduction: Mapped[str] = mapped_column(Text, default="")  # Markdown as typed
    introduction_html: Mapped[str] = mapped_column(Text, default="")
    verified_only: Mapped[bool] = mapped_column(default=True)
    writing_open: Mapped[bool] = mapped_column(default=True)  # whether people may add statements
    seed: Mapped[str] = mapped_column(String(32))  # with which chance begins when the map is computed
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    report_published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # since when everybody reads the report
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when single answers were deleted; the result stays


class Statement(Base):
    """A statement of the city or of a resident. Nobody answers it before it is accepted, or while it is hidden."""

    __tablename__ = "opinion_statement"
    __table_args__ = (
        UniqueConstraint("map_id", "number"),  # each has a number of its own in its map
        CheckConstraint("state IN ('pending', 'accepted', 'rejected')", name="state_known"),
        CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name="decided_has_date"),
        CheckConstraint("state <> 'rejected' OR reason <> ''", name="rejected_has_reason"),
        CheckConstraint("hidden_at IS NULL OR state = 'accepted'", name="only_accepted_ones_are_hidden"),
        CheckConstraint("hidden_at IS NULL OR reason <> ''", name="hidden_has_reason"),
        CheckConstraint("seen_count >= 0", name="count_not_negative"),
        Index("ix_opinion_statement_map_id_state", "map_id", "state", "id"),  # serves: the moderation's queue, the next statement
        Index("ix_opinion_statement_author_id", "author_id"),  # serves: what a person wrote
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    map_id: Mapped[int] = mapped_column(ForeignKey("opinion_map.id"))
    number: Mapped[int] = mapped_column()  # from 1
    text: Mapped[str] = mapped_column(String(STATEMENT_LENGTH))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the city's
    entry_key: Mapped[str | None] = mapped_column(String(64), unique=True)  # of the form it came from: sent twice, kept once
    is_seed: Mapped[bool] = mapped_column(default=False)  # the city's: shown first
    state: Mapped[State] = mapped_column(String(8), default=State.PENDING)
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was rejected or hidden; its author reads it
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_count: Mapped[int] = mapped_column(default=0)  # how many people answered it

    @property
    def is_shown(self) -> bool:
        """Whether people can read and answer it."""
        return self.state == State.ACCEPTED and self.hidden_at is None


class Answer(Base):
    """What one person says to one statement: 1 agrees, −1 disagrees, 0 passes. The last one counts; earlier ones are overwritten.

    The day is kept and no time, so that a list of answers cannot be laid beside other records of when somebody was here.
    """

    __tablename__ = "opinion_answer"
    __table_args__ = (
        CheckConstraint("mark IN (-1, 0, 1)", name="mark_known"),
        Index("ix_opinion_answer_map_id_person_id", "map_id", "person_id"),  # serves: what a person answered in a map; the map's computation
        Index("ix_opinion_answer_statement_id", "statement_id"),  # serves: the deletion of an account's answers
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("opinion_statement.id"), primary_key=True)
    map_id: Mapped[int] = mapped_column(ForeignKey("opinion_map.id"))
    mark: Mapped[int] = mapped_column()
    answered_on: Mapped[date] = mapped_column()


class Result(Base):
    """The map as it was last computed. It names nobody: outlines, sums, and what is needed to place somebody who asks for it.

    `is_stale`: something changed since the last computation began. `begun_at` is the worker's claim: at most one in a minute.
    """

    __tablename__ = "opinion_result"
    __table_args__ = (
        CheckConstraint("(version = 0) = (computed_at IS NULL)", name="computed_has_date"),
        Index("ix_opinion_result_is_stale", "is_stale"),  # serves: the sweep for maps to compute
    )

    map_id: Mapped[int] = mapped_column(ForeignKey("opinion_map.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)  # raised by each computation
    is_stale: Mapped[bool] = mapped_column(default=False)
    is_running: Mapped[bool] = mapped_column(default=False)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    computed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


_UNFINISHED = text("state IN ('requested', 'running')")


class OpinionFile(Worked, Base):
    """The ZIP of a map's answers that somebody asked for, made in the background and kept for a few days for them alone."""

    __tablename__ = "opinion_file"
    __table_args__ = (
        CheckConstraint(WORK_STATES, name="state_known"),
        CheckConstraint("state <> 'ready' OR (stored_name IS NOT NULL AND expires_at IS NOT NULL)", name="ready_has_file"),
        Index(  # one unfinished file a person and map, however often the button is pressed
            "uq_opinion_file_unfinished",
            "map_id",
            "requested_by_id",
            unique=True,
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index("ix_opinion_file_state_expires_at", "state", "expires_at"),  # serves: the sweep
        Index("ix_opinion_file_requested_by_id", "requested_by_id"),  # serves: the data download
    )

    map_id: Mapped[int] = mapped_column(ForeignKey("opinion_map.id"))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stored_name: Mapped[str | None] = mapped_column(String(40), unique=True)
    size: Mapped[int] = mapped_column(default=0)  # bytes
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def is_ready(self, now: datetime) -> bool:
        """Whether the file can be fetched: the end no longer belongs to its time."""
        return self.state == WorkState.READY and self.expires_at is not None and now < self.expires_at
