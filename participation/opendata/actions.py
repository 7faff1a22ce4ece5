"""The life of a file of data: asked for by staff, or due by itself; made by a worker; fetched; made anew, or forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.kit import audit
from participation.kit.audit import AuditEntry
from participation.kit.jobs import enqueue_after_commit
from participation.kit.rules import demand
from participation.kit.upserts import insert_or
from participation.kit.work import WorkState, forget_files, touch
from participation.opendata.models import EVERYTHING, DataFile
from participation.opendata.rules import may_take_data

MAKE_DATA = "data file"
"""The job that makes a file."""
LASTS = timedelta(days=3)
"""How long a private file can be fetched."""
FRESH, FRESH_WHEN_OVER = timedelta(hours=1), timedelta(days=1)
"""How often a public file is made anew at most: of what is running, of a consultation that is over."""
TAKEN = (
    *(".hidden", "_hidden", ".hide", ".cut", "_cut", ".deleted", ".removed", "_removed", ".returned", ".taken_back", ".taken_away"),
    *(".report_withdrawn", ".name_replaced", ".name_changed", ".withdrawn"),
)
"""How acts end after which something is no longer for everyone: the files are made anew at once."""
AT_ONCE = 20
"""Files that become due at a time."""


def request_data(session: Session, actor: Person | None, consultation: Consultation, now: datetime) -> DataFile:
    """Ask for the ZIP of a consultation with the columns for staff. Asked twice, it is the same unfinished file."""
    demand(may_take_data(actor, consultation))
    if actor is None:
        raise TypeError("the rule lets nobody through without an account")
    fresh: dict[str, object] = {"state": WorkState.REQUESTED, "requested_at": now, "touched_at": now, "attempts": 0, "done": 0, "total": 0}
    row = insert_or(session, DataFile).values(scope=consultation.id, requested_by_id=actor.id, sha256="", size=0, seen_entry=0, rows={}, **fresh)
    idle = DataFile.state.not_in((WorkState.REQUESTED, WorkState.RUNNING))
    again = row.on_conflict_do_update(index_elements=["scope", "requested_by_id"], set_=fresh, where=idle)
    asked = session.execute(again.returning(DataFile.id)).scalar_one_or_none()
    mine = (DataFile.scope == consultation.id, DataFile.requested_by_id == actor.id)
    found = session.scalars(select(DataFile).where(*mine).execution_options(populate_existing=True)).one()
    if asked is not None:
        audit.append(session, at=now, actor=actor, action="data.requested", subject=("consultation", consultation.id), data={})
        enqueue_after_commit(session, MAKE_DATA, file_id=found.id)
    return found


def finish_data(
    session: Session, file_id: int, attempt: int, stored_name: str, sha256: str, size: int, rows: Mapping[str, int], now: datetime
) -> bool:
    """Hand a file over. False where another worker was taken for this one's successor: then it is to be thrown away."""
    before = session.execute(select(DataFile.sha256, DataFile.changed_at, DataFile.requested_by_id).where(DataFile.id == file_id)).one()
    changed_at = before.changed_at if before.sha256 == sha256 else now
    values = {
        "state": WorkState.READY,
        "stored_name": stored_name,
        "sha256": sha256,
        "size": size,
        "rows": dict(rows),
        "made_at": now,
        "changed_at": changed_at,
    }
    values |= {"expires_at": None if before.requested_by_id is None else now + LASTS, "done": DataFile.total}
    return touch(session, DataFile, file_id, attempt, **values)


def public_files_due(session: Session, now: datetime) -> Sequence[int]:
    """Have the public files made that are missing, or that something happened since; returns which. Failed ones are tried again after a day."""
    newest = session.scalar(select(func.max(AuditEntry.id))) or 0
    _add_missing(session, now)
    over = select(Consultation.id).where(Consultation.stage.in_((Stage.CLOSED, Stage.ARCHIVED)))
    often = and_(DataFile.scope.not_in(over), DataFile.made_at < now - FRESH)
    rarely = DataFile.made_at < now - FRESH_WHEN_OVER
    taken = DataFile.seen_entry < _last_taken(session)
    stale = and_(DataFile.state == WorkState.READY, DataFile.seen_entry != newest, or_(often, rarely, taken))
    failed = and_(DataFile.state == WorkState.FAILED, DataFile.touched_at < now - FRESH_WHEN_OVER)
    due = select(DataFile.id).where(DataFile.requested_by_id.is_(None), or_(stale, failed)).order_by(DataFile.made_at, DataFile.id).limit(AT_ONCE)
    fresh = {"state": WorkState.REQUESTED, "requested_at": now, "touched_at": now, "attempts": 0, "done": 0}
    return list(session.scalars(update(DataFile).where(DataFile.id.in_(due)).values(fresh).returning(DataFile.id)))


def _last_taken(session: Session) -> int:
    """The last entry by which something was taken from everyone, among those that some file has not seen."""
    seen = select(func.min(DataFile.seen_entry)).where(DataFile.requested_by_id.is_(None), DataFile.state == WorkState.READY)
    ended = or_(*(AuditEntry.action.endswith(end, autoescape=True) for end in TAKEN))
    return session.scalar(select(func.max(AuditEntry.id)).where(AuditEntry.id > seen.scalar_subquery(), ended)) or 0


def _add_missing(session: Session, now: datetime) -> None:
    """A row for everything together and for each consultation that is public."""
    have = select(DataFile.scope).where(DataFile.requested_by_id.is_(None))
    missing = select(Consultation.id).where(Consultation.stage != Stage.DRAFT, Consultation.id.not_in(have)).order_by(Consultation.id).limit(AT_ONCE)
    scopes = list(session.scalars(missing))
    if session.scalar(select(DataFile.id).where(DataFile.requested_by_id.is_(None), DataFile.scope == EVERYTHING)) is None:
        scopes.insert(0, EVERYTHING)
    session.add_all(DataFile(scope=scope, requested_at=now, touched_at=now, state=WorkState.REQUESTED) for scope in scopes)
    session.flush()


def note_entry(session: Session, file_id: int) -> None:
    """Remember what had happened when a file was begun."""
    newest = select(func.coalesce(func.max(AuditEntry.id), 0)).scalar_subquery()
    session.execute(update(DataFile).where(DataFile.id == file_id).values(seen_entry=newest))


def expire_data(session: Session, now: datetime) -> list[str]:
    """Forget private files past their date. Returns the names of the files that must be deleted."""
    return forget_files(session, DataFile, now)
