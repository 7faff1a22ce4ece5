"""What was looked at when votes and supports were checked for crowds, what stood out, and what people made of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime


class CrowdSign(StrEnum):
    """What stood out."""

    NETWORK = "network"  # many new accounts of one network
    BURST = "burst"  # many supports within hours
    DAY = "day"  # many accounts made on one day
    SET = "set"  # many accounts made together that back the same things


class FindingState(StrEnum):
    """Where it stands."""

    OPEN = "open"
    LEFT = "left"  # looked at, nothing to do
    ASKED = "asked"  # those concerned were asked to confirm
    DISCOUNTED = "discounted"  # what nobody confirmed is not counted


class CrowdCheck(Base):
    """That a thing was checked: how many were looked at, of how many a network was known, when; and which human being read the report."""

    __tablename__ = "crowd_check"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    people: Mapped[int] = mapped_column()
    networked: Mapped[int] = mapped_column()
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class CrowdFinding(Base):
    """Something that stands out beyond chance: ten people or more. Numbers only; who they are stands in `CrowdMember`, for as long as needed."""

    __tablename__ = "crowd_finding"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "sign", "mark"),  # seen every hour, kept once; serves also: a thing's findings
        CheckConstraint("sign IN ('network', 'burst', 'day', 'set')", name="sign_known"),
        CheckConstraint("state IN ('open', 'left', 'asked', 'discounted')", name="state_known"),
        CheckConstraint("state = 'open' OR (note <> '' AND settled_at IS NOT NULL)", name="settled_with_reasons"),
        CheckConstraint("state NOT IN ('asked', 'discounted') OR asked_until IS NOT NULL", name="asked_before_discounted"),
        CheckConstraint("people >= 10", name="never_points_at_few"),
        Index("ix_crowd_finding_consultation_id", "consultation_id", "state"),  # serves: the report, how many wait
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int] = mapped_column()
    sign: Mapped[CrowdSign] = mapped_column(String(10))
    mark: Mapped[str] = mapped_column(String(64))  # by which it is known again; of a network random as soon as its hashes are gone
    people: Mapped[int] = mapped_column()
    usual: Mapped[float] = mapped_column()
    chance: Mapped[float] = mapped_column()
    begins_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)

    state: Mapped[FindingState] = mapped_column(String(10), default=FindingState.OPEN)
    note: Mapped[str] = mapped_column(Text, default="")  # the reasons, public with the result
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed: Mapped[int] = mapped_column(default=0)
    discounted: Mapped[int] = mapped_column(default=0)

    @property
    def is_over(self) -> bool:
        """Whether nothing is to be done about it any more."""
        return self.state in (FindingState.LEFT, FindingState.DISCOUNTED)


class CrowdMember(Base):
    """Who is part of a finding, so that they can be asked. Shown to nobody."""

    __tablename__ = "crowd_member"
    __table_args__ = (
        Index("ix_crowd_member_person_id", "person_id"),  # serves: the copy of the own data
        {"sqlite_with_rowid": False},
    )

    finding_id: Mapped[int] = mapped_column(ForeignKey("crowd_finding.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
