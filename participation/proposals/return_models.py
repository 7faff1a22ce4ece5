"""Texts of proposals that the moderation gave back; for those who wrote them and the moderation only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.proposals.models import TITLE_LENGTH


class ProposalReturn(Base):
    """The text as it was when it went back, why, and when it was handed in again."""

    __tablename__ = "proposal_return"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_reason"),
        Index("ix_proposal_return_proposal_id", "proposal_id", "id"),  # serves: a proposal's returned texts, the latest first
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    body: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    returned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
