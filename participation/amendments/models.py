"""Suggested changes: another text for somebody's proposal, with its reason and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.language import lazy
from participation.proposals.models import TITLE_LENGTH

KIND = "amendment"
"""What the log, the discussion and addresses of this room call a suggested change."""


class State(StrEnum):
    """Where a suggested change stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    State.OPEN: lazy("Offen"),
    State.ACCEPTED: lazy("Angenommen"),
    State.REJECTED: lazy("Abgelehnt"),
    State.WITHDRAWN: lazy("Zurückgezogen"),
}


class Amendment(Base):
    """A text that somebody suggests for another's published proposal. It stands on its own: with the text that it was written against."""

    __tablename__ = "amendment"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'rejected', 'withdrawn')", name="state_known"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_has_date"),
        CheckConstraint("state <> 'rejected' OR decision_reason <> ''", name="rejected_has_reason"),
        CheckConstraint("(state = 'accepted') = (result_number IS NOT NULL)", name="accepted_made_a_version"),
        CheckConstraint("promoted_id IS NULL OR state = 'rejected'", name="only_rejected_ones_grow"),
        CheckConstraint("hidden_at IS NULL OR hidden_reason <> ''", name="hidden_has_reason"),
        CheckConstraint("contribution_count >= 0", name="count_not_negative"),
        Index("ix_amendment_proposal_id", "proposal_id", "id"),  # serves: the list of a proposal's suggested changes
        Index("ix_amendment_consultation_id", "consultation_id", "id"),  # serves: the export
        Index("ix_amendment_author_id", "author_id"),  # serves: what a person suggested
        Index("ix_amendment_promoted_id", "promoted_id"),  # serves: from what a proposal grew
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entry_key: Mapped[str | None] = mapped_column(String(64), unique=True)  # of the form it came from: sent twice, saved once
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"))  # of the discussion, from which it grew
    state: Mapped[State] = mapped_column(String(12), default=State.OPEN)

    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))  # what is suggested
    body: Mapped[str] = mapped_column(Text)  # Markdown as typed
    reason: Mapped[str] = mapped_column(Text)  # why, Markdown as typed
    reason_html: Mapped[str] = mapped_column(Text)
    base_number: Mapped[int] = mapped_column()  # the proposal's version that it was written against, from 1
    base_title: Mapped[str] = mapped_column(String(TITLE_LENGTH))  # and its text
    base_body: Mapped[str] = mapped_column(Text)

    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # accepted, rejected or withdrawn
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    on_behalf: Mapped[bool] = mapped_column(default=False)  # the moderation decided, because the author's account is gone
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    adapted: Mapped[bool] = mapped_column(default=False)  # accepted with another wording, because the text had moved on
    result_number: Mapped[int | None] = mapped_column()  # the proposal's version that it made
    promoted_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="SET NULL"))  # the proposal that it grew into
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by the moderation: the text stays for its author and the moderation
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    contribution_count: Mapped[int] = mapped_column(default=0)  # told by the discussion

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == State.OPEN

    @property
    def is_hidden(self) -> bool:
        """Whether the moderation hid its text."""
        return self.hidden_at is not None
