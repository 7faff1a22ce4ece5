"""What people sign in with beside a password and a mailed link, and what is half done on the way in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import Person
from participation.kit.database import Base, UtcDateTime


class Passkey(Base):
    """A passkey (WebAuthn) of a person: only its public key is here."""

    __tablename__ = "passkey"
    __table_args__ = (Index("ix_passkey_person_id", "person_id"),)  # serves: a person's passkeys

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)  # one passkey, one account
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)  # of devices that count; one that goes back is a copy
    name: Mapped[str] = mapped_column(String(60))  # the person's own word for it
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class AuthenticatorApp(Base):
    """An app that shows a new number every 30 seconds (TOTP): its secret, sealed."""

    __tablename__ = "authenticator_app"
    __table_args__ = (CheckConstraint("confirmed_at IS NOT NULL OR last_step IS NULL", name="used_when_confirmed"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)  # one a person
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None while it is being set up
    last_step: Mapped[int | None] = mapped_column(BigInteger)  # the span of 30 seconds whose code was used last: no code counts twice


class RecoveryCode(Base):
    """One of ten codes for the day on which app and passkey are gone, known here by its keyed hash only."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_person_id", "person_id"),)  # serves: how many are left

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LinkedIdentity(Base):
    """That a person of an identity provider is this account: a keyed hash of issuer and subject."""

    __tablename__ = "linked_identity"
    __table_args__ = (UniqueConstraint("person_id", "provider"),)  # one person a provider

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    provider: Mapped[str] = mapped_column(String(40))  # its key in the settings
    subject_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)  # one account a person of the provider
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class TicketKind(StrEnum):
    """What a ticket lets its browser go on with."""

    SECOND_STEP = "second_step"  # who the person is was shown once; a second sign or setting one up is missing
    PASSKEY = "passkey"  # the challenge that a passkey is to sign for signing in
    NEW_PASSKEY = "new_passkey"  # the challenge for a new one
    NEW_PERSON = "new_person"  # signed in at a provider, without an account here


class SignInTicket(Base):
    """Something half done on the way in. It gives no right at all, runs out within minutes and is used once."""

    __tablename__ = "sign_in_ticket"
    __table_args__ = (
        CheckConstraint("kind IN ('second_step', 'passkey', 'new_passkey', 'new_person')", name="kind_known"),
        Index("ix_sign_in_ticket_person_id", "person_id"),  # serves: a person's tickets end with a reset
        Index("ix_sign_in_ticket_expires_at", "expires_at"),  # serves: the sweep
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TicketKind] = mapped_column(String(12))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # what a provider said, until the account is opened
    next_url: Mapped[str] = mapped_column(String(500), default="/")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
