"""What the worker does about council papers: read those that are due, one after the other, and never while a transaction is open."""

from __future__ import annotations

import structlog

from participation.kit import clock
from participation.kit.database import own_transaction
from participation.kit.pages import settings
from participation.papers import queries
from participation.papers.actions import READ_PAPERS, note_failure, note_read
from participation.papers.fetching import FetchError, Web
from participation.papers.reading import read_whole

__all__ = ["READ_PAPERS", "read_due_papers"]

log = structlog.get_logger()
AT_ONCE = 10
"""Papers a run; the rest comes a minute later."""


def the_web() -> Web:
    """Where this installation may read."""
    told = settings()
    return Web(told.oparl_hosts, told.testing)


def read_due_papers() -> None:
    """Read the papers whose time has come, as long as the city names hosts."""
    web = the_web()
    if not web.hosts:
        return
    with own_transaction() as session:
        waiting = queries.due(session, clock.now(), AT_ONCE)
    for number, url in waiting:
        with own_transaction() as session:
            known = queries.answers_of(session, number)
        try:
            told = read_whole(url, web.get, known)
        except FetchError as error:
            with own_transaction() as session:
                note_failure(session, number, error.trouble, clock.now())
            log.info("council paper not read", paper=number, trouble=str(error.trouble))
            continue
        with own_transaction() as session:
            changed = note_read(session, number, told, clock.now())
        log.info("council paper read", paper=number, changed=changed)
