"""Supports about which the moderation decides whether they count."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime


class DoubtedSupport(Base):
    """That a person's support of a proposal was part of something conspicuous. It counts unless `discounted_at` says since when not.

    The support itself stays as it is, and so does this row where the support is taken back: given again, it counts no more than before.
    """

    __tablename__ = "doubted_support"
    __table_args__ = (
        UniqueConstraint("proposal_id", "person_id"),  # serves also: whether a support counts
        Index("ix_doubted_support_person_id", "person_id"),  # serves: the copy of the own data
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    doubted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    discounted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
