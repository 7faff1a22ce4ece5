"""What insight keeps: the town's people by district, a consultation's counts as they may be shown, and what it cost."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime

SOURCE_LENGTH = 200
NOTE_LENGTH = 200


class DistrictPeople(Base):
    """How many people live in a district, as the town's statistics say; `source`: where and of when."""

    __tablename__ = "district_people"
    __table_args__ = (CheckConstraint("people > 0", name="somebody_lives_there"),)

    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), primary_key=True, autoincrement=False)
    people: Mapped[int] = mapped_column()
    source: Mapped[str] = mapped_column(String(SOURCE_LENGTH), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class InsightCount(Base):
    """A consultation's counts as they were last made. `data` is what pages may show: small groups are hidden in it already."""

    __tablename__ = "insight_count"
    __table_args__ = (Index("ix_insight_count_looked_at", "looked_at"),)  # serves: the sweep

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True, autoincrement=False)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when somebody last counted, whether or not enough had changed to be shown
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class CostKind(StrEnum):
    """What money was spent on."""

    STAFF = "staff"
    PLATFORM = "platform"
    PRINT = "print"
    ROOMS = "rooms"
    MODERATION = "moderation"
    ALLOWANCES = "allowances"
    OTHER = "other"


class Cost(Base):
    """What a consultation cost, an item a row; `day` says when it was spent."""

    __tablename__ = "consultation_cost"
    __table_args__ = (
        CheckConstraint("cents > 0", name="cents_positive"),
        CheckConstraint("kind IN ('staff', 'platform', 'print', 'rooms', 'moderation', 'allowances', 'other')", name="kind_known"),
        Index("ix_consultation_cost_consultation_id", "consultation_id"),  # serves: a consultation's items and their sum
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    kind: Mapped[CostKind] = mapped_column(String(10))
    cents: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    day: Mapped[date] = mapped_column()
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
