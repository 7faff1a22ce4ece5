"""How this room reacts to what happens in the room of votes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.encrypted.closing_actions import end_board
from participation.votes.models import Vote


def close_board(vote: Vote, session: Session, now: datetime) -> tuple[int, str]:
    """An encrypted urn closes: its board ends."""
    return end_board(session, vote, now)
