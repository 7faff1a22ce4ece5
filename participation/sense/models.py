"""The code book, what two people coded, the groups of texts that were computed, and what was learnt about categories.

A text belongs to another room. Here it is known by its kind and its name there only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.consultations.texts import Kind
from participation.kit.database import Base, UtcDateTime

NAME_LENGTH = 80
DESCRIPTION_LENGTH = 500
REF_LENGTH = 170
KIND_KNOWN = "kind IN ('proposal', 'contribution', 'statement', 'answer')"
SETTLED, FIRST, SECOND = 0, 1, 2
"""Whose coding: that on which both agree or which was settled, the first coder's, the second's."""


class Theme(Base):
    """A theme of a consultation's code book. The first nine are on the keys 1 to 9."""

    __tablename__ = "sense_theme"
    __table_args__ = (
        UniqueConstraint("consultation_id", "name"),  # each theme once; serves: the code book
        CheckConstraint("name <> ''", name="has_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    description: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH), default="")
    position: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CodingRound(Base):
    """Texts that one or two people code, each by themselves."""

    __tablename__ = "sense_round"
    __table_args__ = (
        CheckConstraint("coders IN (1, 2)", name="one_or_two_coders"),
        CheckConstraint("coders = 2 OR (second_coder_id IS NULL AND second_done_at IS NULL)", name="second_where_asked"),
        CheckConstraint("first_coder_id IS NULL OR second_coder_id IS NULL OR first_coder_id <> second_coder_id", name="two_people"),
        CheckConstraint("text_count > 0", name="has_texts"),
        Index("ix_sense_round_consultation_id", "consultation_id"),  # serves: a consultation's rounds
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    coders: Mapped[int] = mapped_column(default=2)
    text_count: Mapped[int] = mapped_column()  # equal to its rows of `sense_text`
    drawn_from: Mapped[int] = mapped_column()  # how many texts there were when these were drawn
    seed: Mapped[str] = mapped_column(String(32))  # with which chance began
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_coder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    second_coder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first_done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_done(self) -> bool:
        """Whether all have finished: from then on they see each other's coding."""
        return self.first_done_at is not None and (self.coders == 1 or self.second_done_at is not None)

    def slot_of(self, person_id: int) -> int | None:
        """Which coder somebody is."""
        return FIRST if self.first_coder_id == person_id else SECOND if self.second_coder_id == person_id else None

    def done_at(self, slot: int) -> datetime | None:
        """When a coder finished."""
        return self.first_done_at if slot == FIRST else self.second_done_at


class CodingText(Base):
    """A text of a round, at its place."""

    __tablename__ = "sense_text"
    __table_args__ = (
        UniqueConstraint("round_id", "position"),  # numbered from 1; serves: the desk, the next one
        UniqueConstraint("round_id", "kind", "ref"),  # each text once
        CheckConstraint(KIND_KNOWN, name="kind_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("sense_round.id"))
    position: Mapped[int] = mapped_column()
    kind: Mapped[Kind] = mapped_column(String(12))
    ref: Mapped[str] = mapped_column(String(REF_LENGTH))


class Coding(Base):
    """That a text was coded, even where no theme fits."""

    __tablename__ = "sense_coding"
    __table_args__ = (CheckConstraint("slot IN (0, 1, 2)", name="slot_known"),)

    text_id: Mapped[int] = mapped_column(ForeignKey("sense_text.id"), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    coded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Code(Base):
    """A theme that a text was given."""

    __tablename__ = "sense_code"
    __table_args__ = (
        CheckConstraint("slot IN (0, 1, 2)", name="slot_known"),
        Index("ix_sense_code_theme_id_slot", "theme_id", "slot"),  # serves: the texts of a theme
    )

    text_id: Mapped[int] = mapped_column(ForeignKey("sense_text.id"), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("sense_theme.id"), primary_key=True)


class TextGroups(Base):
    """The groups of nearly the same texts of a consultation as they were last computed. `asked_at` without `begun_at` after it: somebody waits."""

    __tablename__ = "sense_groups"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True, autoincrement=False)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    computed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    @property
    def is_waiting(self) -> bool:
        """Whether a computation is still to come or goes on."""
        return self.computed_at is None or self.computed_at < self.asked_at


class CategoryLearning(Base):
    """What was learnt about a consultation's categories, and from how many texts; without `model` they were too few."""

    __tablename__ = "sense_learning"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True, autoincrement=False)
    learnt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    texts: Mapped[int] = mapped_column()
    model: Mapped[bytes | None] = mapped_column(LargeBinary)
