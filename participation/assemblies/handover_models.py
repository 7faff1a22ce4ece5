"""The citizens' report as it was published, and what the town made of each recommendation."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.statements import run_with
from participation.proposals.models import Status

_KNOWN = ", ".join(f"'{status}'" for status in Status)


class CitizensReport(Base):
    """A published Bürgergutachten. It never changes; a correction is a further edition that says what it corrects."""

    __tablename__ = "citizens_report"
    __table_args__ = (
        UniqueConstraint("council_id", "number"),
        CheckConstraint("number = 1 OR correction <> ''", name="correction_says_what"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    number: Mapped[int] = mapped_column()  # edition
    correction: Mapped[str] = mapped_column(String(500), default="")
    content: Mapped[str] = mapped_column(Text)  # canonical JSON of all that the report says
    sha256: Mapped[str] = mapped_column(String(64))  # of `content`; stands in the log
    stored_name: Mapped[str] = mapped_column(String(40), unique=True)  # the same as PDF
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def said(self) -> dict[str, Any]:
        """What the report says."""
        found: dict[str, Any] = json.loads(self.content)
        return found


_SAYS = "a published report stays as it is"
KEEPS_SQLITE = [
    f"CREATE TRIGGER citizens_report_{name} BEFORE {event} ON citizens_report BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
    for name, event in (("keeps", "UPDATE"), ("stays", "DELETE"))
]
KEEPS_POSTGRESQL = [
    "CREATE FUNCTION citizens_report_keeps() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER citizens_report_keeps BEFORE UPDATE OR DELETE ON citizens_report FOR EACH ROW EXECUTE FUNCTION citizens_report_keeps()",
]
DROP_POSTGRESQL = ["DROP FUNCTION IF EXISTS citizens_report_keeps()"]
"""What a downgrade removes after the table; on SQLite the triggers go with it."""

run_with(CitizensReport.__table__, "after_create", "sqlite", KEEPS_SQLITE)
run_with(CitizensReport.__table__, "after_create", "postgresql", KEEPS_POSTGRESQL)
run_with(CitizensReport.__table__, "after_drop", "postgresql", DROP_POSTGRESQL)


class Handover(Base):
    """That the council's work was handed over, and to whom."""

    __tablename__ = "council_handover"

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), primary_key=True, autoincrement=False)
    addressee: Mapped[str] = mapped_column(String(200))  # "Stadtrat Auenstedt"
    handed_over_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FollowUp(Base):
    """One step of what the town made of a recommendation; the newest holds the present state, the others are its history."""

    __tablename__ = "recommendation_step"
    __table_args__ = (
        CheckConstraint(f"status IN ({_KNOWN})", name="status_known"),
        CheckConstraint("status NOT IN ('partly', 'rejected') OR reasons <> ''", name="refusal_has_reasons"),
        Index("ix_recommendation_step_recommendation_id", "recommendation_id"),  # serves: a recommendation's history
        Index("ix_recommendation_step_paper_id", "paper_id"),  # serves: whose paper was read anew
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    status: Mapped[Status] = mapped_column(String(12))
    addressee: Mapped[str] = mapped_column(String(200), default="")  # who answers: "Bauausschuss"
    reasons: Mapped[str] = mapped_column(Text, default="")  # Markdown
    reasons_html: Mapped[str] = mapped_column(Text, default="")
    paper_number: Mapped[str] = mapped_column(String(60), default="")  # of the council paper: "VO/2026/0123"
    paper_on: Mapped[date | None] = mapped_column()
    paper_url: Mapped[str] = mapped_column(String(500), default="")
    paper_file: Mapped[str] = mapped_column(String(40), default="")  # stored name of the paper as PDF
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("council_paper.id"))  # as it is read from the council information system
    resolved_on: Mapped[date | None] = mapped_column()
    resolution: Mapped[str] = mapped_column(Text, default="")  # plain text
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


ANSWERED = (Status.ANSWERED, Status.ACCEPTED, Status.PARTLY, Status.REJECTED, Status.DONE)
"""The states that are an answer of the town; before, it owes one."""
