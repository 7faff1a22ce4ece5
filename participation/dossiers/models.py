"""The report of a consultation in versions, and its file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.work import WORK_STATES, Worked, WorkState

TITLE_LENGTH = 120
CHANGES_LENGTH = 1_000
_DRAFT = text("published_at IS NULL")


class Dossier(Base):
    """A version of the report: a draft until it is published. `said` is then all that it says, without what people wrote: that is cited by name."""

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),  # versions are numbered from 1; serves: the latest one
        CheckConstraint("title <> ''", name="has_title"),
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published_by_somebody"),
        CheckConstraint("published_at IS NULL OR number = 1 OR changes <> ''", name="later_ones_say_what_changed"),
        Index(  # one draft at a time, however many begin one at once
            "uq_dossier_draft", "consultation_id", unique=True, sqlite_where=_DRAFT, postgresql_where=_DRAFT
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    sections: Mapped[list[str]] = mapped_column(JSON)  # which are chosen, by their names
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # what staff wrote for a section, Markdown as typed
    changes: Mapped[str] = mapped_column(Text, default="")  # what is new beside the version before
    said: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @property
    def is_published(self) -> bool:
        """Whether everybody reads it."""
        return self.published_at is not None


class DossierFile(Worked, Base):
    """The PDF of a version, made in the background. `mark`: which of the cited texts could not be read when it was made (`blocks.mark_of`)."""

    __tablename__ = "dossier_file"
    __table_args__ = (
        CheckConstraint(WORK_STATES, name="state_known"),
        CheckConstraint("state <> 'ready' OR stored_name IS NOT NULL", name="ready_has_file"),
        UniqueConstraint("dossier_id"),  # asked for twice, it is the same
        Index("ix_dossier_file_state_touched_at", "state", "touched_at"),  # serves: the sweep
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"))
    stored_name: Mapped[str | None] = mapped_column(String(40), unique=True)
    size: Mapped[int] = mapped_column(default=0)  # bytes
    mark: Mapped[str] = mapped_column(String(16), default="")
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_ready(self) -> bool:
        """Whether it can be fetched."""
        return self.state == WorkState.READY and self.stored_name is not None
