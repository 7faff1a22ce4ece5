"""What chains do when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.traces.actions import note_growth


def join_chain(
    session: Session, *, contribution_id: int, proposal_id: int, consultation_id: int, author_id: int | None, now: datetime, **_also: object
) -> None:
    """A proposal that grew from a contribution became public."""
    note_growth(session, consultation_id, contribution_id, proposal_id, author_id, now)
