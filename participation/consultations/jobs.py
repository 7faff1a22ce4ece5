"""What the worker looks after for consultations."""

from __future__ import annotations

import structlog

from participation.consultations.outcomes import TELL_OUTCOMES, tell_next, unfinished
from participation.kit import clock
from participation.kit.database import own_transaction
from participation.kit.gathering import gather

__all__ = ["TELL_OUTCOMES", "tell_outcomes"]

log = structlog.get_logger()


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
