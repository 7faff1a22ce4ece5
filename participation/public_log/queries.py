"""Reads about logs: each in a constant number of statements, and bounded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from participation.kit.errors import NotFound
from participation.kit.pagination import Page, offset
from participation.methods.proof.stored import StoredTree
from participation.public_log.models import LogCheckpoint, LogEntry, LogKind, LogSubscription, PublicLog

AT_ONCE = 100
"""How many logs one run of the job signs."""


def hashes_of(session: Session, log: PublicLog, numbers: Sequence[int]) -> dict[int, bytes]:
    """The hashes that these entries completed; one statement."""
    rows = session.execute(select(LogEntry.position, LogEntry.hashes).where(LogEntry.log_id == log.id, LogEntry.position.in_(numbers)))
    return {position: bytes(hashes) for position, hashes in rows}


def tree_of(session: Session, log: PublicLog) -> StoredTree:
    """The log's tree; each root or proof costs one statement."""
    return StoredTree(log.size, lambda numbers: hashes_of(session, log, numbers))


def unsigned(session: Session) -> Sequence[int]:
    """The logs that have grown since their last checkpoint."""
    return session.scalars(select(PublicLog.id).where(PublicLog.size > PublicLog.signed_size).order_by(PublicLog.id).limit(AT_ONCE)).all()


def is_any_signed(session: Session) -> bool:
    """Whether a checkpoint was ever signed."""
    return session.scalar(select(LogCheckpoint.log_id).limit(1)) is not None


def find_log(session: Session, kind: LogKind, subject_id: int) -> PublicLog:
    """One log. Raises NotFound."""
    found = session.scalars(select(PublicLog).where(PublicLog.kind == kind, PublicLog.subject_id == subject_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def logs_page(session: Session, number: int, size: int) -> Page[PublicLog]:
    """A page of all logs, the latest first; two statements."""
    total = session.scalar(select(func.count()).select_from(PublicLog)) or 0
    rows = session.scalars(select(PublicLog).order_by(PublicLog.id.desc()).limit(size).offset(offset(number, size))).all()
    return Page(list(rows), number, size, total)


def entries_page(session: Session, log: PublicLog, number: int, size: int) -> Page[LogEntry]:
    """A page of a log's entries, in their order; one statement."""
    start = offset(number, size)
    rows = session.scalars(
        select(LogEntry).where(LogEntry.log_id == log.id, LogEntry.position.between(start, start + size - 1)).order_by(LogEntry.position)
    )
    return Page(list(rows), number, size, log.size)


def all_entries(session: Session, log: PublicLog, upto: int) -> list[str]:
    """The texts of the first entries, in their order."""
    statement = select(LogEntry.text).where(LogEntry.log_id == log.id, LogEntry.position < upto).order_by(LogEntry.position)
    return list(session.scalars(statement))


def entry_at(session: Session, log: PublicLog, position: int) -> LogEntry:
    """One entry. Raises NotFound."""
    found = session.get(LogEntry, (log.id, position))
    if found is None:
        raise NotFound
    return found


def newest_checkpoint(session: Session, log: PublicLog) -> LogCheckpoint | None:
    """The newest checkpoint of a log; None where nothing is signed yet."""
    return session.scalars(select(LogCheckpoint).where(LogCheckpoint.log_id == log.id).order_by(LogCheckpoint.size.desc()).limit(1)).one_or_none()


def first_checkpoint(session: Session, log: PublicLog) -> LogCheckpoint | None:
    """The oldest checkpoint of a log."""
    return session.scalars(select(LogCheckpoint).where(LogCheckpoint.log_id == log.id).order_by(LogCheckpoint.size).limit(1)).one_or_none()


def newest_of_all(session: Session) -> LogCheckpoint | None:
    """The newest checkpoint of all logs, for the key that signs now."""
    return session.scalars(select(LogCheckpoint).order_by(LogCheckpoint.signed_at.desc(), LogCheckpoint.log_id.desc()).limit(1)).one_or_none()


def checkpoint_at(session: Session, log: PublicLog, size: int) -> LogCheckpoint:
    """The checkpoint of a size. Raises NotFound."""
    found = session.scalars(select(LogCheckpoint).where(LogCheckpoint.log_id == log.id, LogCheckpoint.size == size)).one_or_none()
    if found is None:
        raise NotFound
    return found


def checkpoints_page(session: Session, log: PublicLog, number: int, size: int) -> Page[LogCheckpoint]:
    """A page of a log's checkpoints, the newest first; two statements."""
    total = session.scalar(select(func.count()).select_from(LogCheckpoint).where(LogCheckpoint.log_id == log.id)) or 0
    statement = select(LogCheckpoint).where(LogCheckpoint.log_id == log.id).order_by(LogCheckpoint.size.desc())
    rows = session.scalars(statement.limit(size).offset(offset(number, size))).all()
    return Page(list(rows), number, size, total)


def first_entry_with(session: Session, log: PublicLog, word: str) -> LogEntry | None:
    """The first entry that has a quoted word in it: a tracker. The word has letters and digits only."""
    statement = select(LogEntry).where(LogEntry.log_id == log.id, LogEntry.text.contains(f'"{word}"', autoescape=True))
    return session.scalars(statement.order_by(LogEntry.position).limit(1)).one_or_none()


def entries_that_begin(session: Session, log: PublicLog, start: str) -> Sequence[str]:
    """The texts of all entries with this beginning, in their order."""
    return session.scalars(_beginning(log, start).order_by(LogEntry.position)).all()


def newest_that_begins(session: Session, log: PublicLog, start: str) -> str | None:
    """The text of the last entry with this beginning."""
    return session.scalars(_beginning(log, start).order_by(LogEntry.position.desc()).limit(1)).one_or_none()


def _beginning(log: PublicLog, start: str) -> Select[str]:
    return select(LogEntry.text).where(LogEntry.log_id == log.id, func.substr(LogEntry.text, 1, len(start)) == start)


def log_by_id(session: Session, log_id: int | None) -> PublicLog | None:
    """A log by its row's number; None for none."""
    return None if log_id is None else session.get(PublicLog, log_id)


def logs_to_tell(session: Session, before: datetime) -> list[tuple[PublicLog, int]]:
    """Logs with signed news, and those that grew otherwise and were last told before that moment; each with its newest signed size, held."""
    news = and_(PublicLog.news_size > PublicLog.told_size, PublicLog.signed_size >= PublicLog.news_size)
    grown = and_(PublicLog.signed_size > PublicLog.told_size, or_(PublicLog.told_at.is_(None), PublicLog.told_at <= before))
    statement = select(PublicLog).where(or_(news, grown)).order_by(PublicLog.id).limit(AT_ONCE)
    held = session.scalars(statement.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    return [(log, log.signed_size) for log in held]


def subscribers_after(session: Session, log: PublicLog, after: int, most: int) -> Sequence[LogSubscription]:
    """Confirmed subscriptions of this log and of all, in the order of their numbers from one on."""
    whose = (LogSubscription.scope.in_((0, log.id)), LogSubscription.confirmed_at.is_not(None), LogSubscription.id > after)
    return session.scalars(select(LogSubscription).where(*whose).order_by(LogSubscription.id).limit(most)).all()
