"""The report: sections of sentences, each of which cites texts. Each version is a row of its own; what was published stays as it was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from participation.consultations.texts import Kind
from participation.kit.database import Base, UtcDateTime
from participation.sense.models import KIND_KNOWN, REF_LENGTH

TITLE_LENGTH = 120
HEADING_LENGTH = 120
SENTENCE_LENGTH = 600


class Report(Base):
    """A version of a consultation's report: a draft until it is published."""

    __tablename__ = "sense_report"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),  # versions are numbered from 1; serves: the latest one
        CheckConstraint("title <> ''", name="has_title"),
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published_by_somebody"),
        Index(  # one draft at a time, however many begin one at once
            "uq_sense_report_draft",
            "consultation_id",
            unique=True,
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    introduction: Mapped[str] = mapped_column(Text, default="")  # Markdown as typed
    introduction_html: Mapped[str] = mapped_column(Text, default="")
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    totals: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # how many texts of each kind there were when it was published


class Section(Base):
    """A heading with sentences; `is_minority`: the box of what few want strongly."""

    __tablename__ = "sense_section"
    __table_args__ = (
        CheckConstraint("heading <> ''", name="has_heading"),
        Index("ix_sense_section_report_id", "report_id", "position"),  # serves: a report's page
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("sense_report.id"))
    position: Mapped[int] = mapped_column()
    heading: Mapped[str] = mapped_column(String(HEADING_LENGTH))
    is_minority: Mapped[bool] = mapped_column(default=False)


class Sentence(Base):
    """What the report says, in a sentence or two. It cites at least one text: actions keep it so, and publishing asks again."""

    __tablename__ = "sense_sentence"
    __table_args__ = (
        CheckConstraint("words <> ''", name="has_words"),
        Index("ix_sense_sentence_section_id", "section_id", "position"),  # serves: a report's page
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("sense_section.id"))
    position: Mapped[int] = mapped_column()
    words: Mapped[str] = mapped_column(String(SENTENCE_LENGTH))


class Citation(Base):
    """A text that a sentence cites."""

    __tablename__ = "sense_citation"
    __table_args__ = (CheckConstraint(KIND_KNOWN, name="kind_known"),)

    sentence_id: Mapped[int] = mapped_column(ForeignKey("sense_sentence.id"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(String(12), primary_key=True)
    ref: Mapped[str] = mapped_column(String(REF_LENGTH), primary_key=True)
