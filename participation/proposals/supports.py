"""The rows and the number of supports; their statements are made once, since nothing on the platform is clicked more often."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from participation.kit.database import table_of
from participation.kit.upserts import dialect_of, insert_for
from participation.proposals.models import Proposal, ProposalStage, Support

_PROPOSALS = table_of(Proposal)
_COUNT = (
    update(_PROPOSALS)
    .where(_PROPOSALS.c.id == bindparam("proposal"), _PROPOSALS.c.stage == ProposalStage.PUBLISHED)
    .values(support_count=_PROPOSALS.c.support_count + bindparam("step"), version=_PROPOSALS.c.version + bindparam("changes"))
    .returning(_PROPOSALS.c.support_count)
)


@cache
def _put(dialect: str) -> Any:
    table = table_of(Support)
    put = insert_for(dialect, table).values(proposal_id=bindparam("proposal"), person_id=bindparam("person"), given_at=bindparam("at"))
    return put.on_conflict_do_nothing().returning(table.c.id)


def put_support(session: Session, proposal_id: int, person_id: int, now: datetime) -> bool:
    """Put down that a person supports a proposal. Returns whether that is new."""
    put = session.execute(_put(dialect_of(session)), {"proposal": proposal_id, "person": person_id, "at": now})
    return put.scalar() is not None


def count_support(session: Session, proposal_id: int, step: int) -> int | None:
    """Change the number in one statement of the database, and return it; None where the proposal is no longer published."""
    return session.execute(_COUNT, {"proposal": proposal_id, "step": step, "changes": abs(step)}).scalar()
