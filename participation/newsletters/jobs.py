"""Sending newsletters in the background."""

from __future__ import annotations

import structlog

from participation.kit import clock
from participation.kit.database import own_transaction
from participation.kit.pages import settings
from participation.newsletters.actions import SEND_NEWSLETTERS, mail_next
from participation.newsletters.queries import due_newsletters

__all__ = ["SEND_NEWSLETTERS", "send_newsletters"]

log = structlog.get_logger()


def send_newsletters() -> None:
    """Send all newsletters that are due, some hundred people a transaction; what a crash left is sent by the next run."""
    with own_transaction() as session:
        numbers = due_newsletters(session, clock.now())
    for number in numbers:
        going = True
        while going:
            with own_transaction() as session:
                letter = mail_next(session, settings(), number, clock.now())
                going = letter is not None
                if letter is not None:
                    log.info("newsletter mailed", number=number, mailed=letter.mailed, total=letter.total)
