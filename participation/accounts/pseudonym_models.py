"""The name that somebody goes by in one consultation alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime


class Pseudonym(Base):
    """A person's name in one consultation, instead of the public name of the account. Personal data; goes with the account."""

    __tablename__ = "pseudonym"
    __table_args__ = (
        UniqueConstraint("person_id", "consultation_id"),  # serves: every byline
        UniqueConstraint("consultation_id", "name_key"),  # nobody can pose as another there
        Index("ix_pseudonym_name_key", "name_key"),  # serves: whether a new account's name is one already
        CheckConstraint("name <> ''", name="has_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(120))  # look-alikes folded
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # from here on by name and role: the person speaks for the city, or moderates here
