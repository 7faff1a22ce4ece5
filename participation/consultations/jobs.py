"""What the worker looks after for consultations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from participation.consultations.guest_actions import forget_due_guests
from participation.consultations.mandate_actions import end_due_mandates
from participation.consultations.outcomes import TELL_OUTCOMES, tell_next, unfinished
from participation.kit import clock
from participation.kit.database import own_transaction
from participation.kit.gathering import gather

__all__ = ["TELL_OUTCOMES", "tell_outcomes"]

log = structlog.get_logger()


def end_mandates() -> int:
    """Take away the tasks of moderating that are over; they gave no right any more. Returns how many."""
    return _until_none_is_left(end_due_mandates)


def sweep_guests() -> int:
    """Let guests go whose consultations are over. Returns how many."""
    return _until_none_is_left(forget_due_guests)


def _until_none_is_left(act: Callable[[Session, datetime], int]) -> int:
    """Do some in a transaction, and some more, as long as there are any."""
    done = 0
    while True:
        with own_transaction() as session:
            number = act(session, clock.now())
        done += number
        if not number:
            return done


def tell_outcomes() -> None:
    """Tell all who took part what became of it, some thousand people a transaction."""
    with own_transaction() as session:
        numbers = unfinished(session)
    for number in numbers:
        going = True
        while going:
            with own_transaction() as session:
                news = tell_next(session, number, lambda kind, subject: gather("outcome.people", kind, subject), clock.now())
                going = news is not None
                if news is not None:
                    log.info("outcome told", kind=news.kind, number=news.subject_id, up_to=news.after_id)
