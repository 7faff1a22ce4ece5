"""The life of a file of answers: asked for, made by the worker, fetched, and deleted after its days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.jobs import enqueue_after_commit
from participation.kit.rules import demand_of
from participation.kit.upserts import insert_or
from participation.kit.work import WorkState, forget_files, touch
from participation.opinions import rules
from participation.opinions.models import OpinionFile, OpinionMap

MAKE_FILE = "opinion file"
"""The job that makes it."""
LASTS = timedelta(days=3)
REMEMBERED = timedelta(days=30)


def request_file(session: Session, person: Person | None, consultation: Consultation, opinion_map: OpinionMap, now: datetime) -> OpinionFile:
    """Ask for all answers of a map as tables; the log says who. Asked twice, it is the same unfinished file."""
    person = demand_of(person, rules.may_take_away(person, consultation, opinion_map))
    values = {"map_id": opinion_map.id, "requested_by_id": person.id, "requested_at": now, "touched_at": now, "state": WorkState.REQUESTED}
    counted = {"attempts": 0, "done": 0, "total": 0, "size": 0}
    number = session.scalar(insert_or(session, OpinionFile).values(**values, **counted).on_conflict_do_nothing().returning(OpinionFile.id))
    mine = (OpinionFile.map_id == opinion_map.id, OpinionFile.requested_by_id == person.id)
    file = session.scalars(select(OpinionFile).where(*mine, OpinionFile.state.in_((WorkState.REQUESTED, WorkState.RUNNING)))).one()
    if number is not None:
        audit.append(session, at=now, actor=person, action="opinion_map.taken_away", subject=opinion_map, data={"file": file.id})
    enqueue_after_commit(session, MAKE_FILE, file_id=file.id)
    return file


def finish_file(session: Session, file_id: int, attempt: int, stored_name: str, size: int, now: datetime) -> bool:
    """Hand a file over. False where another worker took over: then it is to be thrown away."""
    values = {"state": WorkState.READY, "stored_name": stored_name, "size": size, "expires_at": now + LASTS, "touched_at": now}
    return touch(session, OpinionFile, file_id, attempt, **values)


def expire_files(session: Session, now: datetime) -> Sequence[str]:
    """Forget files past their days; returns the names of those to delete. The caller commits."""
    names = forget_files(session, OpinionFile, now)
    session.execute(delete(OpinionFile).where(OpinionFile.requested_at < now - REMEMBERED, OpinionFile.state.in_((WorkState.GONE, WorkState.FAILED))))
    return names
