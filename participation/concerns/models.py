"""A concern of a resident, the categories with the office that answers each, what happened with it, and keys of other apps."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import District
from participation.followups.models import Office
from participation.kit.database import Base, UtcDateTime
from participation.kit.language import lazy
from participation.kit.uploads import copies_of
from participation.places.models import Place

KIND, PICTURE_KIND = "concern", "concern_picture"
"""How cases of the moderation name a concern's text and its picture."""
NAME_LENGTH = 80
HINT_LENGTH = 300
ADDRESS_LENGTH = 200


class Status(StrEnum):
    """Where a concern stands."""

    ASKED = "asked"  # without an account: the link that was mailed is not yet followed; nobody reads it
    RECEIVED = "received"
    WORK = "work"
    DONE = "done"
    DECLINED = "declined"


PUBLIC = (Status.RECEIVED, Status.WORK, Status.DONE, Status.DECLINED)
OPEN = (Status.RECEIVED, Status.WORK)
STATUS_NAMES = {
    Status.ASKED: (lazy("Noch nicht bestätigt"), "neutral"),
    Status.RECEIVED: (lazy("Eingegangen"), "info"),
    Status.WORK: (lazy("In Bearbeitung"), "info"),
    Status.DONE: (lazy("Erledigt"), "success"),
    Status.DECLINED: (lazy("Nicht zuständig"), "neutral"),
}
_KNOWN = ", ".join(f"'{status}'" for status in Status)


class ConcernCategory(Base):
    """What a concern can be about: which office answers it by rule, and within how many days. Categories are closed, never deleted."""

    __tablename__ = "concern_category"
    __table_args__ = (CheckConstraint("days BETWEEN 1 AND 365", name="days_sensible"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)  # in addresses, and the service code of Open311; never changes
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    hint: Mapped[str] = mapped_column(String(HINT_LENGTH), default="")
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    days: Mapped[int] = mapped_column()
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    office: Mapped[Office] = relationship(lazy="raise_on_sql")


class ConcernKey(Base):
    """The key of another app that hands concerns in by Open311. Only its hash is kept."""

    __tablename__ = "concern_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Concern(Base):
    """Something small that a resident tells the city; its number is what people and other apps name it by."""

    __tablename__ = "concern"
    __table_args__ = (
        CheckConstraint(f"status IN ({_KNOWN})", name="status_known"),
        CheckConstraint("(status = 'asked') = (received_at IS NULL)", name="received_once_confirmed"),
        CheckConstraint("(received_at IS NULL) = (due_on IS NULL)", name="received_has_day"),
        CheckConstraint("status NOT IN ('done', 'declined') OR answered_at IS NOT NULL", name="closed_with_an_answer"),
        CheckConstraint("(answered_at IS NULL) = (answer_days IS NULL)", name="answer_took_days"),
        CheckConstraint("(picture_name IS NULL) = (picture_width IS NULL)", name="picture_has_size"),
        Index("ix_concern_received_at", "received_at", "id"),  # serves: the public list, the newest first; Open311's window
        Index("ix_concern_office_id", "office_id", "status", "due_on"),  # serves: an office's queue, its count
        Index("ix_concern_category_id", "category_id", "answered_at"),  # serves: the answer clock by category
        Index("ix_concern_person_id", "person_id"),  # serves: own concerns, deletion
        Index("ix_concern_asked_at", "status", "asked_at"),  # serves: the sweep of what nobody confirmed
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True)  # random: what the mailed link names, with a keyed hash beside it
    category_id: Mapped[int] = mapped_column(ForeignKey("concern_category.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))  # that answers; by rule the category's
    status: Mapped[Status] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text, default="")  # the text, folded, for the list's search
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), default="")  # where another app gave words that no list of streets knows
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    email: Mapped[str | None] = mapped_column(String(254))  # of whoever has no account; deleted some days after the last answer
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(2), default="de")
    key_id: Mapped[int | None] = mapped_column(ForeignKey("concern_key.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None] = mapped_column()  # the last day on which the first answer is in time, in the city's time
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # for the first time
    answer_days: Mapped[int | None] = mapped_column()
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    picture_name: Mapped[str | None] = mapped_column(String(80), unique=True)
    picture_width: Mapped[int | None] = mapped_column()
    picture_height: Mapped[int | None] = mapped_column()
    picture_words: Mapped[str] = mapped_column(String(300), default="")
    picture_hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    category: Mapped[ConcernCategory] = relationship(lazy="raise_on_sql")
    office: Mapped[Office] = relationship(lazy="raise_on_sql")
    place: Mapped[Place | None] = relationship(Place, lazy="raise_on_sql")
    district: Mapped[District | None] = relationship(lazy="raise_on_sql")

    @property
    def is_public(self) -> bool:
        """Whether it has arrived, whatever became of it."""
        return self.status in PUBLIC

    @property
    def is_open(self) -> bool:
        """Whether the office still has something to do."""
        return self.status in OPEN

    @property
    def is_hidden(self) -> bool:
        """Whether the moderation hid its text."""
        return self.hidden_at is not None

    @property
    def shows_picture(self) -> bool:
        """Whether everybody may see its picture."""
        return self.picture_name is not None and self.picture_hidden_at is None and not self.is_hidden

    @property
    def picture_widths(self) -> tuple[int, ...]:
        """The widths in pixels of its picture's copies."""
        return copies_of(self.picture_width) if self.picture_width else ()


class What(StrEnum):
    """What happened with a concern."""

    RECEIVED = "received"
    TAKEN_UP = "taken-up"
    ANSWER = "answer"
    ASSIGNED = "assigned"


class ConcernEvent(Base):
    """Something that happened with a concern, in order; a row never changes."""

    __tablename__ = "concern_event"
    __table_args__ = (
        CheckConstraint("what IN ('received', 'taken-up', 'answer', 'assigned')", name="what_known"),
        CheckConstraint(f"status IN ({_KNOWN})", name="status_known"),
        CheckConstraint("what <> 'answer' OR text <> ''", name="answer_has_text"),
        Index("ix_concern_event_concern_id", "concern_id"),  # serves: a concern's history
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id"))
    what: Mapped[What] = mapped_column(String(10))
    status: Mapped[Status] = mapped_column(String(8))  # where it stood after that
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))  # whose it was after that
    text: Mapped[str] = mapped_column(Text, default="")  # the office's answer
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)

    office: Mapped[Office] = relationship(lazy="raise_on_sql")
