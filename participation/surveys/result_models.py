"""What is made of answers and kept: the counted result, the town's shares for weights, comparisons that everyone may see, files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.work import WORK_STATES, Worked

SOURCE_LENGTH = 200


class SurveyResult(Base):
    """The result as it was last counted; made when a survey is published. `data` is what pages may show: small numbers are hidden in it already.

    `is_stale`: something changed since the last count began. `begun_at` is the worker's claim: at most one in a minute. `columns`: all answers as
    numbers without texts, for tables of a part of the people.
    """

    __tablename__ = "survey_result"
    __table_args__ = (
        CheckConstraint("(version = 0) = (computed_at IS NULL)", name="computed_has_date"),
        Index("ix_survey_result_is_stale", "is_stale"),  # serves: the sweep for results to count
    )

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(default=0)  # raised by each count
    is_stale: Mapped[bool] = mapped_column(default=True)
    is_running: Mapped[bool] = mapped_column(default=False)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    computed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    columns: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))


class SurveyWeighting(Base):
    """The town's shares by which answers are weighted: question → option → share in percent."""

    __tablename__ = "survey_weighting"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True, autoincrement=False)
    targets: Mapped[dict[str, dict[str, float]]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(SOURCE_LENGTH), default="")  # where the shares come from
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SurveyComparison(Base):
    """Which groups everyone may compare after the close, and in which questions: one division into groups, chosen before the close."""

    __tablename__ = "survey_comparison"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True, autoincrement=False)
    divided_by: Mapped[str] = mapped_column(String(64))  # a question with one answer
    questions: Mapped[list[str]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SurveyFile(Worked, Base):
    """A file of all answers for other programs, made in the background and kept for a few days; one of each kind."""

    __tablename__ = "survey_file"
    __table_args__ = (
        CheckConstraint(WORK_STATES, name="state_known"),
        CheckConstraint("kind IN ('xlsx', 'xml', 'sav')", name="kind_known"),
        CheckConstraint("state <> 'ready' OR (stored_name IS NOT NULL AND expires_at IS NOT NULL)", name="ready_has_file"),
        UniqueConstraint("survey_id", "kind"),  # asked for twice, it is the same
        Index("ix_survey_file_state_touched_at", "state", "touched_at"),  # serves: the sweep
    )

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    kind: Mapped[str] = mapped_column(String(4))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stored_name: Mapped[str | None] = mapped_column(String(40), unique=True)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
