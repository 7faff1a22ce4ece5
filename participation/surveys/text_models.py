"""Free texts that everyone may read, or could: by what they are reported, and whether the moderation hid one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime


class SurveyText(Base):
    """A free text that was released once. Its number means nothing; it names the answer by its response's random key and its question."""

    __tablename__ = "survey_text"
    __table_args__ = (
        UniqueConstraint("response_key", "question"),  # serves also: whether a text is hidden
        CheckConstraint("hidden_at IS NULL OR hidden_reason <> ''", name="hidden_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    response_key: Mapped[bytes] = mapped_column(LargeBinary(16))
    question: Mapped[str] = mapped_column(String(130))
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
