"""The life of an export: asked for, claimed by a worker, finished or given back, forgotten after its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Update, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.jobs import enqueue_after_commit
from participation.kit.rules import demand_of
from participation.kit.upserts import insert_or
from participation.reports.models import ATTEMPTS, SILENCE, UNFINISHED, Export, ExportState
from participation.reports.rules import may_export

MAKE_EXPORT = "export"
"""The job that makes the file."""
LASTS = timedelta(days=3)
"""How long a finished file can be fetched."""
REMEMBERED = timedelta(days=30)
"""How long its page says that it was there."""


def request_export(session: Session, actor: Person | None, consultation: Consultation, now: datetime) -> Export:
    """Ask for the ZIP of a consultation that is over; it is made in the background. Asked twice, it is the same unfinished export."""
    actor = demand_of(actor, may_export(actor, consultation))
    values = {
        "consultation_id": consultation.id,
        "requested_by_id": actor.id,
        "requested_at": now,
        "touched_at": now,
        "state": ExportState.REQUESTED,
        "attempts": 0,
        "done": 0,
        "total": 0,
        "file_name": "",
        "size": 0,
    }
    number = session.scalar(insert_or(session, Export).values(**values).on_conflict_do_nothing().returning(Export.id))
    own = (Export.consultation_id == consultation.id, Export.requested_by_id == actor.id, Export.state.in_(UNFINISHED))
    export = session.scalars(select(Export).where(*own)).one()
    if number is not None:
        audit.append(session, at=now, actor=actor, action="export.requested", subject=export, data={"consultation": consultation.id})
    enqueue_after_commit(session, MAKE_EXPORT, export_id=export.id)
    return export


@dataclass(frozen=True, slots=True)
class Claim:
    """That one worker makes one export now; `attempt` tells it from another that comes after a crash."""

    export_id: int
    consultation_id: int
    attempt: int


def claim_export(session: Session, export_id: int, now: datetime) -> Claim | None:
    """Take an export to make it; None where another worker has it, or it is made."""
    abandoned = and_(Export.state == ExportState.RUNNING, Export.touched_at < now - SILENCE)
    statement = (
        update(Export)
        .where(Export.id == export_id, or_(Export.state == ExportState.REQUESTED, abandoned), Export.attempts < ATTEMPTS)
        .values(state=ExportState.RUNNING, attempts=Export.attempts + 1, touched_at=now, done=0)
        .returning(Export.id, Export.consultation_id, Export.attempts)
    )
    row = session.execute(statement).one_or_none()
    return Claim(*row) if row is not None else None


def tell_progress(session: Session, claim: Claim, done: int, total: int, now: datetime) -> None:
    """Say how far it is, which is also the worker's sign of life."""
    session.execute(_claimed(claim).values(done=done, total=total, touched_at=now))


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A finished file: under which random name it is stored, what people call it, its SHA-256 and its size in bytes."""

    stored_name: str
    file_name: str
    sha256: str
    size: int


def finish_export(session: Session, claim: Claim, made: MadeFile, now: datetime) -> bool:
    """Hand the file over. False where another worker was taken for this one's successor: then the file is to be thrown away."""
    values = {
        "state": ExportState.READY,
        "stored_name": made.stored_name,
        "file_name": made.file_name,
        "sha256": made.sha256,
        "size": made.size,
        "finished_at": now,
        "expires_at": now + LASTS,
    }
    if session.scalar(_claimed(claim).values(**values).returning(Export.id)) is None:
        return False
    data = {"consultation": claim.consultation_id, "sha256": made.sha256}
    audit.append(session, at=now, actor=None, action="export.made", subject=("export", claim.export_id), data=data)
    return True


def give_back(session: Session, claim: Claim, now: datetime) -> None:
    """After a failure: let it be tried again, but not for ever."""
    state = ExportState.FAILED if claim.attempt >= ATTEMPTS else ExportState.REQUESTED
    session.execute(_claimed(claim).values(state=state, touched_at=now))


def give_up_silent(session: Session, now: datetime) -> None:
    """Exports whose workers died again and again have failed."""
    worn_out = (Export.state.in_(UNFINISHED), Export.attempts >= ATTEMPTS, Export.touched_at < now - SILENCE)
    session.execute(update(Export).where(*worn_out).values(state=ExportState.FAILED))


def expire_exports(session: Session, now: datetime) -> Sequence[str]:
    """Forget what is past its date. Returns the stored names of the files that must be deleted, before the commit."""
    over = (Export.state == ExportState.READY, Export.expires_at <= now)
    names = [name for name in session.scalars(select(Export.stored_name).where(*over)) if name]
    session.execute(update(Export).where(*over).values(state=ExportState.EXPIRED, stored_name=None))
    session.execute(delete(Export).where(Export.requested_at < now - REMEMBERED, Export.state.in_((ExportState.EXPIRED, ExportState.FAILED))))
    return names


def _claimed(claim: Claim) -> Update:
    return update(Export).where(Export.id == claim.export_id, Export.state == ExportState.RUNNING, Export.attempts == claim.attempt)
