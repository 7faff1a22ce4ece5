"""Kit's own jobs: sending due mail, deleting counters and mails past their date."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.orm import sessionmaker

from participation.kit import clock
from participation.kit.database import db
from participation.kit.limits import sweep_limits
from participation.kit.mail import BATCH, SEND_MAIL, drain, make_transport, sweep_mail
from participation.kit.search import tidy_index
from participation.settings import Settings

__all__ = ["SEND_MAIL", "send_mail", "sweep_old_rows", "tidy_search"]


def send_mail() -> None:
    """Send all mails that are due."""
    settings: Settings = current_app.extensions["settings"]
    transport = make_transport(settings)
    sessions = sessionmaker(db.engine, expire_on_commit=False)
    while drain(sessions, transport, clock.now(), sender=settings.mail_sender) == BATCH:
        pass


def sweep_old_rows() -> None:
    """Delete counters of attempts and mails that are past their date."""
    sweep_limits(db.session(), clock.now())
    sweep_mail(db.session(), clock.now())
    db.session.commit()


def tidy_search() -> None:
    """Once a night: what was removed leaves the search index for good."""
    tidy_index(db.session())
    db.session.commit()
