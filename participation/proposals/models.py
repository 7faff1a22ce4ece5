"""Proposals, who supports them, what the city answers, and the texts as they were before an edit."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, CheckConstraint, Dialect, ForeignKey, Index, String, Text, TypeDecorator, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import District, Person
from participation.consultations.models import Category
from participation.kit.database import Base, UtcDateTime
from participation.kit.language import lazy
from participation.places.models import LABEL_LENGTH

TITLE_LENGTH = 120
TEASER_LENGTH = 240


class Numbers(TypeDecorator[tuple[int, ...]]):
    """A few numbers in one column, e.g. `12,15`; in Python a tuple."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> str | None:
        """To the database."""
        return ",".join(map(str, value)) if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[int, ...] | None:
        """From the database."""
        return tuple(map(int, value.split(","))) if value else None


class ProposalStage(StrEnum):
    """Where a proposal stands for its author."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Status(StrEnum):
    """What the city says about a proposal."""

    NEW = "new"
    REVIEW = "review"
    ANSWERED = "answered"
    COUNCIL = "council"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"
    DONE = "done"


STATUS_NAMES = {
    Status.NEW: lazy("Neu"),
    Status.REVIEW: lazy("In Prüfung"),
    Status.ANSWERED: lazy("Antwort der Stadt"),
    Status.COUNCIL: lazy("Im Stadtrat"),
    Status.ACCEPTED: lazy("Angenommen"),
    Status.PARTLY: lazy("Teilweise angenommen"),
    Status.REJECTED: lazy("Abgelehnt"),
    Status.DONE: lazy("Umgesetzt"),
}


class Proposal(Base):
    """An idea of a resident, or of the city (`official`)."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("stage IN ('draft', 'published', 'withdrawn')", name="stage_known"),
        CheckConstraint("status IN ('new', 'review', 'answered', 'council', 'accepted', 'partly', 'rejected', 'done')", name="status_known"),
        # what was ever public has a number and a date, for good
        CheckConstraint("stage = 'draft' OR (reference IS NOT NULL AND published_at IS NOT NULL)", name="public_has_reference"),
        CheckConstraint("stage <> 'withdrawn' OR (withdraw_reason <> '' AND withdrawn_at IS NOT NULL)", name="withdrawn_has_reason"),
        CheckConstraint("support_count >= 0 AND contribution_count >= 0", name="counts_not_negative"),
        Index(
            "ix_proposal_organisation_id",
            "organisation_id",
            sqlite_where=text("organisation_id IS NOT NULL"),
            postgresql_where=text("organisation_id IS NOT NULL"),
        ),  # serves: an organisation's page
        Index("ix_proposal_shuffle_a", "consultation_id", "stage", "shuffle_a"),  # serves: the list in random order
        Index("ix_proposal_shuffle_b", "consultation_id", "stage", "shuffle_b"),  # serves: the same, other neighbours
        Index("ix_proposal_newest", "consultation_id", "stage", "published_at", "id"),  # serves: the list, newest first
        Index("ix_proposal_supported", "consultation_id", "stage", "support_count", "id"),  # serves: the list, most supported first
        Index("ix_proposal_discussed", "consultation_id", "stage", "contribution_count", "id"),  # serves: the list, most discussed first
        Index("ix_proposal_contested", "consultation_id", "stage", "contested", "id"),  # serves: the list, most contested first
        Index("ix_proposal_active", "consultation_id", "stage", "last_activity", "id"),  # serves: the list, latest news first
        Index("ix_proposal_answered", "consultation_id", "stage", "last_answer", "id"),  # serves: the list, latest answer first
        # serves: how many there are of each kind, read from the index alone
        Index("ix_proposal_facets", "consultation_id", "stage", "category_id", "district_id", "status", "official", "last_answer"),
        Index("ix_proposal_merged_into_id", "merged_into_id"),  # serves: what was merged into a proposal
        Index("ix_proposal_author_id", "author_id"),  # serves: a person's own proposals and drafts
        Index("ix_proposal_place_id", "place_id"),  # serves: whether a place is still in use
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entry_key: Mapped[str | None] = mapped_column(String(64), unique=True)  # of the form it came from: sent twice, saved once
    reference: Mapped[str | None] = mapped_column(String(16), unique=True)  # e.g. 2026-00042, given on publishing
    stage: Mapped[ProposalStage] = mapped_column(String(12), default=ProposalStage.DRAFT)
    status: Mapped[Status] = mapped_column(String(12), default=Status.NEW)
    official: Mapped[bool] = mapped_column(default=False)  # a proposal of the city
    channel: Mapped[str | None] = mapped_column(String(12))  # how it came in where staff entered it (`writing_models.Channel`)
    co_author_ids: Mapped[tuple[int, ...] | None] = mapped_column(Numbers(120))  # who accepted, as `co_author` says; read by rules
    form_key: Mapped[str | None] = mapped_column(String(64))  # of the form that wrote last: two windows do not write over each other
    form_step: Mapped[int | None] = mapped_column()  # that form's own count, so that what was sent earlier and comes later changes nothing
    attachment_count: Mapped[int] = mapped_column(default=0, server_default="0")  # equal to the rows of `attachment`

    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    body: Mapped[str] = mapped_column(Text, default="")  # Markdown as typed
    body_html: Mapped[str] = mapped_column(Text, default="")  # made from it on save
    teaser: Mapped[str] = mapped_column(String(TEASER_LENGTH), default="")  # its first words, for lists; made on save
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    place_label: Mapped[str] = mapped_column(String(LABEL_LENGTH), default="", server_default="")  # the place's words, for lists

    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # after publishing
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdraw_reason: Mapped[str] = mapped_column(String(500), default="")
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by the moderation: as a draft nobody else reads it, its number and a stub stay
    hidden_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    mend_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the moderation gave it back: until then it can be handed in again
    hidden_from: Mapped[str] = mapped_column(String(12), default="", server_default="")  # the stage to which it comes back
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))  # then its stage is withdrawn: it no longer stands by itself

    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  # in whose name its author wrote it
    from_contribution_id: Mapped[int | None] = mapped_column()  # the contribution that it grew from, known by its number only

    support_count: Mapped[int] = mapped_column(default=0)  # equal to the rows of `support`
    contribution_count: Mapped[int] = mapped_column(default=0)  # told by the discussion
    contested: Mapped[int] = mapped_column(default=0, server_default="0")  # told by it: as many arguments are for and as many against
    last_activity: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")  # published, discussed or answered: seconds since 1970
    last_answer: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")  # of the city, in the same seconds; 0: none yet
    amendment_count: Mapped[int] = mapped_column(default=0, server_default="0")  # suggested changes that can be read, told by their room
    shuffle_a: Mapped[int] = mapped_column(BigInteger)  # random: places in the fair order
    shuffle_b: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(default=1)  # raised by each change of what is shown

    author: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    category: Mapped[Category | None] = relationship(lazy="raise_on_sql")
    district: Mapped[District | None] = relationship(lazy="raise_on_sql")

    @property
    def writer_ids(self) -> frozenset[int]:
        """Who writes it: its author and those who accepted to write it together."""
        return frozenset({*((self.author_id,) if self.author_id is not None else ()), *(self.co_author_ids or ())})

    @property
    def is_draft(self) -> bool:
        """Whether only its author may see it; also what the moderation hid."""
        return self.stage == ProposalStage.DRAFT

    @property
    def is_hidden(self) -> bool:
        """Whether the moderation hid it. It was public, so it is no text to go on writing or to throw away."""
        return self.hidden_at is not None

    @property
    def is_returned(self) -> bool:
        """Whether the moderation gave it back to be mended; it is hidden meanwhile."""
        return self.hidden_at is not None and self.mend_until is not None

    @property
    def is_published(self) -> bool:
        """Whether it stands for support and discussion."""
        return self.stage == ProposalStage.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        """Whether it no longer stands by itself: its author took it back, or it was merged into another; number and text stay."""
        return self.stage == ProposalStage.WITHDRAWN

    @property
    def is_merged(self) -> bool:
        """Whether it was merged into another proposal."""
        return self.merged_into_id is not None


