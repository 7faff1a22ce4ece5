"""Minutes: editions of a text, each approved by two people before it is public."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kit.database import Base, UtcDateTime

_DRAFT = text("published_at IS NULL")


class MinutesEdition(Base):
    """An edition of a meeting's minutes; the second and later ones are corrections and say why."""

    __tablename__ = "minutes_edition"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("number = 1 OR correction <> ''", name="corrections_have_reasons"),
        Index("uq_minutes_edition_draft", "meeting_id", unique=True, sqlite_where=_DRAFT, postgresql_where=_DRAFT),  # one is written at a time
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int] = mapped_column()
    correction: Mapped[str] = mapped_column(String(500), default="")  # why there is another edition
    text: Mapped[str] = mapped_column(Text)  # Markdown
    revision: Mapped[int] = mapped_column(default=1)  # raised by each change of the text
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_html: Mapped[str] = mapped_column(Text, default="")  # made from the text when it is published

    approvals: Mapped[list[MinutesApproval]] = relationship(order_by="MinutesApproval.approved_at", lazy="raise_on_sql", cascade="all, delete-orphan")


class MinutesApproval(Base):
    """Somebody says that a text is right; a change of the text takes all approvals away."""

    __tablename__ = "minutes_approval"

    edition_id: Mapped[int] = mapped_column(ForeignKey("minutes_edition.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime)
