"""Votes with a signed log."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from participation.public_log.actions import append, open_log, sign_logs
from participation.public_log.models import LogKind, PublicLog
from participation.votes.models import Vote
from tests.conftest import NOON
from tests.votes.builders import an_open_vote, cast, tallied


def a_log(session: Session, *lines: str, subject_id: int = 7) -> PublicLog:
    """A log with these lines, not signed yet."""
    log = open_log(session, LogKind.VOTE, subject_id, "Zukunft der Stadthalle", NOON)
    if lines:
        append(session, log, lines, NOON)
    return log


def signed(app: Flask, session: Session) -> None:
    """Sign whatever has grown, as the worker does."""
    sign_logs(session, app.extensions["settings"], NOON)


def a_counted_vote(app: Flask, session: Session, ballots: int = 3) -> tuple[Vote, list[str]]:
    """A counted vote whose log was signed after the opening and after the count, and its trackers."""
    vote = an_open_vote(session)
    signed(app, session)
    trackers = [cast(session, vote, (1 + place % 4,)).tracker for place in range(ballots)]
    tallied(session, vote)
    signed(app, session)
    session.commit()
    return vote, trackers
