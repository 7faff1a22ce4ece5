"""Mailing and sweeping notices in the background."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import structlog
from sqlalchemy.orm import Session

from participation.accounts.digests import BEGINNING, mail_batch
from participation.accounts.mail_runs import begin_run, end_run, move_run
from participation.accounts.notices import SEND_NOTICES, sweep_notices
from participation.kit import clock
from participation.kit.database import own_transaction
from participation.kit.gathering import gather
from participation.kit.pages import settings

__all__ = ["SEND_NOTICES", "send_notices", "sweep_old_notices"]

log = structlog.get_logger()

SAID_EVERY = 20  # batches


def send_notices() -> None:
    """Put all notices that are due into the outbox, some hundred people a transaction; a row and the worker's log say how far it is.

    After a crash the next run goes on with those who were not reached.
    """
    now, after, batches, people, mails = clock.now(), BEGINNING, 0, 0, 0
    with own_transaction() as session:
        run = begin_run(session, now)
    while run is not None:
        with own_transaction() as session:
            batch = mail_batch(session, settings(), now, after, titles=_titles)
            if batch is None:
                end_run(session, run, clock.now())
            else:
                move_run(session, run, batch.people, batch.mails, clock.now())
        if batch is not None:
            after, batches, people, mails = batch.after, batches + 1, people + batch.people, mails + batch.mails
        if batches and (batch is None or batches % SAID_EVERY == 0):
            log.info("notices mailed", people=people, mails=mails, done=batch is None)
        if batch is None:
            return


def _titles(session: Session, slugs: Collection[str]) -> Mapping[str, str]:
    return dict(gather("notice.titles", session, slugs)) if slugs else {}


def sweep_old_notices() -> None:
    """Delete notices past their date."""
    with own_transaction() as session:
        sweep_notices(session, clock.now())
