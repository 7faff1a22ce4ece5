"""The second draw: quotas, the frozen pool, the lottery that is published before chance speaks, and the seats that it gave."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.language import lazy

SILENCE = timedelta(minutes=10)
"""After so long without a sign of life a worker is taken for dead."""
ATTEMPTS = 3
"""How often a lottery's computing is begun before it has failed."""
DRAW_PANELS = 1000
"""How many numbered panels a lottery has: three ten-sided dice pick one."""


class QuotaRow(Base):
    """How many of the panel may have a value of a feature; both by their codes."""

    __tablename__ = "council_quota"
    __table_args__ = (
        UniqueConstraint("council_id", "feature", "value"),
        CheckConstraint("minimum >= 0 AND minimum <= maximum", name="bounds_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    feature: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(40))
    minimum: Mapped[int] = mapped_column()
    maximum: Mapped[int] = mapped_column()


class Freeze(Base):
    """The pool and its quotas as they were when answers were over; they never change again. Holds no names: people are keyed hashes."""

    __tablename__ = "council_freeze"

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), primary_key=True)  # once a council
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    people: Mapped[int] = mapped_column()
    sha256: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text, deferred=True)  # canonical JSON, of which sha256 is the hash


class PoolEntry(Base):
    """One person of the frozen pool: its place in it, and the hash that stands for it in public. The salt is the person's receipt."""

    __tablename__ = "council_pool_entry"
    __table_args__ = (UniqueConstraint("council_id", "place"), UniqueConstraint("council_id", "answer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    place: Mapped[int] = mapped_column()  # from 0 on, as in the published files
    answer_id: Mapped[int] = mapped_column()  # no foreign key: answers are deleted on their day, the pool stays
    person_hash: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # {"salt": hex, "identity": text}; emptied when personal data is deleted


class LotteryState(StrEnum):
    """How far a lottery is."""

    REQUESTED = "requested"
    RUNNING = "running"
    READY = "ready"  # computed; its staff can look at it
    FAILED = "failed"
    CANCELLED = "cancelled"
    PUBLISHED = "published"  # with its commitment and the randomness that will decide
    DRAWN = "drawn"


LOTTERY_STATE_NAMES = {
    LotteryState.REQUESTED: lazy("wartet"),
    LotteryState.RUNNING: lazy("wird berechnet"),
    LotteryState.READY: lazy("berechnet"),
    LotteryState.FAILED: lazy("nicht möglich"),
    LotteryState.CANCELLED: lazy("abgebrochen"),
    LotteryState.PUBLISHED: lazy("veröffentlicht"),
    LotteryState.DRAWN: lazy("gezogen"),
}
UNFINISHED = (LotteryState.REQUESTED, LotteryState.RUNNING)
PUBLIC = (LotteryState.PUBLISHED, LotteryState.DRAWN)
_RUNNING_SQL = text("state = 'running'")
_UNFINISHED_SQL = text("state IN ('requested', 'running')")


class Lottery(Base):
    """One lottery of a council: how it is computed, what was published, and the draw. A repeated one is a further row, with its reason."""

    __tablename__ = "council_lottery"
    __table_args__ = (
        UniqueConstraint("council_id", "number"),
        CheckConstraint("state IN ('requested', 'running', 'ready', 'failed', 'cancelled', 'published', 'drawn')", name="state_known"),
        CheckConstraint("method IN ('leximin', 'maximin', 'nash', 'random')", name="method_known"),
        # what is published has its hash and its time, and what is drawn its number
        CheckConstraint("state NOT IN ('published', 'drawn') OR (commitment IS NOT NULL AND published_at IS NOT NULL)", name="published_whole"),
        CheckConstraint("state <> 'drawn' OR (draw IS NOT NULL AND drawn_number IS NOT NULL)", name="drawn_whole"),
        CheckConstraint("NOT (trial AND state IN ('published', 'drawn'))", name="trials_stay_inside"),
        Index("uq_council_lottery_running", "state", unique=True, sqlite_where=_RUNNING_SQL, postgresql_where=_RUNNING_SQL),  # never two at once
        Index("uq_council_lottery_unfinished", "council_id", unique=True, sqlite_where=_UNFINISHED_SQL, postgresql_where=_UNFINISHED_SQL),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    number: Mapped[int] = mapped_column()  # counted up in a council, trials included
    trial: Mapped[bool] = mapped_column(default=False)  # a test run without effect
    reason: Mapped[str] = mapped_column(Text, default="")  # why it is drawn again
    method: Mapped[str] = mapped_column(String(10))
    seed: Mapped[str] = mapped_column(String(64))
    state: Mapped[LotteryState] = mapped_column(String(10), default=LotteryState.REQUESTED)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)  # how often a worker began it
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime)  # the worker's last sign of life
    step: Mapped[str] = mapped_column(String(40), default="")  # what the computing is at
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # figures of the result: draws.summaries.Summary
    failure: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[str | None] = mapped_column(Text, deferred=True)  # lottery.json, before its randomness is named: without it
    randomness: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # what was named before: kind and what belongs to it
    happens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the randomness comes to be
    commitment: Mapped[str | None] = mapped_column(String(64))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    drawn_number: Mapped[int | None] = mapped_column()
    draw: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)  # draw.json without its replacements
    drawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_unfinished(self) -> bool:
        """Whether a worker still has to compute it, or does so now."""
        return self.state in UNFINISHED

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self.state in PUBLIC

    @property
    def share(self) -> Fraction:
        """How much of the present step is done, 0 to 1."""
        return min(Fraction(self.done, self.total), Fraction(1)) if self.total else Fraction(0)


