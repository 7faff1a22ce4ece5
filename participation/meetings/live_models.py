"""What happens while a meeting runs: the speaking list, the wall of questions, polls and motions, notes for the minutes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kit.database import Base, UtcDateTime
from participation.meetings.models import Attendee
from participation.methods.meetings import Kind, Majority, Question

_ON_LIST = text("state IN ('waiting', 'speaking')")
_SPEAKING = text("state = 'speaking'")
_OPEN = text("state = 'open'")


class Turn(StrEnum):
    """Where a request to speak stands."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class SpeakingRequest(Base):
    """Somebody wants to speak, speaks, or has spoken."""

    __tablename__ = "speaking_request"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'speaking', 'done', 'withdrawn')", name="state_known"),
        CheckConstraint("(begun_at IS NULL) = (state IN ('waiting', 'withdrawn'))", name="who_speaks_has_begun"),
        CheckConstraint("(ended_at IS NULL) = (state IN ('waiting', 'speaking'))", name="who_is_done_has_ended"),
        # somebody is on the list once, and one speaks at a time
        Index("uq_speaking_request_on_list", "attendee_id", unique=True, sqlite_where=_ON_LIST, postgresql_where=_ON_LIST),
        Index("uq_speaking_request_speaking", "meeting_id", unique=True, sqlite_where=_SPEAKING, postgresql_where=_SPEAKING),
        Index("ix_speaking_request_meeting_id", "meeting_id", "state"),  # serves: the list
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_point.id"))
    state: Mapped[Turn] = mapped_column(String(10), default=Turn.WAITING)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    attendee: Mapped[Attendee] = relationship(lazy="raise_on_sql")


class WallState(StrEnum):
    """Where a question on the wall stands."""

    WAITING = "waiting"  # the moderation has not read it yet
    SHOWN = "shown"
    ANSWERED = "answered"
    REFUSED = "refused"


class WallQuestion(Base):
    """A question of those present, on the wall once the moderation has read it."""

    __tablename__ = "wall_question"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'shown', 'answered', 'refused')", name="state_known"),
        CheckConstraint("state <> 'refused' OR reason <> ''", name="refused_has_reason"),
        UniqueConstraint("attendee_id", "entry_key"),  # the same form sent twice asks once
        Index("ix_wall_question_meeting_id", "meeting_id", "state"),  # serves: the wall
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id"))
    entry_key: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(String(300))
    state: Mapped[WallState] = mapped_column(String(10), default=WallState.WAITING)
    reason: Mapped[str] = mapped_column(String(300), default="")
    answer: Mapped[str] = mapped_column(Text, default="")  # what was said, for the minutes
    likes: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WallLike(Base):
    """Somebody wants a question answered, too."""

    __tablename__ = "wall_like"

    question_id: Mapped[int] = mapped_column(ForeignKey("wall_question.id"), primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id"), primary_key=True)


class PollState(StrEnum):
    """Where a poll stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class LivePoll(Base):
    """A question to the hall. Its result stays hidden until it is revealed; single answers are deleted when it closes."""

    __tablename__ = "live_poll"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'open', 'closed')", name="state_known"),
        CheckConstraint("kind IN ('single', 'multiple', 'scale', 'temperature', 'number', 'ranking', 'words', 'motion')", name="kind_known"),
        CheckConstraint("majority IN ('simple', 'two-thirds', 'absolute')", name="majority_known"),
        CheckConstraint("(state = 'draft') = (opened_at IS NULL)", name="opened_has_date"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_date"),
        CheckConstraint("NOT is_revealed OR state <> 'draft'", name="a_draft_has_no_result"),
        UniqueConstraint("meeting_id", "number"),
        Index("uq_live_poll_open", "meeting_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),  # one at a time
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_point.id"))
    number: Mapped[int] = mapped_column()  # of the meeting, from one on
    kind: Mapped[Kind] = mapped_column(String(12))
    question: Mapped[str] = mapped_column(String(300))
    options: Mapped[list[str]] = mapped_column(JSON, default=list)
    most: Mapped[int] = mapped_column(default=1)
    low: Mapped[int] = mapped_column(default=0)
    high: Mapped[int] = mapped_column(default=0)
    low_word: Mapped[str] = mapped_column(String(40), default="")  # what the ends of a scale mean
    high_word: Mapped[str] = mapped_column(String(40), default="")
    majority: Mapped[Majority] = mapped_column(String(10), default=Majority.SIMPLE)  # of a motion
    state: Mapped[PollState] = mapped_column(String(8), default=PollState.DRAFT)
    is_revealed: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    present: Mapped[int] = mapped_column(default=0)  # checked in when it closed
    quorum: Mapped[int] = mapped_column(default=0)  # as it was then
    tally: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # the result, from the close on

    @property
    def asked(self) -> Question:
        """The question as the method knows it."""
        return Question(Kind(self.kind), len(self.options), self.most, self.low, self.high)

    @property
    def is_motion(self) -> bool:
        """Whether only those checked in vote, and something is decided."""
        return self.kind == Kind.MOTION


class LiveAnswer(Base):
    """What somebody says to an open poll; the last one counts. Deleted when the poll closes."""

    __tablename__ = "live_answer"

    poll_id: Mapped[int] = mapped_column(ForeignKey("live_poll.id"), primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id"), primary_key=True)
    marks: Mapped[list[Any]] = mapped_column(JSON)


class MeetingNote(Base):
    """A line for the minutes, written at the desk."""

    __tablename__ = "meeting_note"
    __table_args__ = (Index("ix_meeting_note_meeting_id", "meeting_id", "written_at"),)  # serves: the desk and the minutes

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_point.id"))
    body: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
