"""A council paper as it was last read, the bodies that dealt with it, and the answers that a further reading is compared with."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kit.database import Base, UtcDateTime
from participation.methods.oparl import LONGEST_LINE

URL_LENGTH = 500


class CouncilPaper(Base):
    """A paper of the council, known by its address. What was read stays until something newer was read whole."""

    __tablename__ = "council_paper"
    __table_args__ = (
        CheckConstraint("failures >= 0", name="failures_counted"),
        CheckConstraint("failures = 0 OR error <> ''", name="failure_has_reason"),
        CheckConstraint("name = '' OR read_at IS NOT NULL", name="content_was_read"),
        Index("ix_council_paper_next_at", "next_at"),  # serves: what the worker reads next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(URL_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_LINE), default="")
    reference: Mapped[str] = mapped_column(String(120), default="")
    paper_type: Mapped[str] = mapped_column(String(120), default="")
    day: Mapped[date | None] = mapped_column()
    web: Mapped[str] = mapped_column(String(URL_LENGTH), default="")  # its page for people
    file_name: Mapped[str] = mapped_column(String(LONGEST_LINE), default="")
    file_url: Mapped[str] = mapped_column(String(URL_LENGTH), default="")
    is_deleted: Mapped[bool] = mapped_column(default=False)  # the council took it back
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when what stands here was last confirmed
    error: Mapped[str] = mapped_column(String(20), default="")  # why the last reading failed; a `Trouble`
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)  # not read again before
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    steps: Mapped[list[PaperStep]] = relationship(order_by="PaperStep.position", lazy="raise_on_sql", cascade="all, delete-orphan")

    @property
    def was_read(self) -> bool:
        """Whether there is anything to show."""
        return self.read_at is not None


class PaperStep(Base):
    """A meeting in which the paper was, or will be, dealt with, and what came out."""

    __tablename__ = "council_paper_step"
    __table_args__ = (UniqueConstraint("paper_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("council_paper.id"))
    position: Mapped[int] = mapped_column()
    organization: Mapped[str] = mapped_column(String(200), default="")  # "Bauausschuss"
    meeting: Mapped[str] = mapped_column(String(LONGEST_LINE), default="")
    meets_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    role: Mapped[str] = mapped_column(String(120), default="")  # "Vorberatung", "Beschlussfassung"
    number: Mapped[str] = mapped_column(String(40), default="")  # of the agenda item
    result: Mapped[str] = mapped_column(String(200), default="")  # "einstimmig beschlossen"
    resolution: Mapped[str] = mapped_column(Text, default="")  # plain text
    web: Mapped[str] = mapped_column(String(URL_LENGTH), default="")  # the meeting's page for people


class PaperAnswer(Base):
    """What an address answered, kept so that the next request asks only whether it has changed."""

    __tablename__ = "council_paper_answer"
    __table_args__ = (UniqueConstraint("paper_id", "url"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("council_paper.id"))
    url: Mapped[str] = mapped_column(String(URL_LENGTH))
    etag: Mapped[str] = mapped_column(String(200), default="")
    last_modified: Mapped[str] = mapped_column(String(60), default="")
    content: Mapped[str] = mapped_column(Text)  # JSON as it came
