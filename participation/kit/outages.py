"""When the platform could not serve: held by the emergency brake, stood still, or told by the administration.

The emergency brake is an outage that has not ended yet: while there is one of kind `read_only`, nothing that is sent is taken
(`brake.py`). That the platform stood still is measured by the worker's pulse: after a gap an outage is noted from the last beat on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.kit import clock
from participation.kit.database import Base, UtcDateTime, db

GAP = timedelta(minutes=5)
"""After so long without a beat the platform stood still. The worker beats every minute."""


class OutageKind(StrEnum):
    """Why the platform could not serve."""

    READ_ONLY = "read_only"
    DOWN = "down"
    REPORTED = "reported"


class Outage(Base):
    """A stretch of time in which the platform could not serve."""

    __tablename__ = "outage"
    __table_args__ = (
        CheckConstraint("kind IN ('read_only', 'down', 'reported')", name="kind_known"),
        CheckConstraint("ends_at IS NULL OR starts_at < ends_at", name="ends_after_start"),
        CheckConstraint("ends_at IS NOT NULL OR kind = 'read_only'", name="only_the_brake_runs"),
        # serves: is the brake on? One at a time
        Index("ux_outage_running", "kind", unique=True, sqlite_where=text("ends_at IS NULL"), postgresql_where=text("ends_at IS NULL")),
        Index("ix_outage_ends_at", "ends_at"),  # serves: the outages near a vote's end
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OutageKind] = mapped_column(String(10))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(300), default="")  # shown to everyone
    told_by_id: Mapped[int | None] = mapped_column()  # no foreign key: as in the log, kit knows no people


class Pulse(Base):
    """The worker's last beat: one row."""

    __tablename__ = "pulse"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


Span = tuple[datetime, datetime]


def outages_since(session: Session, since: datetime, now: datetime) -> list[Span]:
    """All outages that reached beyond `since`, in order; one that runs still ends now."""
    statement = select(Outage.starts_at, Outage.ends_at).where(or_(Outage.ends_at.is_(None), Outage.ends_at > since)).order_by(Outage.starts_at)
    return [(start, end or max(now, start)) for start, end in session.execute(statement)]


def latest_outages(session: Session, most: int = 20) -> Sequence[Outage]:
    """The latest outages, the newest first; for the administration."""
    return session.scalars(select(Outage).order_by(Outage.starts_at.desc(), Outage.id.desc()).limit(most)).all()


def beat(session: Session, now: datetime) -> Outage | None:
    """Note that the platform lives. Returns the outage that a long gap since the last beat was, or None."""
    pulse = session.get(Pulse, 1)
    if pulse is None:
        session.add(Pulse(id=1, at=now))
        return None
    gap, last = now - pulse.at, pulse.at
    pulse.at = max(now, last)
    if gap < GAP:
        return None
    outage = Outage(kind=OutageKind.DOWN, starts_at=last, ends_at=now)
    session.add(outage)
    session.flush()
    return outage


def note_beat() -> None:
    """What the worker does every minute."""
    beat(db.session(), clock.now())
