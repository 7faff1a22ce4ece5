"""The copy of one's data that a person asked for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.work import WORK_STATES, Worked, WorkState

_UNFINISHED = text("state IN ('requested', 'running')")


class OwnCopy(Worked, Base):
    """The ZIP with everything that is kept about a person, made in the background for that person alone and kept for seven days."""

    __tablename__ = "own_copy"
    __table_args__ = (
        CheckConstraint(WORK_STATES, name="state_known"),
        CheckConstraint("state <> 'ready' OR (stored_name IS NOT NULL AND expires_at IS NOT NULL)", name="ready_has_file"),
        Index(  # one unfinished copy a person, however often the button is pressed
            "uq_own_copy_unfinished", "person_id", unique=True, sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED
        ),
        Index("ix_own_copy_person_id", "person_id", "id"),  # serves: the newest copy of a person
        Index("ix_own_copy_state_expires_at", "state", "expires_at"),  # serves: the sweep
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stored_name: Mapped[str | None] = mapped_column(String(40), unique=True)
    size: Mapped[int] = mapped_column(default=0)  # bytes
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def is_ready(self, now: datetime) -> bool:
        """Whether the file can be fetched: the end no longer belongs to its time."""
        return self.state == WorkState.READY and self.expires_at is not None and now < self.expires_at
