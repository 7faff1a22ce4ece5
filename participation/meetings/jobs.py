"""What the worker does for meetings: tell those who registered, remind them, forget what was never confirmed."""

from __future__ import annotations

from participation.kit import clock
from participation.kit.database import own_transaction
from participation.kit.pages import settings
from participation.meetings.planning_actions import TELL_REGISTERED
from participation.meetings.retention import forget_unconfirmed
from participation.meetings.telling_actions import remind_next, tell_next, waiting_news

__all__ = ["TELL_REGISTERED", "remind_registered", "sweep_registrations", "tell_registered"]


def tell_registered() -> None:
    """Tell all that is waiting, some hundred people a transaction; what a crash left is told by the next run."""
    with own_transaction() as session:
        numbers = waiting_news(session)
    for number in numbers:
        going = True
        while going:
            with own_transaction() as session:
                going = tell_next(session, settings(), number, clock.now())


def remind_registered() -> None:
    """Send the reminders that are due."""
    going = True
    while going:
        with own_transaction() as session:
            going = remind_next(session, settings(), clock.now()) > 0


def sweep_registrations() -> None:
    """Forget registrations whose mailed link nobody followed."""
    with own_transaction() as session:
        forget_unconfirmed(session, clock.now())