class Reading(Base):
    """The public random value as one person of the staff read it; two that agree make the draw."""

    __tablename__ = "council_reading"
    __table_args__ = (UniqueConstraint("lottery_id", "person_id"),)  # two readings come from two people

    id: Mapped[int] = mapped_column(primary_key=True)
    lottery_id: Mapped[int] = mapped_column(ForeignKey("council_lottery.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    value: Mapped[str] = mapped_column(String(200))
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SeatState(StrEnum):
    """What became of a drawn person's seat."""

    DRAWN = "drawn"  # asked, no answer yet
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LEFT = "left"  # confirmed, and gone later


SEAT_STATE_NAMES = {
    SeatState.DRAWN: lazy("noch offen"),
    SeatState.CONFIRMED: lazy("zugesagt"),
    SeatState.DECLINED: lazy("abgesagt"),
    SeatState.LEFT: lazy("ausgeschieden"),
}


class Seat(Base):
    """A seat of the council as one drawn person has it or had it; whoever comes in for somebody gets a new row that names the old."""

    __tablename__ = "council_seat"
    __table_args__ = (
        UniqueConstraint("lottery_id", "place"),
        UniqueConstraint("council_id", "person_id"),  # one seat a person
        CheckConstraint("state IN ('drawn', 'confirmed', 'declined', 'left')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    lottery_id: Mapped[int] = mapped_column(ForeignKey("council_lottery.id"))
    place: Mapped[int] = mapped_column()  # in the pool
    answer_id: Mapped[int] = mapped_column()  # no foreign key: answers are deleted on their day
    state: Mapped[SeatState] = mapped_column(String(10), default=SeatState.DRAWN)
    state_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_until: Mapped[datetime] = mapped_column(UtcDateTime)  # until when the drawn person can say yes
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("council_seat.id"), unique=True)  # nobody is replaced twice
    step: Mapped[int] = mapped_column(default=0)  # the replacement's number in the transcript; 0 for those of the draw itself
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # the member's account
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)  # of the code in the letter
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # {"code": text}, for letters; emptied when personal data is deleted

    @property
    def is_taken(self) -> bool:
        """Whether somebody has it, or is asked to."""
        return self.state in (SeatState.DRAWN, SeatState.CONFIRMED)
