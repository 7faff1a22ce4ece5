"""People, where they live, how they are signed in."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kit.database import Base, UtcDateTime


class Role(StrEnum):
    """What a person is on this platform. Moderators are residents or staff with a mandate for a consultation."""

    RESIDENT = "resident"
    OFFICE = "office"
    COUNCIL = "council"
    ADMINISTRATOR = "administrator"


STAFF = frozenset({Role.OFFICE, Role.ADMINISTRATOR})


class District(Base):
    """A part of the town, as residents name it."""

    __tablename__ = "district"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    position: Mapped[int] = mapped_column(default=0)


class Person(Base):
    """Someone with an account. Personal data: e-mail, names, district; all emptied when the account is deleted."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("role IN ('resident', 'office', 'council', 'administrator')", name="role_known"),
        # a deleted account keeps nothing that names the person
        CheckConstraint("deleted_at IS NULL OR (email IS NULL AND password_hash IS NULL AND real_name = '')", name="deleted_is_empty"),
        Index(
            "ix_person_blocked_until",
            "blocked_until",
            sqlite_where=text("blocked_until IS NOT NULL"),
            postgresql_where=text("blocked_until IS NOT NULL"),
        ),  # serves: whose block is over
        Index("ix_person_role", "role"),  # serves: the list of staff, and whether an administrator is the last
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)  # random; names the person in addresses
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # folded to lower case
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    public_name: Mapped[str] = mapped_column(String(60))  # a pseudonym; of staff and council members the real name
    public_name_key: Mapped[str] = mapped_column(String(120), unique=True)  # look-alikes folded: nobody can pose as another
    real_name: Mapped[str] = mapped_column(String(120), default="")  # staff and council only
    position: Mapped[str] = mapped_column(String(120), default="")  # e.g. "Amt für Stadtplanung", shown beside official words
    role: Mapped[Role] = mapped_column(String(20), default=Role.RESIDENT)
    language: Mapped[str] = mapped_column(String(2), default="de")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # counted as a resident since
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    blocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # then the clockwork lifts the block; None: until somebody does
    blocked_reason: Mapped[str] = mapped_column(String(500), default="")  # shown to the person
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unread_notices: Mapped[int] = mapped_column(default=0, server_default="0")  # those since the person last looked

    district: Mapped[District | None] = relationship(lazy="raise_on_sql")
    mandates: Mapped[list[Mandate]] = relationship(lazy="raise_on_sql", back_populates="person")

    @property
    def is_blocked(self) -> bool:
        """Whether this person may only read, for a stated reason."""
        return self.blocked_at is not None

    @property
    def is_confirmed(self) -> bool:
        """Whether the address was confirmed: needed for everything but reading."""
        return self.email_confirmed_at is not None

    @property
    def is_verified(self) -> bool:
        """Whether the city knows that this is one resident: needed to support and to vote."""
        return self.verified_at is not None

    @property
    def is_staff(self) -> bool:
        """Office or administration: signed out after half an hour of rest."""
        return self.role in STAFF

    @property
    def is_administrator(self) -> bool:
        """May set up consultations, issue codes, give roles."""
        return self.role == Role.ADMINISTRATOR

    @property
    def speaks_officially(self) -> bool:
        """Whether what this person writes is marked as the city's voice."""
        return self.role in (Role.OFFICE, Role.ADMINISTRATOR)

    def moderates(self, consultation_id: int) -> bool:
        """Whether this person holds the mandate to moderate that consultation."""
        return any(mandate.consultation_id == consultation_id for mandate in self.mandates)


