"""That a map has to be computed again: said by acts in their own transaction, heard by the worker."""

from __future__ import annotations

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from participation.kit.jobs import enqueue_after_commit
from participation.opinions.models import OpinionMap, Result, Stage

COMPUTE_MAP = "opinion map"
"""The job's name."""


_r = Result.__table__
_STALE = update(Result).where(_r.c.map_id == bindparam("map"), _r.c.is_stale.is_(False)).values(is_stale=True).returning(_r.c.map_id)


def mark_stale(session: Session, opinion_map: OpinionMap) -> None:
    """Something changed that the map of an open question shows. Writes only where nobody said so before, so that answers do not wait for each other."""
    if opinion_map.stage != Stage.OPEN:
        return
    if session.connection().execute(_STALE, {"map": opinion_map.id}).scalar_one_or_none() is not None:
        enqueue_after_commit(session, COMPUTE_MAP, map_id=opinion_map.id)
