"""A text under review, its versions and paragraphs, changes that people suggest, passages that they comment on, and whether they agree."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime

TITLE_LENGTH = 120
NOTE_LENGTH = 500
MARKER_LENGTH = 5
PASSAGE_LENGTH = 300
PARAGRAPH = "paragraph"
"""What the discussion calls a paragraph."""
SUGGESTION = "text_suggestion"
"""What the log and the moderation call a suggested change of one."""


class Stage(StrEnum):
    """Where a text stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class State(StrEnum):
    """What became of a suggestion."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ReviewText(Base):
    """A text of the city, put up for review. `number` is the version that holds now, from 1."""

    __tablename__ = "review_text"
    __table_args__ = (
        CheckConstraint("stage IN ('draft', 'open', 'closed')", name="stage_known"),
        CheckConstraint("(stage = 'draft') = (opened_at IS NULL)", name="opened_has_date"),
        CheckConstraint("(stage = 'closed') = (closed_at IS NOT NULL)", name="closed_has_date"),
        CheckConstraint("number >= 1", name="has_a_version"),
        Index("ix_review_text_consultation_id", "consultation_id", "id"),  # serves: a consultation's list
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    stage: Mapped[Stage] = mapped_column(String(8), default=Stage.DRAFT)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    introduction: Mapped[str] = mapped_column(Text, default="")  # Markdown as typed
    introduction_html: Mapped[str] = mapped_column(Text, default="")
    takes_marks: Mapped[bool] = mapped_column(default=False)  # whether people say to each paragraph if they agree
    verified_only: Mapped[bool] = mapped_column(default=False)  # whether those marks count residents
    number: Mapped[int] = mapped_column(default=1)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(Text, default="")  # what becomes of the text, Markdown, said when it is closed
    outcome_html: Mapped[str] = mapped_column(Text, default="")


class Paragraph(Base):
    """A paragraph over all versions: its number in addresses stays, and with it what was said about it."""

    __tablename__ = "review_paragraph"
    __table_args__ = (
        CheckConstraint("contribution_count >= 0", name="count_not_negative"),
        Index("ix_review_paragraph_text_id", "text_id"),  # serves: the paragraphs of a text, those that are gone too
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("review_text.id"))
    contribution_count: Mapped[int] = mapped_column(default=0)  # told by the discussion


class Version(Base):
    """A state of a text as everybody read it: who made it, when, and why. `suggestion_id`: it took over that suggestion."""

    __tablename__ = "review_version"
    __table_args__ = (
        UniqueConstraint("text_id", "number"),  # numbered without doubles, however many people make one at once
        CheckConstraint("number >= 1", name="numbered_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("review_text.id"))
    number: Mapped[int] = mapped_column()
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")  # what changed, in the words of who made it
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Wording(Base):
    """What a paragraph says, from version `number` on until another wording of it begins or it is gone; and how many agreed to these very words."""

    __tablename__ = "review_wording"
    __table_args__ = (
        UniqueConstraint("paragraph_id", "number"),  # one wording of a paragraph in a version; serves: a paragraph's history
        CheckConstraint("kind IN ('heading', 'text', 'item')", name="kind_known"),
        CheckConstraint("body <> ''", name="says_something"),
        CheckConstraint("agree_count >= 0 AND against_count >= 0", name="counts_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    paragraph_id: Mapped[int] = mapped_column(ForeignKey("review_paragraph.id"))
    number: Mapped[int] = mapped_column()
    kind: Mapped[str] = mapped_column(String(8))
    level: Mapped[int] = mapped_column(default=0)
    marker: Mapped[str] = mapped_column(String(MARKER_LENGTH), default="")
    body: Mapped[str] = mapped_column(Text)  # Markdown without the signs around it
    body_html: Mapped[str] = mapped_column(Text)
    agree_count: Mapped[int] = mapped_column(default=0)
    against_count: Mapped[int] = mapped_column(default=0)


class WordingPlace(Base):
    """Which wording stands where in a version, from 1."""

    __tablename__ = "review_place"
    __table_args__ = (
        UniqueConstraint("version_id", "wording_id"),  # a paragraph stands once in a version
        Index("ix_review_place_wording_id", "wording_id"),  # serves: where a paragraph stood
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("review_version.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    wording_id: Mapped[int] = mapped_column(ForeignKey("review_wording.id"))


class Suggestion(Base):
    """Another wording that somebody suggests for a paragraph, or to strike it; it stands on its own, with the wording that it was written against."""

    __tablename__ = "review_suggestion"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'rejected', 'withdrawn')", name="state_known"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_has_date"),
        CheckConstraint("state NOT IN ('accepted', 'rejected') OR decision_reason <> ''", name="decided_has_reason"),
        CheckConstraint("(state = 'accepted') = (result_number IS NOT NULL)", name="accepted_made_a_version"),
        CheckConstraint("hidden_at IS NULL OR hidden_reason <> ''", name="hidden_has_reason"),
        Index("ix_review_suggestion_text_id_state", "text_id", "state", "id"),  # serves: the queue, the list of all
        Index("ix_review_suggestion_paragraph_id", "paragraph_id", "id"),  # serves: those of a paragraph, how many each has
        Index("ix_review_suggestion_author_id", "author_id"),  # serves: what a person suggested
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    text_id: Mapped[int] = mapped_column(ForeignKey("review_text.id"))
    paragraph_id: Mapped[int] = mapped_column(ForeignKey("review_paragraph.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entry_key: Mapped[str | None] = mapped_column(String(64), unique=True)  # of the form it came from: sent twice, saved once
    base_number: Mapped[int] = mapped_column()  # the version that was read
    base_body: Mapped[str] = mapped_column(Text)  # and what stood there
    body: Mapped[str] = mapped_column(Text)  # Markdown as typed; empty: strike it
    reason: Mapped[str] = mapped_column(Text)
    reason_html: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[State] = mapped_column(String(12), default=State.OPEN)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    adapted: Mapped[bool] = mapped_column(default=False)  # taken over in other words than suggested
    result_number: Mapped[int | None] = mapped_column()  # the version that it made
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by the moderation: the text stays for its author and the moderation
    hidden_reason: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == State.OPEN

    @property
    def is_hidden(self) -> bool:
        """Whether the moderation hid it."""
        return self.hidden_at is not None

    @property
    def strikes(self) -> bool:
        """Whether it suggests to strike the paragraph."""
        return self.body == ""


class Passage(Base):
    """The words of a paragraph that a contribution of its discussion is about, as they stood in version `number`."""

    __tablename__ = "review_passage"
    __table_args__ = (
        CheckConstraint("words <> ''", name="says_something"),
        Index("ix_review_passage_paragraph_id", "paragraph_id"),  # serves: what is marked in a paragraph
    )

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    paragraph_id: Mapped[int] = mapped_column(ForeignKey("review_paragraph.id"))
    number: Mapped[int] = mapped_column()
    words: Mapped[str] = mapped_column(String(PASSAGE_LENGTH))


class Mark(Base):
    """Whether one person agrees (1) or does not (−1) with the words of a paragraph. The day is kept and no time, as with opinion maps."""

    __tablename__ = "review_mark"
    __table_args__ = (
        CheckConstraint("mark IN (-1, 1)", name="mark_known"),
        Index("ix_review_mark_text_id_person_id", "text_id", "person_id"),  # serves: what a person said to a text
        Index("ix_review_mark_wording_id", "wording_id"),  # serves: the recount when an account goes
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    paragraph_id: Mapped[int] = mapped_column(ForeignKey("review_paragraph.id"), primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("review_text.id"))
    wording_id: Mapped[int] = mapped_column(ForeignKey("review_wording.id"))
    mark: Mapped[int] = mapped_column()
    marked_on: Mapped[date] = mapped_column()
