"""What the worker looks after for discussions."""

from __future__ import annotations

from participation.discussions.across import order_stale
from participation.discussions.following_actions import sweep_visits
from participation.kit import clock
from participation.kit.database import own_transaction


def order_across_camps() -> None:
    """Reckon the order across camps of discussions that were rated since."""
    order_stale(clock.now())


def sweep_old_visits() -> None:
    """Delete remembered visits past their date."""
    with own_transaction() as session:
        sweep_visits(session, clock.now())
