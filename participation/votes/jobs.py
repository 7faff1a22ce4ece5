"""The platform's own clockwork for votes."""

from __future__ import annotations

from datetime import timedelta

from participation.kit import clock
from participation.kit.database import db
from participation.votes.actions import close_due_votes
from participation.votes.queries import closed_since
from participation.votes.sealing import WIPE_TRACES, wipe_traces

__all__ = ["WIPE_TRACES", "close_due", "wipe"]
JUST_CLOSED = timedelta(minutes=10)


def close_due() -> None:
    """Close the votes whose time has passed, and clear what the disk still knows of the order of casting."""
    session, now = db.session(), clock.now()
    close_due_votes(session, now)
    recent = closed_since(session, now - JUST_CLOSED)
    session.commit()
    if recent:
        wipe()


def wipe() -> None:
    """Clear what the disk still knows; some times more than needed does no harm."""
    wipe_traces(db.engine)
