"""Exports that people asked for: how far each is, and the file that it became."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime


class ExportState(StrEnum):
    """Where an export stands."""

    REQUESTED = "requested"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"  # the file is deleted; the row says so for a while


SILENCE = timedelta(minutes=3)
"""After so long without a sign of life a worker is taken for dead."""
ATTEMPTS = 3
"""How often an export is begun before it has failed."""
UNFINISHED = (ExportState.REQUESTED, ExportState.RUNNING)
_UNFINISHED_SQL = text("state IN ('requested', 'running')")


class Export(Base):
    """One person's wish for the ZIP of a closed consultation, and what became of it. The file is nobody else's."""

    __tablename__ = "export"
    __table_args__ = (
        CheckConstraint("state IN ('requested', 'running', 'ready', 'failed', 'expired')", name="state_known"),
        # whatever is called ready can be fetched and checked, until a stated day
        CheckConstraint(
            "state <> 'ready' OR (stored_name IS NOT NULL AND sha256 IS NOT NULL AND size > 0 AND expires_at IS NOT NULL)", name="ready_has_file"
        ),
        CheckConstraint("done >= 0 AND total >= 0 AND attempts >= 0", name="counts_not_negative"),
        Index(  # one unfinished export a person and consultation, however often the button is pressed
            "uq_export_unfinished",
            "consultation_id",
            "requested_by_id",
            unique=True,
            sqlite_where=_UNFINISHED_SQL,
            postgresql_where=_UNFINISHED_SQL,
        ),
        Index("ix_export_requested_by_id_requested_at", "requested_by_id", "requested_at"),  # serves: a person's own exports
        Index("ix_export_state_expires_at", "state", "expires_at"),  # serves: the sweep
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[ExportState] = mapped_column(String(10), default=ExportState.REQUESTED)
    attempts: Mapped[int] = mapped_column(default=0)  # how often a worker began it
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime)  # last sign of life of the worker that makes it
    done: Mapped[int] = mapped_column(default=0)  # lines written
    total: Mapped[int] = mapped_column(default=0)  # lines to write; 0 until they are counted
    stored_name: Mapped[str | None] = mapped_column(String(40), unique=True)  # random; below the settings' var_dir
    file_name: Mapped[str] = mapped_column(String(120), default="")  # what the person's browser calls it
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(default=0)  # bytes
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_unfinished(self) -> bool:
        """Whether a worker still has to make it, or does so now."""
        return self.state in UNFINISHED

    def is_ready(self, now: datetime) -> bool:
        """Whether the file can be fetched: the end no longer belongs to its time."""
        return self.state == ExportState.READY and self.expires_at is not None and now < self.expires_at

    @property
    def share(self) -> Fraction:
        """How much of it is written, 0 to 1."""
        return min(Fraction(self.done, self.total), Fraction(1)) if self.total else Fraction(0)
