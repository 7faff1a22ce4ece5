"""The log of what was done: it only grows, and each entry holds the hash of the one before.

The database refuses to change or delete an entry. Whoever changes the file behind its back breaks the chain, and
`flask audit verify` names the first broken entry. What the chain cannot show is a cut-off end; therefore its newest hash is
worth publishing, and `verify` can be asked whether a published hash is still part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import CheckConstraint, Index, Integer, LargeBinary, String, Text, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.kit.database import Base, UtcDateTime, table_of
from participation.kit.statements import run_with

FIRST_HASH = bytes(32)
"""What the first entry holds as the hash before it."""

_LOCK = 7_307_211_902_001  # any number that nothing else locks; serialises writers on PostgreSQL


class AuditEntry(Base):
    """One act: who did what to what, when. Holds no personal data but numbers of rows; texts of people do not belong here."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint("length(hash) = 32 AND length(previous_hash) = 32", name="hashes_whole"),
        Index("ix_audit_entry_subject_kind_subject_id", "subject_kind", "subject_id"),  # serves: the history of one thing
        {"sqlite_autoincrement": True},  # a number is never given twice
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None]  # no foreign key: the log outlives the account
    actor_role: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(80))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    data: Mapped[str] = mapped_column(Text)  # canonical JSON
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)


AUDIT_TRIGGERS_SQLITE = [
    "CREATE TRIGGER audit_entry_keeps BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    "CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    "CREATE TRIGGER audit_entry_once BEFORE INSERT ON audit_entry WHEN EXISTS "
    "(SELECT 1 FROM audit_entry WHERE id = NEW.id OR hash = NEW.hash) "
    "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",  # INSERT OR REPLACE would delete without the trigger above
]
AUDIT_TRIGGERS_POSTGRESQL = [
    "CREATE FUNCTION audit_entry_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit log only grows' USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER audit_entry_keeps BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_only_grows()",
    "CREATE TRIGGER audit_entry_stays BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_only_grows()",
]
AUDIT_DROP_POSTGRESQL = ["DROP FUNCTION IF EXISTS audit_entry_only_grows()"]
"""What a downgrade removes after the table; on SQLite the triggers go with it."""

_ENTRIES = table_of(AuditEntry)
_SAID = [column.name for column in _ENTRIES.c if column.name not in ("id", "hash")]
_LAST = select(_ENTRIES.c.hash).order_by(_ENTRIES.c.id.desc()).limit(1)
_ADD = insert(_ENTRIES)
_WAIT = text("SELECT pg_advisory_xact_lock(:lock)")

run_with(AuditEntry.__table__, "after_create", "sqlite", AUDIT_TRIGGERS_SQLITE)
run_with(AuditEntry.__table__, "after_create", "postgresql", AUDIT_TRIGGERS_POSTGRESQL)
run_with(AuditEntry.__table__, "after_drop", "postgresql", AUDIT_DROP_POSTGRESQL)


class Actor(Protocol):
    """Whoever acts: a person with a number and a role."""

    @property
    def id(self) -> int:
        """The number of the person's row."""

    @property
    def role(self) -> Any:
        """What the person is on this platform."""


def append(
    session: Session,
    *,
    at: datetime,
    actor: Actor | None,
    action: str,
    subject: Any = None,
    data: Mapping[str, Any] | None = None,
) -> int:
    """Add one entry at the end of the log, in the transaction of the act itself.

    `actor` is None for what the platform does by itself. `subject` is a row (its table's name is the kind), a pair
    `(kind, id)`, or None. `data` holds what JSON knows and no personal data. Until the transaction ends, other writers wait.
    Returns the entry's number.
    """
    session.flush()  # the subject gets its number, and earlier entries of this session are in the table
    kind, number = _name(subject)
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_WAIT, {"lock": _LOCK})
    previous = connection.scalar(_LAST) or FIRST_HASH
    values: dict[str, Any] = {
        "at": at,
        "actor_id": actor.id if actor is not None else None,
        "actor_role": str(actor.role) if actor is not None else "system",
        "action": action,
        "subject_kind": kind,
        "subject_id": number,
        "data": canonical(data or {}),
        "previous_hash": previous,
    }
    added: Any = connection.execute(_ADD, {**values, "hash": _hash(values)})
    return int(added.inserted_primary_key[0])


def _name(subject: Any) -> tuple[str, int | None]:
    if subject is None:
        return "", None
    if isinstance(subject, tuple):
        kind, number = subject
        return str(kind), number
    return str(subject.__tablename__), subject.id


def canonical(value: Any) -> str:
    """JSON with one spelling for one value: sorted keys, no blanks, UTF-8. Raises TypeError for what JSON does not know."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def entry_hash(entry: Any) -> bytes:
    """SHA-256 over the canonical JSON of all that an entry says, the hash before it included."""
    return _hash({name: getattr(entry, name) for name in _SAID})


def _hash(values: Mapping[str, Any]) -> bytes:
    at, previous = values["at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), bytes(values["previous_hash"]).hex()
    return hashlib.sha256(canonical({**values, "at": at, "previous_hash": previous}).encode("utf-8")).digest()


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """What a check of the whole log found.

    `entries` is how many were read, `head` the hash of the last of them, `broken_id` the number of the first entry that does not
    fit (None where all do), `reason` one of `""`, `content`, `chain`, and `contains_expected` whether the hash asked for is there.
    """

    entries: int
    head: bytes
    broken_id: int | None = None
    reason: str = ""
    contains_expected: bool = True

    @property
    def intact(self) -> bool:
        """Whether nothing was changed, removed from the middle, or cut off before the hash asked for."""
        return self.broken_id is None and self.contains_expected


def verify(session: Session, expected: bytes | None = None) -> AuditVerdict:
    """Read the whole log once, in order and in constant memory, and check each hash; `expected` is a hash published earlier."""
    table = AuditEntry.__table__
    rows = session.execute(select(table).order_by(table.c.id).execution_options(yield_per=1000))
    head, count, seen = FIRST_HASH, 0, expected is None or expected == FIRST_HASH
    for row in rows:
        count += 1
        if bytes(row.previous_hash) != head:
            return AuditVerdict(count, head, row.id, "chain", seen)
        if entry_hash(row) != bytes(row.hash):
            return AuditVerdict(count, head, row.id, "content", seen)
        head = bytes(row.hash)
        seen = seen or head == expected
    return AuditVerdict(count, head, contains_expected=seen)
