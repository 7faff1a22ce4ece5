"""Writing the public log: opened, continued, signed. The rooms that call this have demanded their rules and write their own audit lines."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.kit.jobs import enqueue_after_commit
from participation.kit.upserts import insert_or
from participation.methods.proof.checkpoints import Checkpoint, sign_checkpoint
from participation.methods.proof.notes import Signer
from participation.methods.proof.stored import grow
from participation.public_log.keys import signing_seed
from participation.public_log.models import PREFIX, TITLE_LENGTH, LogCheckpoint, LogEntry, LogKind, PublicLog
from participation.public_log.queries import hashes_of, is_any_signed, tree_of, unsigned
from participation.settings import Settings

SIGN_LOGS = "sign public logs"
"""The job that signs what has grown and tells subscribers, nudged by each act that appends."""
LONGEST_ENTRY = 5_000_000


def open_log(session: Session, kind: LogKind, subject_id: int, title: str, now: datetime) -> PublicLog:
    """The log of a vote or of a council's draw; it is made where there is none."""
    values = {"kind": kind, "subject_id": subject_id, "title": title[:TITLE_LENGTH], "opened_at": now}
    numbers = {"size": 0, "signed_size": 0, "news_size": 0, "told_size": 0}
    found = log_of(session, kind, subject_id)
    if found is not None:
        return found
    session.execute(insert_or(session, PublicLog).values(**values, **numbers).on_conflict_do_nothing(index_elements=["kind", "subject_id"]))
    return session.scalars(_LOG.where(PublicLog.kind == kind, PublicLog.subject_id == subject_id)).one()


_LOG = select(PublicLog).execution_options(populate_existing=True)


def log_of(session: Session, kind: LogKind, subject_id: int) -> PublicLog | None:
    """The log of a thing; None where there is none, because it began before there were logs."""
    return session.scalars(_LOG.where(PublicLog.kind == kind, PublicLog.subject_id == subject_id)).one_or_none()


def append(session: Session, log: PublicLog, texts: Sequence[str], now: datetime, *, news: bool = True) -> int:
    """Put entries at the end, in the transaction of the act they tell of; returns the position of the first.

    A text is one line. Others who append to this log wait until the transaction ends. After the commit the log is signed and, if these
    are `news`, mailed to whoever subscribed. Raises ValueError for a text that is no line.
    """
    if any(not text or "\n" in text or "\r" in text or len(text) > LONGEST_ENTRY for text in texts):
        raise ValueError("an entry of the log is one line of text")
    session.flush()
    held = session.scalars(_LOG.where(PublicLog.id == log.id).with_for_update()).one()
    first = held.size
    hashes = grow(first, lambda numbers: hashes_of(session, held, numbers), [text.encode() for text in texts])
    for place, (text, completed) in enumerate(zip(texts, hashes, strict=True), first):
        session.add(LogEntry(log_id=held.id, position=place, text=text, hashes=completed))
    held.size = first + len(texts)
    if news:
        held.news_size = held.size
    session.flush()
    enqueue_after_commit(session, SIGN_LOGS)
    return first


def sign_logs(session: Session, settings: Settings, now: datetime) -> list[LogCheckpoint]:
    """Sign every log that has grown since its last checkpoint, as it stands; returns the new checkpoints. The caller commits.

    Reads committed entries only: it runs in a transaction of its own, never in one that appends. Raises KeyMissing where the key is lost.
    """
    grown = unsigned(session)
    if not grown:
        return []
    seed = signing_seed(settings, may_make=not is_any_signed(session))
    made = [_sign(session, log_id, seed, settings, now) for log_id in grown]
    return [checkpoint for checkpoint in made if checkpoint is not None]


def _sign(session: Session, log_id: int, seed: bytes, settings: Settings, now: datetime) -> LogCheckpoint | None:
    # never waiting: an act may hold one of these logs and wait for another. It nudges this job again after its commit.
    log = session.scalars(_LOG.where(PublicLog.id == log_id).with_for_update(skip_locked=True)).one_or_none()
    if log is None or log.signed_size == log.size:
        return None
    if log.origin is None:
        log.origin = f"{urlsplit(settings.base_url).netloc}/{PREFIX}/{log.name}"
    signer = Signer(log.origin, seed)
    note = sign_checkpoint(Checkpoint(log.origin, log.size, tree_of(session, log).root()), signer)
    log.signed_size = log.size
    made = LogCheckpoint(log_id=log.id, size=log.size, note=note, key=str(signer.verifier), signed_at=now)
    session.add(made)
    session.flush()
    return made


def root_of(checkpoint: LogCheckpoint) -> bytes:
    """The root that a checkpoint signs."""
    return base64.b64decode(checkpoint.note.split("\n")[2])
