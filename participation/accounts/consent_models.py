"""Texts of consent in all their versions, and who agreed to which."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kit.database import Base, UtcDateTime


class ConsentText(Base):
    """One version of what people agree to, in both languages. Rows are only added: who agreed, agreed to these words."""

    __tablename__ = "consent_text"
    __table_args__ = (
        UniqueConstraint("key", "number"),  # versions of a text are counted
        CheckConstraint("text_de <> '' AND text_en <> ''", name="said_in_both"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(20))
    number: Mapped[int] = mapped_column()  # from 1
    text_de: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(300), default="")  # why it was changed; everybody reads it
    since: Mapped[datetime] = mapped_column(UtcDateTime)

    def said(self, language: str) -> str:
        """The words in a language."""
        return self.text_en if language == "en" else self.text_de


class Consent(Base):
    """That a person agreed to one version, when and on which page; and when it was withdrawn."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_person_id", "person_id", "id"),)  # serves: a person's own consents

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text_id: Mapped[int] = mapped_column(ForeignKey("consent_text.id"))
    language: Mapped[str] = mapped_column(String(2))  # in which it was read
    place: Mapped[str] = mapped_column(String(500))  # the page on which it was given, as a path of this site
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    text: Mapped[ConsentText] = relationship(lazy="raise_on_sql")
