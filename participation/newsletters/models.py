"""Who follows a consultation, and its newsletters."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime

SUBJECT_LENGTH = 120
BODY_LENGTH = 20_000


class State(StrEnum):
    """Where a newsletter stands."""

    DRAFT = "draft"
    PLANNED = "planned"  # leaves at its time
    SENDING = "sending"  # public, and on its way
    SENT = "sent"


class Follow(Base):
    """That a person follows a consultation: its newsletters come by mail."""

    __tablename__ = "consultation_follow"
    __table_args__ = (
        Index("ix_consultation_follow_consultation_id", "consultation_id", "person_id"),  # serves: whom a newsletter goes to, in order
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    followed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Newsletter(Base):
    """A letter to the followers of a consultation. Once it is on its way it stays as it is, and everybody can read it."""

    __tablename__ = "newsletter"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'planned', 'sending', 'sent')", name="state_known"),
        CheckConstraint("state <> 'planned' OR send_at IS NOT NULL", name="planned_has_a_time"),
        CheckConstraint("(state IN ('sending', 'sent')) = (published_at IS NOT NULL)", name="on_its_way_is_public"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_a_time"),
        Index("ix_newsletter_consultation_id", "consultation_id", "state", "published_at"),  # serves: the archive; the staff's list
        Index("ix_newsletter_send_at", "state", "send_at"),  # serves: what is due
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[State] = mapped_column(String(8), default=State.DRAFT)
    subject: Mapped[str] = mapped_column(String(SUBJECT_LENGTH))
    body: Mapped[str] = mapped_column(Text)  # Markdown as typed
    body_html: Mapped[str] = mapped_column(Text)  # made from it on save
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    send_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the first mail was written
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the last was
    after_id: Mapped[int] = mapped_column(default=0)  # everybody up to this number has the mail
    mailed: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)  # how many followed when it began

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.state in (State.SENDING, State.SENT)
