"""What the worker looks after."""

from __future__ import annotations

from participation.kit import clock
from participation.kit.database import current_session
from participation.transfers.actions import sweep_tables


def sweep_imports() -> None:
    """Delete tables that nobody published for a day."""
    sweep_tables(current_session(), clock.now())
