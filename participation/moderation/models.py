"""Cases of the moderation: what they are about, who told of it, what was decided, and what became of an appeal."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime

LIVING = "state IN ('open', 'appealed')"
NAMED = "name <> '' OR email <> ''"
TEXT_LIMIT = 1_000
"""The most characters of a notice, of the facts of a decision, of an appeal."""


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    DECIDED = "decided"  # an appeal is possible
    APPEALED = "appealed"
    FINAL = "final"


class Source(StrEnum):
    """How a case came about."""

    NOTICE = "notice"
    OWN = "own"  # the moderation saw it by itself
    AUTOMATIC = "automatic"  # signs in the text; they only open a case


class Measure(StrEnum):
    """What was decided."""

    KEEP = "keep"
    HIDE = "hide"
    CUT = "cut"  # personal data was taken out, or a name replaced
    WARN = "warn"
    BACK = "back"  # into its draft, to be mended
    REMOVED = "removed"  # the author took the text away before anybody decided


class Reason(StrEnum):
    """Why somebody reports something."""

    INSULT = "insult"
    UNLAWFUL = "unlawful"
    PERSONAL_DATA = "personal_data"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    OTHER = "other"


class Case(Base):
    """One thing that somebody wrote or showed, and what the moderation decides about it."""

    __tablename__ = "moderation_case"
    __table_args__ = (
        Index(  # one living case for a thing, however many tell of it at once; serves: the case of a thing
            "uq_moderation_case_living", "kind", "target_id", unique=True, sqlite_where=text(LIVING), postgresql_where=text(LIVING)
        ),
        CheckConstraint("state IN ('open', 'decided', 'appealed', 'final')", name="state_known"),
        CheckConstraint("source IN ('notice', 'own', 'automatic')", name="source_known"),
        CheckConstraint("measure IN ('keep', 'hide', 'cut', 'warn', 'back', 'removed')", name="measure_known"),
        CheckConstraint("(state = 'open') = (measure IS NULL)", name="decided_has_measure"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_has_date"),
        CheckConstraint("measure IS NULL OR measure IN ('keep', 'removed') OR facts <> ''", name="restriction_has_reasons"),
        CheckConstraint("decided_by_id <> appeal_decided_by_id", name="a_second_person_decides_the_appeal"),
        CheckConstraint("state <> 'appealed' OR (appealed_at IS NOT NULL AND appeal_decided_at IS NULL)", name="appealed_waits"),
        CheckConstraint("appeal_decided_at IS NULL OR (appealed_at IS NOT NULL AND appeal_reason <> '')", name="appeal_answered_with_reasons"),
        CheckConstraint("(appeal_decided_at IS NULL) = (upheld IS NULL)", name="appeal_has_result"),
        Index("ix_moderation_case_queue", "consultation_id", "state", "place", "id", "kind", "signs"),  # serves: a consultation's queue, its count
        Index("ix_moderation_case_place", "state", "place", "id", "consultation_id", "kind", "signs"),  # serves: the queue over all
        Index("ix_moderation_case_kind", "kind", "target_id"),  # serves: the history of a thing
        Index("ix_moderation_case_author_id", "author_id", "id"),  # serves: an author's own cases, the history of an author
        Index("ix_moderation_case_month", "month"),  # serves: the public log
        Index("ix_moderation_case_due_at", "due_at", sqlite_where=text(LIVING), postgresql_where=text(LIVING)),  # serves: reminders
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))  # None: of the whole platform, such as a name
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[int] = mapped_column()
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    source: Mapped[Source] = mapped_column(String(10))
    state: Mapped[State] = mapped_column(String(10), default=State.OPEN)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)  # until when it, or the appeal, is to be decided
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    place: Mapped[int] = mapped_column(BigInteger)  # in the queue, lower is earlier: when it was opened, moved forward by its urgency
    signs: Mapped[str] = mapped_column(String(120), default="")  # those seen in the text, with a comma around each
    notice_count: Mapped[int] = mapped_column(default=0)

    measure: Mapped[Measure | None] = mapped_column(String(10))
    clause: Mapped[str] = mapped_column(String(120), default="")  # the house rule, as it was called then
    facts: Mapped[str] = mapped_column(Text, default="")
    automated: Mapped[bool] = mapped_column(default=False)  # whether signs of the machine helped to find it; none ever decides
    blocked: Mapped[bool] = mapped_column(default=False)  # the account was blocked with it
    blocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    month: Mapped[str] = mapped_column(String(7), default="")  # of the decision, in the city's zone

    appealed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    appealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    appeal_text: Mapped[str] = mapped_column(Text, default="")
    appeal_decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    appeal_decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    upheld: Mapped[bool | None] = mapped_column()  # whether the decision stands
    appeal_reason: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_living(self) -> bool:
        """Whether somebody has to decide."""
        return self.state in (State.OPEN, State.APPEALED)

    @property
    def sign_list(self) -> list[str]:
        """What was seen in the text."""
        return [sign for sign in self.signs.split(",") if sign]

    @property
    def restricts(self) -> bool:
        """Whether the decision takes something from its author, who may then appeal."""
        return self.measure in (Measure.HIDE, Measure.CUT, Measure.WARN, Measure.BACK)


class CaseNotice(Base):
    """What somebody told the moderation about a thing: with an account, or without one by name and address, both of which may be missing."""

    __tablename__ = "moderation_notice"
    __table_args__ = (
        UniqueConstraint("kind", "target_id", "person_id"),  # a person reports a thing once
        CheckConstraint("reason IN ('insult', 'unlawful', 'personal_data', 'advertising', 'off_topic', 'other')", name="reason_known"),
        CheckConstraint("person_id IS NULL OR (name = '' AND email = '')", name="account_needs_no_address"),
        Index("ix_moderation_notice_case_id", "case_id"),  # serves: a case's notices
        Index("ix_moderation_notice_person_id", "person_id"),  # serves: the data download
        Index(
            "ix_moderation_notice_told_at", "created_at", sqlite_where=text("email <> ''"), postgresql_where=text("email <> ''")
        ),  # serves: the sweep
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"))
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[int] = mapped_column()
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[Reason] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    name: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(2), default="de")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HouseRule(Base):
    """A clause of a consultation's own house rules; where it has none, those hold that come with the platform."""

    __tablename__ = "house_rule"
    __table_args__ = (
        UniqueConstraint("consultation_id", "title"),  # a decision names its clause by its title
        CheckConstraint("title <> ''", name="has_title"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    position: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(String(500), default="")


class TextBlock(Base):
    """A ready-made reason of a consultation's moderation."""

    __tablename__ = "moderation_text_block"
    __table_args__ = (
        CheckConstraint("text <> ''", name="has_text"),
        Index("ix_moderation_text_block_consultation_id", "consultation_id", "position"),  # serves: the decision's form
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    position: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column(String(500))


class Watch(Base):
    """What a consultation's moderation asks the machine to look for."""

    __tablename__ = "moderation_watch"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Text, default="")  # a word a line


class LookedUpTo(Base):
    """Up to which line of the log new texts were looked at; one row."""

    __tablename__ = "moderation_looked"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(BigInteger)
