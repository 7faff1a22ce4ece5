"""An organisation and those who represent it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import Person
from participation.kit.database import Base, UtcDateTime


class Kind(StrEnum):
    """What sort of organisation it is."""

    ASSOCIATION = "association"
    INITIATIVE = "initiative"
    COMPANY = "company"
    AUTHORITY = "authority"
    OTHER = "other"


class State(StrEnum):
    """Where it stands. Only a confirmed one speaks."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    REVOKED = "revoked"


class Organisation(Base):
    """A name that several people may write under, once the city has checked who stands behind it. It has no account, and counts nowhere."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("kind IN ('association', 'initiative', 'company', 'authority', 'other')", name="kind_known"),
        CheckConstraint("state IN ('requested', 'confirmed', 'declined', 'revoked')", name="state_known"),
        CheckConstraint("(state = 'requested') = (decided_at IS NULL)", name="decided_has_date"),
        CheckConstraint("state <> 'confirmed' OR basis <> ''", name="confirmed_has_basis"),
        Index("ix_organisation_state", "state", "name"),  # serves: the lists
        Index("ix_organisation_name_key", "name_key"),  # serves: whether the name is one already
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(String(12), default=State.REQUESTED)
    kind: Mapped[Kind] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(120))  # look-alikes folded
    about: Mapped[str] = mapped_column(Text, default="")  # plain text
    homepage: Mapped[str] = mapped_column(String(500), default="")  # linked, never fetched
    register_number: Mapped[str] = mapped_column(String(80), default="")
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    basis: Mapped[str] = mapped_column(String(500), default="")  # on what it was checked; of a refusal or an end, the reason
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the first moment without; None: until it is ended

    def speaks(self, now: datetime) -> bool:
        """Whether anybody may write in its name."""
        return self.state == State.CONFIRMED and (self.valid_until is None or now < self.valid_until)

    @property
    def last_day(self) -> datetime | None:
        """The last moment of the last day, which belongs to it; None: until it is ended."""
        return self.valid_until - timedelta(seconds=1) if self.valid_until is not None else None

    @property
    def was_checked(self) -> bool:
        """Whether it is, or was, one that the city has checked: its page stays, as what was written in its name does."""
        return self.state in (State.CONFIRMED, State.REVOKED)


class Representation(Base):
    """That somebody represents an organisation: invited, accepted, ended."""

    __tablename__ = "representation"
    __table_args__ = (
        UniqueConstraint("organisation_id", "person_id"),
        CheckConstraint("ended_at IS NULL OR accepted_at IS NOT NULL", name="ended_was_accepted"),
        Index("ix_representation_person_id", "person_id"),  # serves: in whose names somebody may write
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    task: Mapped[str] = mapped_column(String(80), default="")  # e.g. "Vorstand"
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])

    @property
    def holds(self) -> bool:
        """Whether it was accepted and is not over."""
        return self.accepted_at is not None and self.ended_at is None
