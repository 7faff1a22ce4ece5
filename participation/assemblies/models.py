"""The council's sittings: agenda, documents, experts, who was there, and the small groups."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kit.database import Base, UtcDateTime


class Sitting(Base):
    """One sitting of the council."""

    __tablename__ = "sitting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_sitting_council_id", "council_id", "starts_at"),  # serves: a council's sittings in order
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(200), default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attendance_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it was last noted who was there

    agenda: Mapped[list[AgendaItem]] = relationship(order_by="AgendaItem.position", lazy="raise_on_sql", cascade="all, delete-orphan")
    documents: Mapped[list[SittingDocument]] = relationship(order_by="SittingDocument.id", lazy="raise_on_sql", cascade="all, delete-orphan")
    experts: Mapped[list[Expert]] = relationship(order_by="Expert.id", lazy="raise_on_sql", cascade="all, delete-orphan")


class AgendaItem(Base):
    """A point of a sitting's agenda."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("sitting_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    position: Mapped[int] = mapped_column()
    planned: Mapped[str] = mapped_column(String(5), default="")  # "18:30" on the city's clock; empty: no time planned
    title: Mapped[str] = mapped_column(String(200))


class SittingDocument(Base):
    """A PDF for the council's members."""

    __tablename__ = "sitting_document"
    __table_args__ = (Index("ix_sitting_document_sitting_id", "sitting_id"),)  # serves: a sitting's page

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    stored_name: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column()  # bytes
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Expert(Base):
    """Somebody whom the council heard: who it is, what they said, and which interests they declared."""

    __tablename__ = "sitting_expert"
    __table_args__ = (Index("ix_sitting_expert_sitting_id", "sitting_id"),)  # serves: a sitting's page

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(200), default="")  # "Professorin für Bauphysik, TH Auenstedt"
    statement: Mapped[str] = mapped_column(Text, default="")
    interests: Mapped[str] = mapped_column(String(1000), default="")  # as the person declared them


class Attendance(Base):
    """That a member was at a sitting."""

    __tablename__ = "attendance"
    __table_args__ = (Index("ix_attendance_seat_id", "seat_id"),)  # serves: what one member was at

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True, autoincrement=False)
    seat_id: Mapped[int] = mapped_column(ForeignKey("council_seat.id"), primary_key=True, autoincrement=False)


class SittingGroups(Base):
    """A sitting's small groups: `plan` holds {"rounds": [[[seat numbers]]], "met", "possible", "uneven", "size", "features"}; no person's features."""

    __tablename__ = "sitting_groups"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True, autoincrement=False)
    seed: Mapped[str] = mapped_column(String(64))
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
