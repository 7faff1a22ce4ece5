"""A meeting, its agenda, and who is there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import Person
from participation.kit.database import Base, UtcDateTime


class MeetingStage(StrEnum):
    """Where a meeting stands."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Screen(StrEnum):
    """What the projector shows, and what the page of those present begins with."""

    WELCOME = "welcome"  # how to join: address, code, QR
    AGENDA = "agenda"
    SPEAKERS = "speakers"
    QUESTIONS = "questions"
    POLL = "poll"
    GROUPS = "groups"
    BREAK = "break"


class Meeting(Base):
    """An evening in the hall, or at home, or both."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("stage IN ('draft', 'announced', 'running', 'ended', 'cancelled')", name="stage_known"),
        CheckConstraint("screen IN ('welcome', 'agenda', 'speakers', 'questions', 'poll', 'groups', 'break')", name="screen_known"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("places IS NULL OR places > 0", name="some_places"),
        CheckConstraint("quorum >= 0", name="quorum_not_negative"),
        CheckConstraint("stage <> 'cancelled' OR cancel_reason <> ''", name="cancelled_has_reason"),
        Index("ix_meeting_consultation_id", "consultation_id", "starts_at"),  # serves: a consultation's meetings in order
        Index("ix_meeting_stage_starts_at", "stage", "starts_at"),  # serves: reminders, and what comes next in the whole city
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    stage: Mapped[MeetingStage] = mapped_column(String(10), default=MeetingStage.DRAFT)
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")  # Markdown as typed
    description_html: Mapped[str] = mapped_column(Text, default="")  # made from it on save
    place: Mapped[str] = mapped_column(String(200), default="")  # "Stadthalle, Kleiner Saal"; empty: only at home
    address: Mapped[str] = mapped_column(String(200), default="", server_default="")  # "Hallenstraße 1, 12345 Auenstedt"
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))  # on the town's map
    access_features: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")  # codes of `access.py`
    access: Mapped[str] = mapped_column(Text, default="")  # ramps, lifts, sign language, induction loop, child care; plain text
    stream_url: Mapped[str] = mapped_column(String(500), default="")  # where one can watch from home
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(String(500), default="")

    takes_registrations: Mapped[bool] = mapped_column(default=False)
    places: Mapped[int | None] = mapped_column()  # None: as many as come
    register_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: until it begins
    most_companions: Mapped[int] = mapped_column(default=0, server_default="0")  # how many people one may bring along
    last_turn: Mapped[int] = mapped_column(default=0, server_default="0")  # in the line; a number on a printed list is never given twice

    room_code: Mapped[str] = mapped_column(String(8), unique=True)  # what people in the hall type on their phones
    lets_guests_in: Mapped[bool] = mapped_column(default=True)  # phones without an account
    quorum: Mapped[int] = mapped_column(default=0)  # how many must be checked in for a motion to be carried
    screen: Mapped[Screen] = mapped_column(String(10), default=Screen.WELCOME)
    point_id: Mapped[int | None] = mapped_column()  # the point of the agenda that is being dealt with
    version: Mapped[int] = mapped_column(default=0)  # raised by whatever changes what the phones and the projector show

    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    points: Mapped[list[MeetingPoint]] = relationship(order_by="MeetingPoint.position", lazy="raise_on_sql", cascade="all, delete-orphan")

    @property
    def is_public(self) -> bool:
        """Whether everyone may read of it."""
        return self.stage != MeetingStage.DRAFT


class MeetingPoint(Base):
    """A point of the agenda: planned minutes, and when it was really dealt with."""

    __tablename__ = "meeting_point"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="some_minutes"),
        CheckConstraint("ended_at IS NULL OR begun_at IS NOT NULL", name="ended_was_begun"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(200))
    speaker: Mapped[str] = mapped_column(String(120), default="")  # who introduces it, by name and office
    minutes: Mapped[int | None] = mapped_column()
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Attendee(Base):
    """Somebody who takes part: from the hall or from home, by phone, by account, or without either, entered at the desk.

    Only those checked in count for a quorum and vote on motions.
    """

    __tablename__ = "attendee"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),  # an account is there once
        UniqueConstraint("meeting_id", "number"),
        Index("ix_attendee_person_id", "person_id"),  # serves: what somebody took part in, and deletion
        Index("uq_attendee_registration_id_seat", "registration_id", "seat", unique=True),  # a registered seat is taken once, whoever scans
        Index("uq_attendee_meeting_id_hand_key", "meeting_id", "hand_key", unique=True),  # a line of a list is handed in once
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int] = mapped_column()  # of the meeting, from one on: how the desk calls somebody without a name
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)  # of what the phone's cookie holds
    name: Mapped[str] = mapped_column(String(80), default="")  # as called up to speak; may stay empty
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_in_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_registration.id"))  # None: came without
    seat: Mapped[int | None] = mapped_column()  # of the registration, 1 is who registered
    hand_key: Mapped[str | None] = mapped_column(String(40))  # which line of a list that was handed in later

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")

    @property
    def is_present(self) -> bool:
        """Whether the person is checked in and has not left."""
        return self.checked_in_at is not None and self.left_at is None