class Mandate(Base):
    """The task of moderating one consultation, given to one person."""

    __tablename__ = "mandate"
    __table_args__ = (
        UniqueConstraint("person_id", "consultation_id"),
        Index("ix_mandate_consultation_id", "consultation_id"),  # serves: the consultation's list of moderators
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(lazy="raise_on_sql", back_populates="mandates")


class WebSession(Base):
    """A signed-in browser: the hash of its token, whose it is, when it was last seen."""

    __tablename__ = "web_session"
    __table_args__ = (
        Index("ix_web_session_person_id", "person_id"),  # serves: sign out everywhere
        Index("ix_web_session_last_seen_at", "last_seen_at"),  # serves: the sweep
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    browser: Mapped[str] = mapped_column(String(60), default="")  # "Firefox, Linux": to recognise one's own sessions
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the person showed again who it is
    second_step_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when a second sign was shown; None: by one alone

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class Purpose(StrEnum):
    """What a mailed link is good for, and nothing else."""

    SIGN_UP = "sign_up"
    CONFIRM_EMAIL = "confirm_email"
    CHANGE_EMAIL = "change_email"
    SIGN_IN = "sign_in"
    RESET_PASSWORD = "reset_password"  # noqa: S105  # a purpose, no password
    DELETE_ACCOUNT = "delete_account"


class MailedLink(Base):
    """A link that was mailed: the hash of its token, what it is for, and what it carries until the address is confirmed.

    Personal data: e-mail, name; the row is swept a week after it was used or ran out.
    """

    __tablename__ = "mailed_link"
    __table_args__ = (
        CheckConstraint(
            "purpose IN ('sign_up', 'confirm_email', 'change_email', 'sign_in', 'reset_password', 'delete_account')", name="purpose_known"
        ),
        CheckConstraint("(purpose = 'sign_up') = (person_id IS NULL)", name="sign_up_has_no_person_yet"),
        Index("ix_mailed_link_person_id", "person_id"),  # serves: a person's links end with a new password
        Index("ix_mailed_link_email_purpose", "email", "purpose"),  # serves: no flood of mails to one address
        Index("ix_mailed_link_expires_at", "expires_at"),  # serves: the sweep
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    purpose: Mapped[Purpose] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254))  # where the link was sent
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    public_name: Mapped[str] = mapped_column(String(60), default="")  # chosen at sign-up
    password_hash: Mapped[str | None] = mapped_column(String(255))  # chosen at sign-up
    language: Mapped[str] = mapped_column(String(2), default="de")
    next_url: Mapped[str] = mapped_column(String(500), default="/")  # where the person was
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class CodeBatch(Base):
    """Codes made together, for example for the letters to one district."""

    __tablename__ = "code_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # e.g. because the sheet was lost

    district: Mapped[District | None] = relationship(lazy="raise_on_sql")


class VerificationCode(Base):
    """One code, known here by its keyed hash only. The day of use is kept, not the moment, and not by whom."""

    __tablename__ = "verification_code"
    __table_args__ = (Index("ix_verification_code_batch_id", "batch_id"),)  # serves: how many of a batch were used

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("code_batch.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    used_on: Mapped[date | None]

    batch: Mapped[CodeBatch] = relationship(lazy="raise_on_sql")


class Verification(Base):
    """That a person was verified once: a keyed hash that stops a second account, made with another key than the code's own."""

    __tablename__ = "verification"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)  # one verification a person
    evidence_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)  # one person a code


class NoticeKind(StrEnum):
    """What a notice is about; for each a person chooses whether a mail comes too."""

    ANSWER = "answer"  # the city answered something one wrote or supports
    OUTCOME = "outcome"  # what became of a consultation or a vote that one took part in
    PROPOSAL = "proposal"  # something happened to one's own proposal
    REPLY = "reply"  # somebody answered one's contribution
    FOLLOWED = "followed"  # news of what one follows
    SEARCH = "search"  # something new in a saved search
    WORK = "work"  # work for somebody of the staff


class Mailing(StrEnum):
    """Whether and when notices of a kind are mailed."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


WAITS = "mail_at IS NOT NULL"


class Notice(Base):
    """Something a person is told on the page "Mitteilungen". Swept half a year after it was written."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("kind IN ('answer', 'outcome', 'proposal', 'reply', 'followed', 'search', 'work')", name="kind_known"),
        Index("ix_notice_person_id", "person_id", "id"),  # serves: a person's notices, the newest first
        # serves: whose mails are due, in the order of moments and people; most notices wait for no mail and are not in it
        Index("ix_notice_waiting", "mail_at", "person_id", sqlite_where=text(WAITS), postgresql_where=text(WAITS)),
        Index("ix_notice_created_at", "created_at"),  # serves: the sweep
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[NoticeKind] = mapped_column(String(10))
    message: Mapped[str] = mapped_column(String(400))  # the German text with its %(places)s, translated when it is shown
    words: Mapped[dict[str, Any]] = mapped_column(JSON)  # what stands at the places
    url: Mapped[str] = mapped_column(String(500))  # a path of this site
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    mail_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when a mail is due; None: none is, or it has gone


class NoticeChoice(Base):
    """A person's choice for one kind of notice, where it differs from the usual."""

    __tablename__ = "notice_choice"
    __table_args__ = (CheckConstraint("mailing IN ('at_once', 'daily', 'weekly', 'never')", name="mailing_known"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(String(10), primary_key=True)
    mailing: Mapped[Mailing] = mapped_column(String(10))
