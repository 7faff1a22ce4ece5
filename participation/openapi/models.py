"""Tokens with which staff read more than everyone, and where the platform tells other programs what happened."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.database import Base, UtcDateTime

NAME_LENGTH = 80
URL_LENGTH = 300


class ApiToken(Base):
    """A token of somebody who runs a consultation. Only its hash is kept; what it opens is asked of the rules at each read."""

    __tablename__ = "api_token"
    __table_args__ = (
        Index("ix_api_token_person_id", "person_id"),  # serves: a person's own tokens; leaving
        CheckConstraint("datasets <> ''", name="names_datasets"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    datasets: Mapped[str] = mapped_column(String(400))  # paths of the interface, separated by blanks
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))  # None: all that its person runs
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_on: Mapped[date]  # the last day on which it holds
    last_used_on: Mapped[date | None] = mapped_column()
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    consultation: Mapped[Consultation | None] = relationship(lazy="raise_on_sql")

    def holds(self, today: date) -> bool:
        """Whether it is neither revoked nor past its last day."""
        return self.revoked_at is None and today <= self.ends_on


class Webhook(Base):
    """An address of another program that is told what happened. Its secret is sealed, because signing needs it whole."""

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(URL_LENGTH), unique=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    events: Mapped[str] = mapped_column(String(600))  # types, separated by blanks
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def types(self) -> list[str]:
        """The events it is told."""
        return self.events.split()


class WebhookEvent(Base):
    """Something that happened, kept until everybody was told, and some days more. `number` is what receivers know it by."""

    __tablename__ = "webhook_event"
    __table_args__ = (Index("ix_webhook_event_at", "at"),)  # serves: forgetting

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    type: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    path: Mapped[str] = mapped_column(String(200))  # of the interface
    consultation: Mapped[str] = mapped_column(String(80), default="")


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class WebhookDelivery(Base):
    """One event on its way to one address."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id"),
        CheckConstraint("state IN ('waiting', 'done', 'failed')", name="state_known"),
        Index("ix_webhook_delivery_next_at", "state", "next_at"),  # serves: what the worker sends next
        Index("ix_webhook_delivery_event_id", "event_id"),  # serves: forgetting an event
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("webhook_event.id"))
    state: Mapped[DeliveryState] = mapped_column(String(10), default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[int | None] = mapped_column()  # of the last answer
    error: Mapped[str] = mapped_column(String(20), default="")  # why there was none; a `papers.fetching.Trouble`
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    webhook: Mapped[Webhook] = relationship(lazy="raise_on_sql")
    event: Mapped[WebhookEvent] = relationship(lazy="raise_on_sql")


class WebhookMark(Base):
    """One row: up to which entry of the audit log, and up to which moment, it was noted what happened."""

    __tablename__ = "webhook_mark"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    audit_id: Mapped[int]
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
