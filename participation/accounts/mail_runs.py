"""How far the mailing of notices is: a row for each run that found something due, moved on with each batch, for the administration to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.accounts.models import Notice
from participation.kit.database import Base, UtcDateTime

KEPT_RUNS = 20
STALLED = timedelta(minutes=5)
"""A run that has not moved for so long has died; the next one goes on with those who were not reached."""


class MailRun(Base):
    """One run: how many people were due when it began, how many of them it has reached, how many mails it queued."""

    __tablename__ = "mail_run"
    __table_args__ = (CheckConstraint("due >= 0 AND people >= 0 AND mails >= 0", name="counts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due: Mapped[int] = mapped_column()
    people: Mapped[int] = mapped_column(default=0)
    mails: Mapped[int] = mapped_column(default=0)

    def stalled(self, now: datetime) -> bool:
        """Whether it died on its way."""
        return self.done_at is None and now - self.moved_at > STALLED


def people_due(session: Session, now: datetime) -> int:
    """How many people have mails about notices due."""
    return session.scalar(select(func.count(Notice.person_id.distinct())).where(Notice.mail_at <= now)) or 0


def begin_run(session: Session, now: datetime) -> int | None:
    """Note that a run begins, before its first batch; None where nobody is due. Of old runs the newest stay. The caller commits."""
    due = people_due(session, now)
    if not due:
        return None
    newest = select(MailRun.id).order_by(MailRun.id.desc()).limit(KEPT_RUNS - 1)
    session.execute(delete(MailRun).where(MailRun.id.not_in(session.scalars(newest).all())))
    run = MailRun(begun_at=now, moved_at=now, due=due, people=0, mails=0)
    session.add(run)
    session.flush()
    return run.id


def move_run(session: Session, run_id: int, people: int, mails: int, now: datetime) -> None:
    """Note a batch, in the batch's own transaction: what is shown as done is done."""
    values = {"people": MailRun.people + people, "mails": MailRun.mails + mails, "moved_at": now}
    session.execute(update(MailRun).where(MailRun.id == run_id).values(**values))


def end_run(session: Session, run_id: int, now: datetime) -> None:
    """Note that nothing is due any more."""
    session.execute(update(MailRun).where(MailRun.id == run_id).values(done_at=now, moved_at=now))


@dataclass(frozen=True, slots=True)
class Mailing:
    """What the administration sees: the latest runs, the newest first, and how many people are due now."""

    runs: Sequence[MailRun]
    due: int


def mailing_now(session: Session, now: datetime, most: int = 5) -> Mailing:
    """How far it is."""
    return Mailing(session.scalars(select(MailRun).order_by(MailRun.id.desc()).limit(most)).all(), people_due(session, now))
