"""What chains do when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from participation.traces.actions import forget_measure, note_growth, note_way


def join_chain(
    session: Session, *, contribution_id: int, proposal_id: int, consultation_id: int, author_id: int | None, now: datetime, **_also: object
) -> None:
    """A proposal that grew from a contribution became public."""
    note_growth(session, consultation_id, contribution_id, proposal_id, author_id, now)


def join_measure(
    session: Session, *, consultation_id: int, path: Sequence[tuple[str, int]], author_id: int | None, now: datetime, **_also: object
) -> None:
    """A measure came from something."""
    note_way(session, consultation_id, path, author_id, now)


def part_measure(session: Session, *, origin: tuple[str, int], measure_id: int, **_also: object) -> None:
    """A measure did not come from something after all."""
    forget_measure(session, origin, measure_id)
