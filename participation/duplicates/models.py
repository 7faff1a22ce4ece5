"""Pairs of proposals that belong together or do not, merges with the consent of their authors, and supports that moved."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kit.database import Base, UtcDateTime
from participation.proposals.models import Proposal

REASON_LENGTH = 500


class Verdict(StrEnum):
    """What the moderation said of a pair."""

    TOGETHER = "together"
    DIFFERENT = "different"


class MergeState(StrEnum):
    """Where a merge stands. One whose deadline has passed while it was asked has lapsed, without anybody doing anything."""

    ASKED = "asked"
    DONE = "done"
    CANCELLED = "cancelled"


class Consent(StrEnum):
    """What the author of a proposal says to a merge."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"  # of the city, or of an account that is gone


class ProposalPair(Base):
    """Two proposals that belong together, or look alike and do not. Neither comes first: the smaller number stands left."""

    __tablename__ = "proposal_pair"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="one_way_round"),  # so a pair is one row, and nothing pairs with itself
        CheckConstraint("verdict IN ('together', 'different')", name="verdict_known"),
        CheckConstraint("verdict <> 'together' OR reason <> ''", name="together_has_reason"),
        UniqueConstraint("first_id", "second_id"),
        Index("ix_proposal_pair_second_id", "second_id"),  # serves: a proposal's page, seen from the other side
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    verdict: Mapped[Verdict] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Merge(Base):
    """Several proposals that shall become one: the target stays, the others are folded into it where their authors consent."""

    __tablename__ = "proposal_merge"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'done', 'cancelled')", name="state_known"),
        CheckConstraint("(state = 'asked') = (closed_at IS NULL)", name="closed_has_date"),
        CheckConstraint("reason <> ''", name="reason_given"),
        Index("ix_proposal_merge_consultation_id", "consultation_id", "id"),  # serves: the moderation's list
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    state: Mapped[MergeState] = mapped_column(String(12), default=MergeState.ASKED)
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    parts: Mapped[list[MergePart]] = relationship(back_populates="merge", order_by="MergePart.id", lazy="selectin")

    def part_of(self, proposal_id: int) -> MergePart | None:
        """The part of one of its proposals."""
        return next((part for part in self.parts if part.proposal_id == proposal_id), None)


class MergePart(Base):
    """One proposal of a merge, the target too, with what its author says."""

    __tablename__ = "merge_part"
    __table_args__ = (
        CheckConstraint("consent IN ('asked', 'given', 'refused', 'not_needed')", name="consent_known"),
        CheckConstraint("merged_at IS NULL OR consent IN ('given', 'not_needed')", name="nothing_without_consent"),
        CheckConstraint("split_at IS NULL OR (merged_at IS NOT NULL AND split_reason <> '')", name="split_has_reason"),
        UniqueConstraint("merge_id", "proposal_id"),
        Index("ix_merge_part_proposal_id", "proposal_id"),  # serves: a proposal's page, its author's question
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    merge_id: Mapped[int] = mapped_column(ForeignKey("proposal_merge.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    consent: Mapped[Consent] = mapped_column(String(12))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    split_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    split_reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")

    merge: Mapped[Merge] = relationship(back_populates="parts", lazy="raise_on_sql")
    proposal: Mapped[Proposal] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_target(self) -> bool:
        """Whether the others are folded into this one."""
        return self.proposal_id == self.merge.target_id

    @property
    def is_merged(self) -> bool:
        """Whether it is folded into the target now."""
        return self.merged_at is not None and self.split_at is None


class MovedSupport(Base):
    """That a person let a support move to the target, so that splitting can give it back; deleted then."""

    __tablename__ = "moved_support"
    __table_args__ = (
        UniqueConstraint("part_id", "person_id"),  # a support moves once
        Index("ix_moved_support_person_id", "person_id"),  # serves: a person's data download
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("merge_part.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)  # for the proposal that it came from
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    counted_before: Mapped[bool] = mapped_column()  # whether the person supported the target already
