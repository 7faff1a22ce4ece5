"""Logs, their entries and checkpoints, and who is told of new ones. What keeps entries and checkpoints for ever: `triggers.py`."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.statements import run_with
from participation.public_log import triggers


class LogKind(StrEnum):
    """What a log is about."""

    VOTE = "vote"
    DRAW = "draw"
    BOARD = "board"  # the events of an encrypted vote, exactly as its archive holds them


WORDS = {LogKind.VOTE: "abstimmung", LogKind.DRAW: "losung", LogKind.BOARD: "urne"}
"""How addresses and origins name the kinds."""
PREFIX = "protokoll"
"""Where the logs are, on the platform's own host; the names of logs and of keys begin with it."""
TITLE_LENGTH = 200


class PublicLog(Base):
    """The log of one vote or of one council's draw. It only grows; `size` is how many entries it has."""

    __tablename__ = "public_log"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),  # one log a thing
        CheckConstraint("kind IN ('vote', 'draw', 'board')", name="kind_known"),
        CheckConstraint("size >= 0 AND news_size BETWEEN 0 AND size AND told_size BETWEEN 0 AND size", name="sizes_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LogKind] = mapped_column(String(10))
    subject_id: Mapped[int] = mapped_column()  # no foreign key: the room that has it stands above this one
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))  # for pages and mails; it is not signed
    origin: Mapped[str | None] = mapped_column(String(300), unique=True)  # its name in notes, given with the first checkpoint
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    size: Mapped[int] = mapped_column(default=0)
    signed_size: Mapped[int] = mapped_column(default=0)  # of the newest checkpoint
    news_size: Mapped[int] = mapped_column(default=0)  # up to here something happened that is told at once
    told_size: Mapped[int] = mapped_column(default=0)  # of the checkpoint that was mailed last
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def name(self) -> str:
        """Its last word in addresses and origins: `abstimmung-7`."""
        return f"{WORDS[LogKind(self.kind)]}-{self.subject_id}"


class LogEntry(Base):
    """One entry: a line of text, and the hashes of the tree that it completes (its own first). It carries no time."""

    __tablename__ = "public_log_entry"
    __table_args__ = (
        CheckConstraint("position >= 0", name="position_counts"),
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint("length(hashes) >= 32", name="hash_whole"),
    )

    log_id: Mapped[int] = mapped_column(ForeignKey("public_log.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 0, without gaps
    text: Mapped[str] = mapped_column(Text)
    hashes: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class LogCheckpoint(Base):
    """How a log stood when it had `size` entries, as a signed note, and the key that checks it."""

    __tablename__ = "public_log_checkpoint"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        Index("ix_public_log_checkpoint_signed_at", "signed_at"),  # serves: the newest key of all
    )

    log_id: Mapped[int] = mapped_column(ForeignKey("public_log.id"), primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(400))  # name+hash+base64
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LogSubscription(Base):
    """An address that is mailed new checkpoints, of one log or of all. Not confirmed, it is deleted after two days; else by its owner."""

    __tablename__ = "public_log_subscription"
    __table_args__ = (
        UniqueConstraint("email", "scope"),  # told once of the same thing
        CheckConstraint("scope = COALESCE(log_id, 0)", name="scope_is_log"),
        CheckConstraint("confirmed_at IS NOT NULL OR token_hash IS NOT NULL", name="can_be_confirmed"),
        Index("ix_public_log_subscription_scope", "scope"),  # serves: whom to tell
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    log_id: Mapped[int | None] = mapped_column(ForeignKey("public_log.id"))  # None: all logs
    scope: Mapped[int] = mapped_column()  # the same as a number that can be unique
    language: Mapped[str] = mapped_column(String(5), default="de")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)  # of the mailed link; emptied when it is confirmed
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


for _dialect in ("sqlite", "postgresql"):
    run_with(LogSubscription.__table__, "after_create", _dialect, triggers.statements(_dialect))
run_with(PublicLog.__table__, "after_drop", "postgresql", triggers.DROP_POSTGRESQL)
