"""People, where they live, how they are signed in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, LargeBinary, String, and_, bindparam, false, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kit import clock
from participation.kit.database import Base, UtcDateTime
from participation.kit.dates import city_zone


class Role(StrEnum):
    """What a person is on this platform. Moderators are residents or staff with a mandate for a consultation."""

    RESIDENT = "resident"
    OFFICE = "office"
    COUNCIL = "council"
    ADMINISTRATOR = "administrator"


STAFF = frozenset({Role.OFFICE, Role.ADMINISTRATOR})


class EndReason(StrEnum):
    """Why a verification ended before its time."""

    MOVED = "moved"  # the person lives elsewhere now
    ERROR = "error"
    ABUSE = "abuse"
    DOUBLE = "double"  # the same human being counts with another account
    HANDED_ON = "handed_on"  # to another account of the same human being


class District(Base):
    """A part of the town, as residents name it."""

    __tablename__ = "district"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    position: Mapped[int] = mapped_column(default=0)


OWN, FOR_OTHERS = "deputy_for_id IS NULL", "deputy_for_id IS NOT NULL"


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
    guest_since: Mapped[datetime | None] = mapped_column(UtcDateTime)  # a confirmed address and no account; see guests.py
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # counted as a resident since; None from the day on which that ended
    verified_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: without end
    verification_end: Mapped[EndReason | None] = mapped_column(String(10))  # why it ended before its time, told in each refusal
    roll_from: Mapped[datetime | None] = mapped_column(UtcDateTime)  # in votes opened before, another account of this person may have voted
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    blocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # then the clockwork lifts the block; None: until somebody does
    blocked_reason: Mapped[str] = mapped_column(String(500), default="")  # shown to the person
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opinions_agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the explicit consent that holds now; its words: `consent`
    represents: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # some organisation: then forms ask in whose name; see organisations/
    unread_notices: Mapped[int] = mapped_column(default=0, server_default="0")  # those since the person last looked

    district: Mapped[District | None] = relationship(lazy="raise_on_sql")
    mandates: Mapped[list[Mandate]] = relationship(
        lazy="raise_on_sql", viewonly=True, primaryjoin=lambda: and_(Mandate.person_id == Person.id, HOLDS_NOW)
    )
    """Those that hold at the moment of reading; one that has not begun or is over gives no right anywhere."""

    @property
    def is_blocked(self) -> bool:
        """Whether this person may only read, for a stated reason."""
        return self.blocked_at is not None

    @property
    def is_confirmed(self) -> bool:
        """Whether this is an account whose address was confirmed: needed for everything but reading. A guest's is no account."""
        return self.is_reachable and self.guest_since is None

    @property
    def is_reachable(self) -> bool:
        """Whether mails reach this person at an address of their own."""
        return self.email_confirmed_at is not None

    @property
    def is_guest(self) -> bool:
        """Whether there is a confirmed address and no account: may do what a consultation opens to guests, and nothing else."""
        return self.guest_since is not None

    def is_verified(self, now: datetime) -> bool:
        """Whether the city knows that this is one resident: needed to support and to vote."""
        return self.verified_at is not None and (self.verified_until is None or now < self.verified_until)

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
    """The task of moderating one consultation, given to one person: up to a day, or until it is taken; or for a span of time in another's stead."""

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR starts_at < ends_at", name="starts_before_end"),
        CheckConstraint("deputy_for_id IS NULL OR ends_at IS NOT NULL", name="deputies_for_a_time"),
        # one own task a person and consultation, one span in the stead of the same person
        Index("ix_mandate_own", "person_id", "consultation_id", unique=True, sqlite_where=text(OWN), postgresql_where=text(OWN)),
        Index("ix_mandate_deputy", "deputy_for_id", "person_id", unique=True, sqlite_where=text(FOR_OTHERS), postgresql_where=text(FOR_OTHERS)),
        Index("ix_mandate_person_id", "person_id"),  # serves: what somebody may do, asked at every request of staff
        Index("ix_mandate_consultation_id", "consultation_id"),  # serves: the consultation's list of moderators
        Index("ix_mandate_ends_at", "ends_at"),  # serves: the sweep
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda context: context.get_current_parameters()["given_at"])
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the first moment without it; None: until it is taken
    deputy_for_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id", ondelete="CASCADE"))  # in whose stead; ends with theirs

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    deputies: Mapped[list[Mandate]] = relationship(lazy="raise_on_sql", viewonly=True, order_by=lambda: Mandate.starts_at)

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, in the city's zone; None: until it is taken."""
        return None if self.ends_at is None else (self.ends_at - timedelta(seconds=1)).astimezone(city_zone()).date()

    def holds(self, now: datetime) -> bool:
        """Whether it gives rights at a moment."""
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


