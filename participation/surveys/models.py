"""A survey of a consultation, its frozen definition, drafts of answers, who has answered, and apart from that what was answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kit.database import Base, UtcDateTime


class Mode(StrEnum):
    """Who may answer."""

    OPEN = "open"  # anybody, one answer a browser
    ACCOUNT = "account"  # one answer an account, not linked to it
    CODE = "code"  # one answer a personal code, not linked to it


class State(StrEnum):
    """How far a survey is."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Channel(StrEnum):
    """How answers came."""

    WEB = "web"
    PAPER = "paper"


class Survey(Base):
    """A survey. Once it is open only its end and whether its result is published may change."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("mode IN ('open', 'account', 'code')", name="mode_known"),
        CheckConstraint("state IN ('draft', 'open', 'closed')", name="state_known"),
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="closes_after_opening"),
        CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name="open_is_published"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_moment"),
        Index("ix_survey_consultation_id", "consultation_id"),  # serves: a consultation's list
        Index("ix_survey_state_closes_at", "state", "closes_at"),  # serves: the sweep that closes
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    title: Mapped[str] = mapped_column(String(120))
    introduction: Mapped[str] = mapped_column(Text, default="")  # Markdown
    introduction_html: Mapped[str] = mapped_column(Text, default="")
    mode: Mapped[Mode] = mapped_column(String(10), default=Mode.OPEN)
    state: Mapped[State] = mapped_column(String(10), default=State.DRAFT)
    publishes: Mapped[bool] = mapped_column(default=False)  # the result is public after the close
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_public(self) -> bool:
        """Whether everyone may read about it."""
        return self.state != State.DRAFT

    def takes(self, now: datetime) -> bool:
        """Whether answers are taken at this moment; the end no longer belongs to it."""
        return self.state == State.OPEN and (self.opens_at is None or self.opens_at <= now) and (self.closes_at is None or now < self.closes_at)

    def is_over(self, now: datetime) -> bool:
        """Whether it is closed, or its time has passed."""
        return self.state == State.CLOSED or (self.state == State.OPEN and self.closes_at is not None and self.closes_at <= now)


class SurveyVersion(Base):
    """A definition in our JSON. Frozen once the survey is published; each response names its version."""

    __tablename__ = "survey_version"
    __table_args__ = (UniqueConstraint("survey_id", "number"), CheckConstraint("number > 0", name="number_positive"))

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    number: Mapped[int] = mapped_column(default=1)
    definition: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    notes: Mapped[list[str]] = mapped_column(JSON)  # what of the uploaded file was not carried over
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    survey: Mapped[Survey] = relationship(lazy="raise_on_sql")


class SurveyDraft(Base):
    """Answers on their way: of an account, or of a browser that holds the token. Deleted when they are sent, at the close, or after the span of the consultation."""

    __tablename__ = "survey_draft"
    __table_args__ = (
        UniqueConstraint("survey_id", "person_id"),
        UniqueConstraint("token_hash"),
        CheckConstraint("(person_id IS NULL) <> (token_hash IS NULL)", name="of_one"),
        Index("ix_survey_draft_person_id", "person_id"),  # serves: a person's own data
        Index("ix_survey_draft_touched_at", "touched_at"),  # serves: the sweep
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    answers: Mapped[dict[str, object]] = mapped_column(JSON)  # as typed
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SurveyMark(Base):
    """That an account has answered. No time, no number, no way to what was answered; deleted at the close."""

    __tablename__ = "survey_mark"
    __table_args__ = (
        Index("ix_survey_mark_person_id", "person_id"),  # serves: a person's own data
        {"sqlite_with_rowid": False},
    )

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class SurveyResponse(Base):
    """One set of answers: no person, no time, no running number; its key is random."""

    __tablename__ = "survey_response"
    __table_args__ = (
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
        CheckConstraint("channel IN ('web', 'paper')", name="channel_known"),
        Index("ix_survey_response_survey_id_key", "survey_id", "key"),  # serves: the results and the export
        {"sqlite_with_rowid": False},
    )

    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id"))
    channel: Mapped[Channel] = mapped_column(String(5), default=Channel.WEB, server_default="web")


class SurveyAnswer(Base):
    """One value of a response. `option`: what of the question, empty where it has one answer; a NULL value: shown and not answered."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        Index("ix_survey_answer_question", "question", "response_key"),  # serves: free texts of a question
        {"sqlite_with_rowid": False},
    )

    response_key: Mapped[bytes] = mapped_column(ForeignKey("survey_response.key"), primary_key=True)
    question: Mapped[str] = mapped_column(String(130), primary_key=True)
    option: Mapped[str] = mapped_column(String(130), primary_key=True)
    value: Mapped[str | None] = mapped_column(Text)
    released: Mapped[bool] = mapped_column(default=False)  # a free text that staff let everyone read
