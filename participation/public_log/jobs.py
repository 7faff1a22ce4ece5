"""Signing logs and telling subscribers, after the acts that appended are on the disk."""

from __future__ import annotations

from participation.kit import clock
from participation.kit.database import own_transaction
from participation.kit.jobs import Job
from participation.kit.pages import settings
from participation.public_log.actions import SIGN_LOGS, sign_logs
from participation.public_log.subscription_actions import tell_subscribers

__all__ = ["JOBS", "keep_logs"]


def keep_logs() -> None:
    """Sign what has grown, then mail it. Each minute this finds what a lost nudge left."""
    with own_transaction() as session:
        sign_logs(session, settings(), clock.now())
    with own_transaction() as session:
        tell_subscribers(session, settings(), clock.now())


JOBS: dict[str, Job] = {SIGN_LOGS: keep_logs}
"""By the names with which they are nudged."""
