"""Deleting what links the public hashes of a draw to people, on the day that was promised. The transcript verifies without."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.councils.models import Council
from participation.draws.models import PoolEntry, Seat
from participation.kit import audit
from participation.kit.dates import city_zone
from participation.kit.privacy import Due


def sweep_receipts(session: Session, now: datetime) -> int:
    """Empty the receipts and the letters' codes of councils whose day has come; returns how many rows these were."""
    return sum(_forget(session, council, now) for council in _due(session, now))


def _due(session: Session, now: datetime) -> Sequence[Council]:
    kept = or_(
        select(PoolEntry.id).where(PoolEntry.council_id == Council.id, PoolEntry.sealed != b"").exists(),
        select(Seat.id).where(Seat.council_id == Council.id, Seat.sealed != b"").exists(),
    )
    today = now.astimezone(city_zone()).date()
    return session.scalars(select(Council).where(Council.delete_on <= today, kept).order_by(Council.id)).all()


def _forget(session: Session, council: Council, now: datetime) -> int:
    rows = 0
    for table in (PoolEntry, Seat):
        emptied = update(table).where(table.council_id == council.id, table.sealed != b"").values(sealed=b"").returning(table.id)
        rows += len(session.scalars(emptied.execution_options(synchronize_session=False)).all())
    audit.append(session, at=now, actor=None, action="draw.receipts_forgotten", subject=council, data={"rows": rows})
    return rows


def receipts_due(session: Session, now: datetime) -> Iterable[Due]:
    """Receipts with their days of deletion."""
    counted = (
        select(Council.title, Council.delete_on, func.count())
        .join(PoolEntry, PoolEntry.council_id == Council.id)
        .where(PoolEntry.sealed != b"", Council.delete_on.is_not(None))
        .group_by(Council.id)
    )
    return [Due(f"council_pool_entry, council_seat: {title}", rows, day) for title, day, rows in session.execute(counted) if day is not None]


def forget_member(session: Session, person: Person) -> None:
    """Forget which seat an account belongs to, with the account; the seat and its code stay."""
    session.execute(update(Seat).where(Seat.person_id == person.id).values(person_id=None))
