"""Tables of proposals that were read in: who, when, from which file, and what came of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from participation.kit.database import Base, UtcDateTime

NUMBER_LENGTH = 60


class ImportState(StrEnum):
    """Where an import stands."""

    PENDING = "pending"
    DONE = "done"
    UNDONE = "undone"


class ProposalImport(Base):
    """A table that staff read in. Its file is kept only until it is published or thrown away; the trace stays."""

    __tablename__ = "proposal_import"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'done', 'undone')", name="state_known"),
        CheckConstraint("(state = 'pending') = (content IS NOT NULL)", name="file_until_done"),
        Index("ix_proposal_import_consultation_id", "consultation_id", "id"),  # serves: the list of imports
        Index("ix_proposal_import_state", "state", "uploaded_at"),  # serves: the sweep of files that nobody published
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[ImportState] = mapped_column(String(8), default=ImportState.PENDING)
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))  # of the file as it came
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    mapping: Mapped[str] = mapped_column(Text, default="")  # JSON: column's place → what it is
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rows: Mapped[int] = mapped_column(default=0)  # proposals that it published


class ImportedProposal(Base):
    """That a proposal came from a table; goes with the proposal where an import is undone."""

    __tablename__ = "imported_proposal"
    __table_args__ = (
        UniqueConstraint("consultation_id", "external_number"),  # a number of the city's own lists comes in once
        Index("ix_imported_proposal_import_id", "import_id"),  # serves: undoing an import
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    import_id: Mapped[int] = mapped_column(ForeignKey("proposal_import.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    external_number: Mapped[str | None] = mapped_column(String(NUMBER_LENGTH))
