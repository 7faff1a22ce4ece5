"""A measure of the city, where it came from, its milestones, its money, and everything that happened with it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import District
from participation.consultations.models import Consultation
from participation.followups.models import Office
from participation.kit.database import Base, UtcDateTime
from participation.kit.language import lazy
from participation.kit.uploads import copies_of
from participation.papers.models import CouncilPaper
from participation.places.models import Place

TITLE_LENGTH = 160
REASON_LENGTH = 1000
LINE_LENGTH = 200


class MeasureStatus(StrEnum):
    """Where a measure stands."""

    PLANNED = "planned"
    WORK = "work"
    DELAYED = "delayed"
    DONE = "done"
    STOPPED = "stopped"


STATUS_NAMES = {
    MeasureStatus.PLANNED: (lazy("Geplant"), "info"),
    MeasureStatus.WORK: (lazy("In Arbeit"), "info"),
    MeasureStatus.DELAYED: (lazy("Verzögert"), "warning"),
    MeasureStatus.DONE: (lazy("Umgesetzt"), "success"),
    MeasureStatus.STOPPED: (lazy("Eingestellt"), "danger"),
}
GOING_ON = (MeasureStatus.PLANNED, MeasureStatus.WORK, MeasureStatus.DELAYED)
NEEDS_REASON = frozenset({MeasureStatus.DELAYED, MeasureStatus.STOPPED})
_KNOWN = ", ".join(f"'{status}'" for status in MeasureStatus)


class Measure(Base):
    """Something that the city does, or did."""

    __tablename__ = "measure"
    __table_args__ = (
        CheckConstraint(f"status IN ({_KNOWN})", name="status_known"),
        CheckConstraint("status NOT IN ('delayed', 'stopped') OR status_reason <> ''", name="delay_has_reason"),
        CheckConstraint("budget IS NULL OR budget >= 0", name="budget_not_negative"),
        Index("ix_measure_consultation_id", "consultation_id"),  # serves: a consultation's measures
        Index("ix_measure_changed_at", "changed_at", "id"),  # serves: the public list, the newest first
        Index("ix_measure_office_id", "office_id"),  # serves: an office's measures
        Index("ix_measure_paper_id", "paper_id"),  # serves: whose paper was read anew
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    body: Mapped[str] = mapped_column(Text, default="")  # Markdown
    body_html: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")  # title and text, folded, for the list's search
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("council_paper.id"))
    status: Mapped[MeasureStatus] = mapped_column(String(8))
    status_reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    status_on: Mapped[date] = mapped_column()  # since when, in the city's time
    until: Mapped[date | None] = mapped_column()  # the day by which it shall be done
    budget: Mapped[int | None] = mapped_column(BigInteger)  # cents planned
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    office: Mapped[Office] = relationship(lazy="raise_on_sql")
    district: Mapped[District | None] = relationship(lazy="raise_on_sql")
    place: Mapped[Place | None] = relationship(Place, lazy="raise_on_sql")
    paper: Mapped[CouncilPaper | None] = relationship(lazy="raise_on_sql")

    @property
    def goes_on(self) -> bool:
        """Whether something is still to be done."""
        return self.status in GOING_ON


class Origin(StrEnum):
    """What a measure can come from."""

    PROPOSAL = "proposal"
    RECOMMENDATION = "recommendation"
    VOTE = "vote"
    PROJECT = "project"


class MeasureOrigin(Base):
    """That a measure came from something; the thing is known by kind and number, because several rooms have such things."""

    __tablename__ = "measure_origin"
    __table_args__ = (
        UniqueConstraint("measure_id", "kind", "subject_id"),  # said once
        CheckConstraint("kind IN ('proposal', 'recommendation', 'vote', 'project')", name="kind_known"),
        Index("ix_measure_origin_kind_subject_id", "kind", "subject_id"),  # serves: what became of a thing, on its page
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    kind: Mapped[Origin] = mapped_column(String(16))
    subject_id: Mapped[int] = mapped_column()


class Milestone(Base):
    """A step of a measure with the day for which it is planned now. One that is given up stays, with its reason in the history."""

    __tablename__ = "milestone"
    __table_args__ = (
        CheckConstraint("done_on IS NULL OR dropped_at IS NULL", name="done_or_dropped"),
        Index("ix_milestone_measure_id", "measure_id", "planned_on"),  # serves: a measure's page
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    title: Mapped[str] = mapped_column(String(LINE_LENGTH))
    planned_on: Mapped[date] = mapped_column()
    done_on: Mapped[date | None] = mapped_column()
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class What(StrEnum):
    """What happened with a measure."""

    MADE = "made"
    STATUS = "status"
    END_MOVED = "end-moved"
    BUDGET = "budget"
    PLANNED = "planned"
    DONE = "done"
    REOPENED = "reopened"
    MOVED = "moved"
    DROPPED = "dropped"


class MeasureEvent(Base):
    """Something that happened with a measure, in order; a row never changes."""

    __tablename__ = "measure_event"
    __table_args__ = (
        CheckConstraint("what IN ('made', 'status', 'end-moved', 'budget', 'planned', 'done', 'reopened', 'moved', 'dropped')", name="what_known"),
        CheckConstraint(f"status IS NULL OR status IN ({_KNOWN})", name="status_known"),
        CheckConstraint("what NOT IN ('moved', 'dropped') OR reason <> ''", name="moving_has_reason"),
        Index("ix_measure_event_measure_id", "measure_id"),  # serves: a measure's history
        Index("ix_measure_event_day", "day"),  # serves: measures of a year, and the feed
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    what: Mapped[What] = mapped_column(String(10))
    day: Mapped[date] = mapped_column()  # on which it happened, in the city's time
    status: Mapped[MeasureStatus | None] = mapped_column(String(8))
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestone.id"))
    from_day: Mapped[date | None] = mapped_column()
    to_day: Mapped[date | None] = mapped_column()
    from_amount: Mapped[int | None] = mapped_column(BigInteger)  # cents
    to_amount: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)

    milestone: Mapped[Milestone | None] = relationship(lazy="raise_on_sql")
    measure: Mapped[Measure] = relationship(lazy="raise_on_sql")


class Spending(Base):
    """Money that was spent on a measure. An entry never changes: what came back, or was wrong, is a further one with a minus."""

    __tablename__ = "measure_spending"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_is_something"),
        Index("ix_measure_spending_measure_id", "measure_id", "spent_on"),  # serves: a measure's page
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    spent_on: Mapped[date] = mapped_column()
    purpose: Mapped[str] = mapped_column(String(LINE_LENGTH))
    amount: Mapped[int] = mapped_column(BigInteger)  # cents
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MeasurePicture(Base):
    """A picture of a measure, re-encoded, with the text for those who cannot see it."""

    __tablename__ = "measure_picture"
    __table_args__ = (
        CheckConstraint("alternative_text <> ''", name="has_alternative_text"),
        Index("ix_measure_picture_measure_id", "measure_id"),  # serves: a measure's page
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    stored_name: Mapped[str] = mapped_column(String(80), unique=True)
    width: Mapped[int] = mapped_column()
    height: Mapped[int] = mapped_column()
    alternative_text: Mapped[str] = mapped_column(String(300))
    credit: Mapped[str] = mapped_column(String(120), default="")
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths in pixels of the copies that exist."""
        return copies_of(self.width)


class MeasureDocument(Base):
    """A PDF that belongs to a measure."""

    __tablename__ = "measure_document"
    __table_args__ = (Index("ix_measure_document_measure_id", "measure_id"),)  # serves: a measure's page

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    stored_name: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column()  # bytes
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
