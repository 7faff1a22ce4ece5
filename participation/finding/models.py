"""Searches that people keep."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime

NAME_LENGTH = 80
QUERY_LENGTH = 500


class SavedSearch(Base):
    """A list of proposals that somebody wants to see again, and perhaps be told of what is new in it. Deleted with the account."""

    __tablename__ = "saved_search"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_name"),
        UniqueConstraint("person_id", "consultation_id", "query"),  # the same list is kept once; serves: a person's own searches
        Index("ix_saved_search_looked_at", "tells", "looked_at"),  # serves: the sweep, those longest not looked at first
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    query: Mapped[str] = mapped_column(String(QUERY_LENGTH))  # as in the list's address; empty for all proposals
    tells: Mapped[bool] = mapped_column(default=False)  # whether the person wants to be told
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)  # what became public until then has been told