class Support(Base):
    """A resident's backing of a proposal."""

    __tablename__ = "support"
    __table_args__ = (
        UniqueConstraint("proposal_id", "person_id"),  # one backing a person, whatever is clicked how often
        Index("ix_support_person_id", "person_id"),  # serves: a person's own supports
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OfficialAnswer(Base):
    """What the city answered, with the status it gave; later answers stand above, earlier ones stay readable."""

    __tablename__ = "official_answer"
    __table_args__ = (
        Index("ix_official_answer_proposal_id", "proposal_id"),  # serves: a proposal's page
        Index("ix_official_answer_answered_at", "answered_at"),  # serves: the feed of all answers
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    position: Mapped[str] = mapped_column(String(120), default="")  # the office that spoke, as it was called then
    status: Mapped[Status] = mapped_column(String(12))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProposalVersion(Base):
    """A proposal's text as it was before an edit."""

    __tablename__ = "proposal_version"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),  # each version is kept once
        Index("ix_proposal_version_place_id", "place_id"),  # serves: whether a place is still in use
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int] = mapped_column()  # from 1
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    body: Mapped[str] = mapped_column(Text)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    answers: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))  # public answers then: (question, answer) pairs
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime)
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    suggestion_id: Mapped[int | None] = mapped_column()  # the accepted suggestion that replaced it, known by its number only
    suggested_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # and whose it was


class ProposalNumber(Base):
    """The last reference number given in a year; its row is the queue in which publishing waits, so no number is left out."""

    __tablename__ = "proposal_number"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column()


class ProposalBoard(Base):
    """What a consultation's list knows of itself without counting: how many are published, and a number that grows with every change."""

    __tablename__ = "proposal_board"
    __table_args__ = (CheckConstraint("published >= 0", name="published_not_negative"),)

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column()  # what cached lists are checked against
    published: Mapped[int] = mapped_column()  # equal to the rows in that stage
