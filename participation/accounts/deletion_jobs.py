"""Keeping the list of deletions whole: at once after each, and again by the worker for what a crash or a full disk left out."""

from __future__ import annotations

import structlog

from participation.accounts.deletion_list import note_deletions
from participation.kit.database import current_session
from participation.kit.pages import settings

log = structlog.get_logger()


def keep_deletion_list() -> None:
    """Add what is missing. A list that cannot be written stops nobody from leaving; the log says so, and the worker tries again."""
    session = current_session()
    try:
        note_deletions(session, settings())
    except OSError as error:
        log.error("the list of deletions cannot be written", kind=type(error).__name__)
    session.commit()
