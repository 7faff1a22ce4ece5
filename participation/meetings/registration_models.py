"""Who comes to a meeting: registrations, what those who registered are told, and the meeting's documents."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime


class RegistrationState(StrEnum):
    """Where a registration stands. One that is taken back is deleted."""

    ASKED = "asked"  # without an account: the link that was mailed is not yet followed; holds no place
    PLACED = "placed"
    WAITING = "waiting"


class Registration(Base):
    """Places for one person and whoever comes along. Deleted thirty days after the meeting, what they need on the day after it."""

    __tablename__ = "meeting_registration"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),  # an account registers once
        UniqueConstraint("meeting_id", "email"),  # so does an address
        UniqueConstraint("meeting_id", "turn"),  # the line has an order; serves: the door's list, who moves up
        CheckConstraint("state IN ('asked', 'placed', 'waiting')", name="state_known"),
        CheckConstraint("(state = 'asked') = (turn IS NULL)", name="in_line_with_a_turn"),
        CheckConstraint("seats > 0", name="some_seats"),
        Index("ix_meeting_registration_person_id", "person_id"),  # serves: own meetings, deletion
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    public_id: Mapped[str] = mapped_column(String(22), unique=True)  # random: what tickets and links name, with a keyed hash beside it
    state: Mapped[RegistrationState] = mapped_column(String(10))
    turn: Mapped[int | None] = mapped_column()  # in the meeting's line, from one on; also the number on the door's list
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(254))  # of whoever has no account here
    language: Mapped[str] = mapped_column(String(2), default="de")
    seats: Mapped[int] = mapped_column(default=1)
    needs: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed: {"features": codes of `access.py`, "words": …}
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    placed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_day_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_hours_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_placed(self) -> bool:
        """Whether these people have their places."""
        return self.state == RegistrationState.PLACED


class NewsKind(StrEnum):
    """What those who registered are told."""

    CHANGED = "changed"  # when or where
    CANCELLED = "cancelled"


class MeetingNews(Base):
    """Something that all who registered are told by mail, in steps; `after_id` is the last registration whose mail is written."""

    __tablename__ = "meeting_news"
    __table_args__ = (
        CheckConstraint("kind IN ('changed', 'cancelled')", name="kind_known"),
        Index("ix_meeting_news_done_at", "done_at"),  # serves: what is still to be told
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    kind: Mapped[NewsKind] = mapped_column(String(10))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    after_id: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MeetingDocument(Base):
    """A PDF for everybody who reads about the meeting."""

    __tablename__ = "meeting_document"
    __table_args__ = (Index("ix_meeting_document_meeting_id", "meeting_id"),)  # serves: a meeting's page

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    stored_name: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column()  # bytes
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
