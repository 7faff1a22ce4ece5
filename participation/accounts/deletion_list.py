"""Which accounts were deleted, in a file outside of the database: after a restore of an older backup they are deleted again.

A line holds a keyed hash of the account's random public id, the moment, and whether the texts went too; it leads to nobody but together with a database
that still has the account, and the installation's secret key. The file only grows. The log of acts says which deletions belong into it, so that a
line which a crash left out is added by the sweep.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import DELETED, erase_person
from participation.accounts.models import Person
from participation.kit.audit import AuditEntry
from participation.settings import Settings

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Deletion:
    """One line: whose account (as the keyed hash), when, and whether the texts went too."""

    person: str
    at: datetime
    remove_texts: bool

    def line(self) -> str:
        """As it is written."""
        return json.dumps({"person": self.person, "at": self.at.isoformat(), "texts": "removed" if self.remove_texts else "kept"}) + "\n"


def list_file(settings: Settings) -> Path:
    """Where the list lies."""
    return settings.deletion_list_file or settings.var_dir / "deletions.jsonl"


def hash_of(public_id: str, settings: Settings) -> str:
    """What stands in the list for an account."""
    key = hmac.digest(settings.secret_key.encode(), b"list of deletions", hashlib.sha256)
    return hmac.new(key, public_id.encode(), hashlib.sha256).hexdigest()


def read_list(path: Path) -> dict[str, Deletion]:
    """All deletions by their hashes. A line that a crash cut off is passed over."""
    found: dict[str, Deletion] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return found
    for line in lines:
        try:
            read = json.loads(line)
            found[read["person"]] = Deletion(read["person"], datetime.fromisoformat(read["at"]), read["texts"] == "removed")
        except (ValueError, KeyError, TypeError):
            continue
    return found


def note_deletions(session: Session, settings: Settings) -> int:
    """Add the deletions that the list does not have yet, on the disk before this returns; says how many. Call it after the commit."""
    path = list_file(settings)
    done = select(Person.public_id, Person.deleted_at, AuditEntry.data).join(
        AuditEntry, (AuditEntry.subject_id == Person.id) & (AuditEntry.subject_kind == "person") & (AuditEntry.action == DELETED)
    )
    rows = session.execute(done.where(Person.deleted_at.is_not(None)).order_by(Person.id)).all()
    if not rows:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with path.open("a+", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)  # two workers write each line once
        known = read_list(path)
        told = [Deletion(hash_of(row.public_id, settings), row.deleted_at, json.loads(row.data).get("texts") == "removed") for row in rows]
        new = {one.person: one for one in told if one.person not in known}
        _append(stream.fileno(), path, new.values())
    return len(new)


def _append(number: int, path: Path, new: Iterable[Deletion]) -> None:
    text = "".join(one.line() for one in new)
    if not text:
        return
    if path.stat().st_size and not path.read_bytes().endswith(b"\n"):
        text = "\n" + text  # what a crash cut off stays a line of its own
    os.write(number, text.encode())
    os.fsync(number)


def replay_deletions(session: Session, settings: Settings, now: datetime) -> int:
    """Delete again whoever is in the list and has an account in this database; returns how many. The caller commits.

    Nobody is written to: they were told when they left. The last administrator goes too, because that account had ended.
    """
    wanted = read_list(list_file(settings))
    count = 0
    if not wanted:
        return count
    there = session.execute(select(Person.id, Person.public_id).where(Person.deleted_at.is_(None)).execution_options(yield_per=_AT_ONCE))
    again = [(row.id, wanted[mark]) for row in there if (mark := hash_of(row.public_id, settings)) in wanted]
    for number, deletion in again:
        erase_person(session, session.get_one(Person, number), now, remove_texts=deletion.remove_texts)
        count += 1
    return count
