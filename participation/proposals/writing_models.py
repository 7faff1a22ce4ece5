"""What belongs to a proposal's writing: the questions a consultation adds to its form, files, co-authors, and how it came in."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.language import lazy
from participation.kit.uploads import copies_of

LABEL_LENGTH = 120
HINT_LENGTH = 300
CHOICE_LENGTH = 80
WORDS_LENGTH = 300
CALLED_LENGTH = 254
GIVER_LENGTH = 120


class FieldKind(StrEnum):
    """What an additional question is answered with."""

    SHORT = "short"
    LONG = "long"
    NUMBER = "number"
    ONE = "one"
    SEVERAL = "several"
    YES_NO = "yes_no"
    DAY = "day"
    MONEY = "money"


KIND_NAMES = {
    FieldKind.SHORT: lazy("Kurzer Text"),
    FieldKind.LONG: lazy("Langer Text"),
    FieldKind.NUMBER: lazy("Zahl"),
    FieldKind.ONE: lazy("Eine Auswahl"),
    FieldKind.SEVERAL: lazy("Mehrere Auswahlen"),
    FieldKind.YES_NO: lazy("Ja oder Nein"),
    FieldKind.DAY: lazy("Datum"),
    FieldKind.MONEY: lazy("Betrag in Euro"),
}
CHOOSING = frozenset({FieldKind.ONE, FieldKind.SEVERAL})
"""The kinds that offer choices."""


class CustomField(Base):
    """A question that a consultation adds to the form for proposals."""

    __tablename__ = "custom_field"
    __table_args__ = (
        CheckConstraint("kind IN ('short', 'long', 'number', 'one', 'several', 'yes_no', 'day', 'money')", name="kind_known"),
        CheckConstraint("label <> ''", name="has_label"),
        Index("ix_custom_field_consultation_id", "consultation_id", "position"),  # serves: the form
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    kind: Mapped[FieldKind] = mapped_column(String(12))
    label: Mapped[str] = mapped_column(String(LABEL_LENGTH))
    hint: Mapped[str] = mapped_column(String(HINT_LENGTH), default="")
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    required: Mapped[bool] = mapped_column(default=False)
    public: Mapped[bool] = mapped_column(default=True)  # else the answers are for staff and authors
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # no longer asked; what was answered stays


class CustomValue(Base):
    """What a proposal answers to such a question, as plain text: a number with a point, cents, a day as ISO 8601, choices a line each."""

    __tablename__ = "custom_value"
    __table_args__ = (
        UniqueConstraint("proposal_id", "field_id"),  # a question is answered once
        CheckConstraint("value <> ''", name="says_something"),
        Index("ix_custom_value_field_id", "field_id"),  # serves: whether a question was answered already
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    field_id: Mapped[int] = mapped_column(ForeignKey("custom_field.id"))
    value: Mapped[str] = mapped_column(Text)


class AttachmentKind(StrEnum):
    """What was attached."""

    PICTURE = "picture"
    DOCUMENT = "document"


class Attachment(Base):
    """A picture, written anew, or a PDF that belongs to a proposal. Without a proposal, its files wait to be deleted."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("kind IN ('picture', 'document')", name="kind_known"),
        CheckConstraint("kind = 'picture' OR words <> ''", name="document_has_title"),
        CheckConstraint("NOT decorative OR words = ''", name="decoration_says_nothing"),
        Index("ix_attachment_proposal_id", "proposal_id"),  # serves: a proposal's page
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="SET NULL"))
    kind: Mapped[AttachmentKind] = mapped_column(String(8))
    stored_name: Mapped[str] = mapped_column(String(80), unique=True)
    upload_key: Mapped[str | None] = mapped_column(String(64), unique=True)  # of the form it came with: sent twice, kept once
    words: Mapped[str] = mapped_column(String(WORDS_LENGTH), default="")  # a picture's alternative text, a document's title
    decorative: Mapped[bool] = mapped_column(default=False)  # a picture that says nothing: its alternative text is empty by choice
    width: Mapped[int] = mapped_column(default=0)  # pixels
    height: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)  # bytes of a document
    position: Mapped[int] = mapped_column(default=0)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by the moderation

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture."""
        return self.kind == AttachmentKind.PICTURE

    @property
    def is_described(self) -> bool:
        """Whether others may see it: a picture needs its words, or the word that it needs none; and nobody hid it."""
        return self.hidden_at is None and (bool(self.words) or self.decorative)

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths in pixels of a picture's copies."""
        return copies_of(self.width)


class Invitation(StrEnum):
    """Where an invitation to write together stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"


class CoAuthor(Base):
    """Somebody asked to write a proposal together. Personal data: `called`, an e-mail address until the invitation is answered."""

    __tablename__ = "co_author"
    __table_args__ = (
        UniqueConstraint("proposal_id", "person_id"),  # one invitation a person and proposal
        CheckConstraint("state IN ('open', 'accepted', 'declined', 'left')", name="state_known"),
        CheckConstraint("state = 'open' OR (person_id IS NOT NULL AND called = '')", name="answered_by_somebody"),
        Index("ix_co_author_person_id", "person_id"),  # serves: the proposals somebody helped to write
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # none: nobody has this address; the author is not told
    called: Mapped[str] = mapped_column(String(CALLED_LENGTH), default="")  # as the author wrote it, for the author alone
    state: Mapped[Invitation] = mapped_column(String(10), default=Invitation.OPEN)
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Channel(StrEnum):
    """How a proposal came to the city without an account."""

    COUNTER = "counter"
    PAPER = "paper"
    PHONE = "phone"
    EVENT = "event"
    OTHER = "other"
    MOVED = "moved"  # from another platform, by `moving`; nobody chooses it


ENTERED = tuple(channel for channel in Channel if channel is not Channel.MOVED)
"""What staff choose from when they enter one."""
CHANNEL_NAMES = {
    Channel.COUNTER: lazy("Am Schalter"),
    Channel.PAPER: lazy("Auf Papier"),
    Channel.PHONE: lazy("Am Telefon"),
    Channel.EVENT: lazy("Bei einer Veranstaltung"),
    Channel.OTHER: lazy("Auf anderem Weg"),
    Channel.MOVED: lazy("Aus einer anderen Plattform"),
}
CHANNEL_MARKS = {
    Channel.COUNTER: lazy("am Schalter aufgenommen"),
    Channel.PAPER: lazy("auf Papier eingereicht"),
    Channel.PHONE: lazy("am Telefon aufgenommen"),
    Channel.EVENT: lazy("bei einer Veranstaltung aufgenommen"),
    Channel.OTHER: lazy("von der Stadt aufgenommen"),
    Channel.MOVED: lazy("aus einer anderen Plattform übernommen"),
}
"""What everybody reads instead of an author."""


class Intake(Base):
    """That staff entered a proposal for somebody without an account. Personal data: `giver`, for questions, until `forget_on`."""

    __tablename__ = "intake"
    __table_args__ = (
        CheckConstraint("giver = '' OR forget_on IS NOT NULL", name="name_has_an_end"),
        Index("ix_intake_forget_on", "forget_on"),  # serves: the sweep of names
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_on: Mapped[date] = mapped_column()  # the day it reached the city; it counts for the phase
    giver: Mapped[str] = mapped_column(String(GIVER_LENGTH), default="")
    forget_on: Mapped[date | None] = mapped_column()
