"""A roll of codes and its letters, codes from the counter, ballots on paper, and steps that take two people."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.work import WORK_STATES, Worked
from participation.votes.models import Channel


class RollImport(Worked, Base):
    """One list of who may vote. The file stays sealed, and only until it is read in or thrown away."""

    __tablename__ = "roll_import"
    __table_args__ = (
        CheckConstraint(WORK_STATES, name="state_known"),
        CheckConstraint("content IS NULL OR state IN ('pending', 'requested', 'running', 'failed')", name="file_until_read"),
        Index("ix_roll_import_vote_id", "vote_id", "id"),  # serves: a vote's lists
        Index("ix_roll_import_state_touched_at", "state", "touched_at"),  # serves: the sweep
    )

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))  # of the file as it came
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))  # sealed
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)  # what a column is → its place
    findings: Mapped[dict[str, Any]] = mapped_column(JSON)  # faults by row and column, and numbers; no personal data
    delete_on: Mapped[date] = mapped_column()  # when names and addresses go
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    swept_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RollEntry(Base):
    """Somebody on a roll of codes: a number, and who it is, sealed. The code is kept as a keyed hash only; a new letter has a new code."""

    __tablename__ = "roll_entry"
    __table_args__ = (
        UniqueConstraint("vote_id", "number"),  # nobody stands on one roll twice
        CheckConstraint("code_kind IN ('letter', 'counter')", name="code_kind_known"),
        Index("ix_roll_entry_vote_id_batch_id", "vote_id", "batch_id"),  # serves: whose letter is still to be made
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    number: Mapped[str] = mapped_column(String(20))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # None: a code without a name, or deleted on its day
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)  # None: no letter yet, or revoked
    code_kind: Mapped[Channel] = mapped_column(String(7), default=Channel.LETTER)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("vote_letter_batch.id"))  # of the letter made last
    is_revoked: Mapped[bool] = mapped_column(default=False)


class EntryMark(Base):
    """That an entry of a roll of codes has voted, once whatever the channel; as `RollMark` without time and order."""

    __tablename__ = "entry_mark"
    __table_args__ = (
        CheckConstraint("channel IN ('letter', 'counter', 'paper')", name="channel_known"),
        {"sqlite_with_rowid": False},
    )

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("roll_entry.id"), primary_key=True)
    channel: Mapped[Channel] = mapped_column(String(7))


class VoteLetterBatch(Worked, Base):
    """A PDF of some letters with codes and the same as a table, made in the background and kept sealed for a few days."""

    __tablename__ = "vote_letter_batch"
    __table_args__ = (
        CheckConstraint(WORK_STATES, name="state_known"),
        CheckConstraint("kind IN ('first', 'again')", name="kind_known"),
        CheckConstraint("state <> 'ready' OR (stored_name IS NOT NULL AND expires_at IS NOT NULL)", name="ready_has_file"),
        UniqueConstraint("vote_id", "number"),
        Index("ix_vote_letter_batch_state_touched_at", "state", "touched_at"),  # serves: the sweep
    )

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    number: Mapped[int] = mapped_column()
    kind: Mapped[str] = mapped_column(String(5))
    entry_ids: Mapped[list[int]] = mapped_column(JSON)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stored_name: Mapped[str | None] = mapped_column(String(40), unique=True)
    size: Mapped[int] = mapped_column(default=0)  # bytes of the PDF
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CounterCode(Base):
    """That a person of a roll by rule got a code at the counter, and votes by it alone. One at a time: a new one ends the old."""

    __tablename__ = "counter_code"

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_on: Mapped[date] = mapped_column()


class Step(StrEnum):
    """What takes two people in a vote by two: one asks, another confirms."""

    OPEN = "open"
    CLOSE = "close"
    EXTEND = "extend"
    ANNUL = "annul"


class StepRequest(Base):
    """That somebody asked for a step which waits for a second person. `terms`: what exactly was asked for."""

    __tablename__ = "vote_step_request"
    __table_args__ = (CheckConstraint("step IN ('open', 'close', 'extend', 'annul')", name="step_known"),)

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    step: Mapped[Step] = mapped_column(String(6), primary_key=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    terms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class PaperState(StrEnum):
    """Where a batch of papers stands."""

    FIRST = "first"  # nobody entered it yet
    SECOND = "second"  # one person did, another must
    DIFFERS = "differs"  # the two entries differ: somebody looks at those papers again
    AGREED = "agreed"


class PaperBatch(Base):
    """A batch of papers, numbered by hand from 1. Two people enter it; only what agrees goes into the urn, at the close."""

    __tablename__ = "paper_batch"
    __table_args__ = (
        UniqueConstraint("vote_id", "number"),
        CheckConstraint("state IN ('first', 'second', 'differs', 'agreed')", name="state_known"),
        CheckConstraint("papers BETWEEN 1 AND 100", name="a_handful_of_papers"),
        CheckConstraint("first_by_id IS NULL OR second_by_id IS NULL OR first_by_id <> second_by_id", name="two_people"),
        CheckConstraint("(state = 'agreed') = (agreed IS NOT NULL)", name="agreed_has_marks"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    number: Mapped[int] = mapped_column()
    papers: Mapped[int] = mapped_column()
    state: Mapped[PaperState] = mapped_column(String(7), default=PaperState.FIRST)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_on: Mapped[date] = mapped_column()
    first_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))  # one text a paper: canonical marks, or `invalid`
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    second: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    third_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    looked_again: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # {"paper", "marks", "reason"} of papers that differed
    agreed: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