HOLDS_NOW: ColumnElement[bool] = and_(
    Mandate.starts_at <= bindparam(None, callable_=clock.now, type_=UtcDateTime()),
    or_(Mandate.ends_at.is_(None), Mandate.ends_at > bindparam(None, callable_=clock.now, type_=UtcDateTime())),
)
"""The same in SQL, at the moment at which a statement is sent."""


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
    GUEST = "guest"  # to take part without an account


class MailedLink(Base):
    """A link that was mailed: the hash of its token, what it is for, and what it carries until the address is confirmed.

    Personal data: e-mail, name; the row is swept a week after it was used or ran out.
    """

    __tablename__ = "mailed_link"
    __table_args__ = (
        CheckConstraint(
            "purpose IN ('sign_up', 'confirm_email', 'change_email', 'sign_in', 'reset_password', 'delete_account', 'guest')",
            name="purpose_known",
        ),
        CheckConstraint("(purpose IN ('sign_up', 'guest')) = (person_id IS NULL)", name="sign_up_has_no_person_yet"),
        Index("ix_mailed_link_person_id", "person_id"),  # serves: a person's links end with a new password
        Index("ix_mailed_link_email_purpose", "email", "purpose"),  # serves: no flood of mails to one address
        Index("ix_mailed_link_expires_at", "expires_at"),  # serves: the sweep
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    purpose: Mapped[Purpose] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254))  # where the link was sent
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))  # where a guest takes part
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
    """One code, known here by its keyed hash only. The day of use is kept, not the moment, and not by whom.

    `masked` is the keyed hash of the human being to whom the letter goes, covered by a hash of the code itself: only who has the code
    uncovers it, so that this table and that of the verified do not match up. None for a code that was made for nobody in particular, or was used.
    """

    __tablename__ = "verification_code"
    __table_args__ = (Index("ix_verification_code_batch_id", "batch_id"),)  # serves: how many of a batch were used

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("code_batch.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    masked: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    used_on: Mapped[date | None]

    batch: Mapped[CodeBatch] = relationship(lazy="raise_on_sql")


class Proof(StrEnum):
    """By which way somebody was verified."""

    LETTER = "letter"
    COUNTER = "counter"
    PROVIDER = "provider"
    EARLIER = "earlier"  # before the way was noted


class Verification(Base):
    """That a person was verified: since when and how long, and why it ended. What it rests on is in `VerificationEvidence`.

    `Person.verified_at`, `verified_until` and `verification_end` repeat what every rule asks.
    """

    __tablename__ = "verification"
    __table_args__ = (
        CheckConstraint("proof IN ('letter', 'counter', 'provider', 'earlier')", name="proof_known"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended_with_reason"),
        CheckConstraint("end_reason IN ('moved', 'error', 'abuse', 'double', 'handed_on')", name="end_reason_known"),
        Index("ix_verification_valid_until", "valid_until"),  # serves: whose verification runs out soon
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)  # one verification a person
    proof: Mapped[Proof] = mapped_column(String(10))
    verified_at: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: without end
    warned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the person was told that it runs out
    lapse_noted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the log was told that it had run out
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[EndReason | None] = mapped_column(String(10))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the person, or the platform by its rule
    end_note: Mapped[str] = mapped_column(String(300), default="")  # staff's words beside the reason; the person can read them

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    ended_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[ended_by_id])


class VerificationEvidence(Base):
    """A keyed hash that stops a second account: of the human being as registers and providers name it, of a provider's claim, or of a code."""

    __tablename__ = "verification_evidence"
    __table_args__ = (Index("ix_verification_evidence_verification_id", "verification_id"),)  # serves: handing a verification on

    evidence_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # one account a hash
    verification_id: Mapped[int] = mapped_column(ForeignKey("verification.id"))


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
