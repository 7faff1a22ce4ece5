"""A consultation, its phases, categories, pictures and documents."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.consultations.phases import OPENS, Act, PhaseKind
from participation.kit.database import Base, UtcDateTime
from participation.kit.retention import Span
from participation.kit.uploads import copies_of


class Stage(StrEnum):
    """Where a consultation stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Consultation(Base):
    """The frame in which residents take part: what is decided, by whom, until when, what is open and what is fixed."""

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint("stage IN ('draft', 'published', 'closed', 'archived')", name="stage_known"),
        Index("ix_consultation_stage_published_at", "stage", "published_at"),  # serves: the start page's list
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    stage: Mapped[Stage] = mapped_column(String(12), default=Stage.DRAFT)
    preview_token: Mapped[str] = mapped_column(String(64), unique=True)  # the link that shows a draft

    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(Text, default="")  # two or three sentences, plain text
    description: Mapped[str] = mapped_column(Text, default="")  # Markdown as typed
    description_html: Mapped[str] = mapped_column(Text, default="")  # made from it on save
    decision: Mapped[str] = mapped_column(Text, default="")  # what is decided
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    decided_until: Mapped[date | None] = mapped_column()
    open_points: Mapped[str] = mapped_column(Text, default="")  # what is open, a line each
    fixed_points: Mapped[str] = mapped_column(Text, default="")  # what is fixed, a line each
    use_of_result: Mapped[str] = mapped_column(Text, default="")  # what happens with the result
    contact: Mapped[str] = mapped_column(Text, default="")
    easy_language: Mapped[str] = mapped_column(Text, default="")  # Leichte Sprache, Markdown
    easy_language_html: Mapped[str] = mapped_column(Text, default="")
    sign_language_url: Mapped[str] = mapped_column(String(500), default="", server_default="")  # the city's own film, linked and not embedded
    target_groups: Mapped[list[str]] = mapped_column(JSON, default=list)
    outcome: Mapped[str] = mapped_column(Text, default="")  # after the close: what came of it, Markdown
    outcome_html: Mapped[str] = mapped_column(Text, default="")

    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)  # raised by each change of what is shown
    kept_days: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")  # spans that are not the usual ones; see retention.py
    allows_pseudonyms: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # a name for this consultation alone; see accounts/bylines.py
    guests_support: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # proposals, with a confirmed address alone, with and without an account; decision 052
    guests_write: Mapped[bool] = mapped_column(default=False, server_default=false())  # contributions
    guests_answer: Mapped[bool] = mapped_column(default=False, server_default=false())  # opinion maps
    texts_an_hour: Mapped[int | None] = mapped_column()  # slow mode: how many texts a person may write in an hour; None: as many as one likes

    phases: Mapped[list[Phase]] = relationship(order_by="Phase.starts_at, Phase.id", back_populates="consultation", lazy="raise_on_sql")
    categories: Mapped[list[Category]] = relationship(order_by="Category.position, Category.id", lazy="raise_on_sql")
    pictures: Mapped[list[Picture]] = relationship(order_by="Picture.position, Picture.id", lazy="raise_on_sql")
    documents: Mapped[list[Document]] = relationship(order_by="Document.position, Document.id", lazy="raise_on_sql")

    def days_kept(self, span: Span) -> int:
        """For how many days something is kept that is given now."""
        return self.kept_days.get(span.key, span.usual)

    @property
    def takes_guests(self) -> bool:
        """Whether something is open to those who have a confirmed address and no account."""
        return self.guests_support or self.guests_write or self.guests_answer

    @property
    def is_public(self) -> bool:
        """Whether everyone may read it."""
        return self.stage != Stage.DRAFT


class Phase(Base):
    """A span of time that opens acts; phases may overlap. The start belongs to it, the end does not."""

    __tablename__ = "phase"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        CheckConstraint("kind IN ('inform', 'collect', 'deliberate', 'review', 'vote', 'decide')", name="kind_known"),
        Index("ix_phase_consultation_id_starts_at", "consultation_id", "starts_at"),  # serves: the timeline
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    kind: Mapped[PhaseKind] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)

    consultation: Mapped[Consultation] = relationship(back_populates="phases", lazy="raise_on_sql")

    def runs(self, now: datetime) -> bool:
        """Whether the phase is running: from its start, up to but not including its end."""
        return self.starts_at <= now < self.ends_at

    def opens(self, act: Act) -> bool:
        """Whether this kind of phase opens the act."""
        return act in OPENS[PhaseKind(self.kind)]


class Category(Base):
    """A topic within a consultation, chosen by whoever writes a proposal."""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("consultation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    name: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(default=0)


class Picture(Base):
    """A picture of a consultation, re-encoded, with the text for those who cannot see it."""

    __tablename__ = "picture"
    __table_args__ = (
        CheckConstraint("alternative_text <> ''", name="has_alternative_text"),
        Index("ix_picture_consultation_id", "consultation_id"),  # serves: the overview page
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    stored_name: Mapped[str] = mapped_column(String(80), unique=True)
    width: Mapped[int] = mapped_column()
    height: Mapped[int] = mapped_column()
    alternative_text: Mapped[str] = mapped_column(String(300))
    credit: Mapped[str] = mapped_column(String(120), default="")
    position: Mapped[int] = mapped_column(default=0)

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths in pixels of the copies that exist."""
        return copies_of(self.width)


class Document(Base):
    """A PDF that belongs to a consultation."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_consultation_id", "consultation_id"),)  # serves: the overview page

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    stored_name: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column()
    added_on: Mapped[date] = mapped_column()
    position: Mapped[int] = mapped_column(default=0)


class OutcomeNews(Base):
    """That all who took part are told what became of something, and how far the telling is: in the order of people's numbers."""

    __tablename__ = "outcome_news"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),  # told once, however often a text is changed
        CheckConstraint("told >= 0 AND after_id >= 0", name="counts"),
        Index("ix_outcome_news_done_at", "done_at"),  # serves: what the worker still has to tell
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))  # what it is about: `consultation`, `vote`, `measure`
    subject_id: Mapped[int] = mapped_column()  # no foreign key: the room that has it may stand above this one
    message: Mapped[str] = mapped_column(String(200))  # the German sentence with its %(title)s
    title: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(500))  # a path of this site
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    after_id: Mapped[int] = mapped_column(default=0)  # everybody up to this number is told
    told: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SpanChange(Base):
    """That a span of a consultation was set, from when, and why; a public fact. Who did it stands in the log."""

    __tablename__ = "span_change"
    __table_args__ = (
        CheckConstraint("days > 0", name="days_positive"),
        CheckConstraint("reason <> ''", name="has_reason"),
        Index("ix_span_change_span", "span", "consultation_id", "id"),  # serves: the sweep of one span, a consultation's page
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    span: Mapped[str] = mapped_column(String(40))
    days: Mapped[int] = mapped_column()
    reason: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
