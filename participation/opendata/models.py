"""Files of data: those that everyone may have, made again when what they show has changed, and those that somebody of the staff asked for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.work import WORK_STATES, Worked, WorkState

EVERYTHING = 0
"""The scope of the file with the data of all consultations."""


class DataFile(Worked, Base):
    """The ZIP of all datasets of one consultation or of all. Without a person it is public; with one it is theirs, and holds private columns too.

    While it is made anew the one before is still there.
    """

    __tablename__ = "data_file"
    __table_args__ = (
        CheckConstraint(WORK_STATES, name="state_known"),
        CheckConstraint("state <> 'ready' OR (stored_name IS NOT NULL AND made_at IS NOT NULL)", name="ready_has_file"),
        CheckConstraint("requested_by_id IS NULL OR scope > 0", name="private_ones_are_of_one_consultation"),
        UniqueConstraint("scope", "requested_by_id"),  # asked for twice, it is the same
        Index(
            "uq_data_file_public",
            "scope",
            unique=True,
            sqlite_where=text("requested_by_id IS NULL"),
            postgresql_where=text("requested_by_id IS NULL"),
        ),
        Index("ix_data_file_state_touched_at", "state", "touched_at"),  # serves: the sweep
        Index("ix_data_file_requested_by_id", "requested_by_id"),  # serves: deletion of an account
    )

    scope: Mapped[int] = mapped_column()  # the consultation's number; 0: all
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_entry: Mapped[int] = mapped_column(BigInteger, default=0)  # the last entry of the log of acts when it was begun
    stored_name: Mapped[str | None] = mapped_column(String(40), unique=True)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)  # bytes
    rows: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # dataset → how many rows it has
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it was last made
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it was first like this
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of private ones

    @property
    def is_there(self) -> bool:
        """Whether a file can be fetched, also while the next one is made."""
        return self.stored_name is not None and self.state != WorkState.GONE
