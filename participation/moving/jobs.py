"""What the worker looks after."""

from __future__ import annotations

from participation.kit import clock
from participation.kit.database import current_session
from participation.moving.actions import sweep_moves


def sweep_described() -> None:
    """Delete what was uploaded and not taken over within a day."""
    sweep_moves(current_session(), clock.now())
