"""Mailing and sweeping notices in the background."""

from __future__ import annotations

from participation.accounts.notices import SEND_NOTICES, mail_due_notices, sweep_notices
from participation.kit import clock
from participation.kit.database import own_transaction
from participation.kit.pages import settings

__all__ = ["SEND_NOTICES", "send_notices", "sweep_old_notices"]


def send_notices() -> None:
    """Put all notices that are due into the outbox, some hundred people a transaction."""
    while True:
        with own_transaction() as session:
            if not mail_due_notices(session, settings(), clock.now()):
                return


def sweep_old_notices() -> None:
    """Delete notices past their date."""
    with own_transaction() as session:
        sweep_notices(session, clock.now())
