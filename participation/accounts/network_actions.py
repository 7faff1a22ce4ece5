"""Notes from which network something was done, and forgets it: a key lives a week, what it hashed a week longer."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from participation.accounts.network_models import Done, NetworkKey, NetworkTrace
from participation.kit.limits import network_prefix
from participation.kit.sealing import Seals, Unsealable
from participation.kit.upserts import dialect_of, insert_or

WEEK = 7 * 24 * 3600
KEPT = timedelta(seconds=WEEK)
"""How long a hash outlives its key: it still says which two are equal, but of no network any more whether it is the one."""


def week_of(now: datetime) -> int:
    """The number of a week."""
    return int(now.timestamp()) // WEEK


def note_network(session: Session, seals: Seals, person_id: int, act: Done, address: str | None, now: datetime, subject_id: int = 0) -> None:
    """Note the network of an act, once. The address is not kept; one that is none leaves nothing."""
    network = network_prefix(address)
    key = _key(session, seals, now) if network != "unknown" else None
    if key is None:
        return
    hashed = hmac.digest(key, network.encode(), hashlib.sha256)[:16]
    values = {"person_id": person_id, "act": act, "subject_id": subject_id, "week": week_of(now), "network": hashed}
    session.execute(insert_or(session, NetworkTrace).values(**values).on_conflict_do_nothing())


def _key(session: Session, seals: Seals, now: datetime) -> bytes | None:
    """This week's key; None where it was sealed with a key that is no longer here, or is destroyed already."""
    week = week_of(now)
    asked = select(NetworkKey.sealed).where(NetworkKey.week == week)
    sealed = session.execute(asked).one_or_none()
    if sealed is None:
        made = {"week": week, "made_at": now, "sealed": seals.seal({"key": secrets.token_hex(32)})}
        session.execute(insert_or(session, NetworkKey).values(**made).on_conflict_do_nothing())
        sealed = session.execute(asked).one()
    try:
        return bytes.fromhex(seals.open(sealed[0])["key"]) if sealed[0] is not None else None
    except Unsealable:
        return None


def forget_network(session: Session, person_id: int, act: Done, subject_id: int = 0) -> None:
    """What was done is undone: so is the note."""
    session.execute(delete(NetworkTrace).where(NetworkTrace.person_id == person_id, NetworkTrace.act == act, NetworkTrace.subject_id == subject_id))


def forget_networks_of(session: Session, person_id: int) -> None:
    """All notes about a person who leaves."""
    session.execute(delete(NetworkTrace).where(NetworkTrace.person_id == person_id))


def sweep_networks(session: Session, now: datetime) -> int:
    """Destroy keys whose week is over, and delete the hashes a week later. Returns how many hashes went."""
    if dialect_of(session) == "sqlite":
        session.execute(text("PRAGMA secure_delete=ON"))
    week = week_of(now)
    session.execute(update(NetworkKey).where(NetworkKey.week < week, NetworkKey.sealed.is_not(None)).values(sealed=None))
    gone = session.execute(delete(NetworkTrace).where(NetworkTrace.week < week - 1)).rowcount  # type: ignore[attr-defined]  # a DELETE has it
    session.execute(delete(NetworkKey).where(NetworkKey.week < week - 1))
    return int(gone)


def networks_as_data(session: Session, person_id: int) -> list[dict[str, Any]]:
    """Of which acts there is a note, and until when."""
    rows = session.execute(select(NetworkTrace.act, NetworkTrace.subject_id, NetworkTrace.week).where(NetworkTrace.person_id == person_id))
    return [{"act": row.act, "subject_id": row.subject_id, "until": datetime.fromtimestamp((row.week + 2) * WEEK, UTC)} for row in rows]
