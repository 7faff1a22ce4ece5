"""What the public log says of a vote, and when: never more than was public by then, and nothing that tells the order of casting.

Before the count only trackers are in it, and nothing from which marks could be guessed: the urn's hash stands there under the secret seed
of the lot, because few ballots could be found again by trying. Names never enter: a log cannot forget. Decision 027.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.public_log.actions import append, log_of, open_log
from participation.public_log.lines import FEWEST, beginning, in_parts, line, moment, sha256
from participation.public_log.models import LogKind, PublicLog
from participation.public_log.queries import entries_that_begin, newest_that_begins
from participation.votes.models import Secrecy, Vote, VoteState
from participation.votes.queries import ballot_table, lock_vote

AT_ONCE = 20
"""How many votes from before get their logs in one go."""


def _tell(session: Session, vote: Vote, lines: list[str], now: datetime, *, news: bool = True) -> None:
    log = log_of(session, LogKind.VOTE, vote.id)
    if log is not None and lines:  # one from before there were logs gets its own in the next minutes, with all of this in it
        append(session, log, lines, now, news=news)


def tell_opened(session: Session, vote: Vote, now: datetime) -> None:
    """Begin the log with everything that was frozen."""
    log = open_log(session, LogKind.VOTE, vote.id, vote.title, now)
    terms = json.loads(vote.frozen_json or "{}")
    roll = vote.roll_size if vote.closed_at is None else None  # told late, the roll is known as it was at the close
    append(session, log, [line("opened", terms=terms, terms_sha256=vote.frozen_hash, roll=roll, at=moment(vote.opened_at))], now)


def tell_extended(session: Session, vote: Vote, before: datetime | None, now: datetime) -> None:
    """The end moved, by the frozen rule."""
    said = line("extended", **{"from": moment(before), "until": moment(vote.extended_until), "at": moment(now)})
    _tell(session, vote, [said], now)


def tell_annulled(session: Session, vote: Vote, now: datetime) -> None:
    """The vote is void. Of the reason only the hash: staff wrote it, and the page shows it."""
    _tell(session, vote, [line("annulled", reason_sha256=sha256(vote.annulment_reason), at=moment(now))], now)


def tell_closed(session: Session, vote: Vote, now: datetime) -> None:
    """The urn is closed: the trackers that are not in the log yet, papers among them, then its numbers and what fixes its content."""
    log = log_of(session, LogKind.VOTE, vote.id)
    if log is None:
        return
    numbers = {"ballots": vote.ballots_cast, "roll": vote.roll_size, "at": moment(vote.closed_at)}
    if vote.is_encrypted:  # its ballots stand in the log of its board, whose end this names
        append(session, log, [line("closed", board=vote.urn_hash, **numbers)], now)
        return
    logged, in_urn = _logged(session, log), _trackers(session, vote)
    rest = sorted(in_urn - logged)
    said = line("closed", replaced=sorted(logged - in_urn), urn_commitment=urn_commitment(vote), **numbers)
    append(session, log, [*_tracker_lines(rest, len(logged)), said], now)


def tell_tallied(session: Session, vote: Vote, now: datetime) -> None:
    """The count: every ballot under its tracker, sorted by it, then the result whole; the seed in it opens what fixed the urn."""
    table = ballot_table(vote)
    rows = session.execute(select(table.tracker, table.marks).where(table.vote_id == vote.id).order_by(table.tracker)).all()
    lines = [line("ballots", ballots=[[tracker, marks] for tracker, marks in part]) for part in in_parts(rows)]
    result = json.loads(vote.result_json or "{}")
    urn = {"board" if vote.is_encrypted else "urn_sha256": vote.urn_hash}
    lines.append(line("tallied", result=result, result_sha256=vote.result_hash, **urn, at=moment(vote.tallied_at)))
    _tell(session, vote, lines, now)


def tell_certified(session: Session, vote: Vote, note: str, decided_on: date | None, now: datetime) -> None:
    """The result is certified. Of the council's note only the hash: staff wrote it, and the page shows it."""
    on = decided_on.isoformat() if decided_on else None
    _tell(session, vote, [line("certified", result_sha256=vote.result_hash, note_sha256=sha256(note), decided_on=on, at=moment(now))], now)


def tell_trackers(session: Session, vote_id: int, now: datetime) -> int:
    """Put a random part of the trackers that wait into the log of an open vote, sorted; returns how many.

    As many as `FEWEST` always stay behind, chosen by chance, so that neither a batch nor the rest at the close holds exactly the ballots
    of one stretch of time. The caller commits at once: the vote is held.
    """
    vote, log = lock_vote(session, vote_id), log_of(session, LogKind.VOTE, vote_id)
    if log is None or vote.state != VoteState.OPEN or vote.is_annulled or vote.is_encrypted:
        return 0
    logged = _logged(session, log)
    waiting = _trackers(session, vote) - logged
    if len(waiting) < 2 * FEWEST:
        return 0
    chosen = sorted(random.SystemRandom().sample(sorted(waiting), len(waiting) - FEWEST))
    append(session, log, _tracker_lines(chosen, len(logged)), now, news=False)
    return len(chosen)


def tell_what_was_before(session: Session, now: datetime) -> int:
    """Begin the logs of votes that were opened before there were logs, with all that has happened to them; returns how many."""
    known = select(PublicLog.subject_id).where(PublicLog.kind == LogKind.VOTE)
    missing = select(Vote.id).where(Vote.state != VoteState.DRAFT, Vote.id.not_in(known)).order_by(Vote.id).limit(AT_ONCE)
    found = session.scalars(missing).all()
    for vote_id in found:
        vote = lock_vote(session, vote_id)
        tell_opened(session, vote, now)
        if vote.extended_until:
            tell_extended(session, vote, vote.closes_at, now)
        if vote.is_annulled:
            tell_annulled(session, vote, now)
        if vote.closed_at:
            tell_closed(session, vote, now)
        if vote.is_counted:
            tell_tallied(session, vote, now)
        if vote.certified_at:
            tell_certified(session, vote, vote.council_note, vote.council_decided_on, now)
    return len(found)


def votes_with_many_waiting(session: Session) -> list[int]:
    """Open votes whose urn holds enough ballots that are not in the log yet; a few statements each."""
    found = []
    for vote in session.scalars(
        select(Vote).where(Vote.state == VoteState.OPEN, Vote.annulled_at.is_(None), Vote.secrecy != Secrecy.ENCRYPTED).order_by(Vote.id)
    ):
        table, log = ballot_table(vote), log_of(session, LogKind.VOTE, vote.id)
        if log is None:
            continue
        newest = newest_that_begins(session, log, beginning("trackers"))
        logged = int(json.loads(newest)["so_far"]) if newest else 0
        cast = session.scalar(select(func.count()).select_from(table).where(table.vote_id == vote.id)) or 0
        if cast - logged >= 2 * FEWEST:
            found.append(vote.id)
    return found


def urn_commitment(vote: Vote) -> str:
    """What fixes an urn's content at the close and betrays nothing of it: HMAC-SHA256 of its hash, under the seed that the count reveals."""
    return hmac.new(vote.lot_seed or b"", f"participation.urn.1:{vote.urn_hash}".encode(), hashlib.sha256).hexdigest()


def _logged(session: Session, log: PublicLog) -> set[str]:
    return {tracker for text in entries_that_begin(session, log, beginning("trackers")) for tracker in json.loads(text)["trackers"]}


def _trackers(session: Session, vote: Vote) -> set[str]:
    table = ballot_table(vote)
    return set(session.scalars(select(table.tracker).where(table.vote_id == vote.id)))


def _tracker_lines(trackers: list[str], so_far: int) -> list[str]:
    lines = []
    for part in in_parts(trackers):
        so_far += len(part)
        lines.append(line("trackers", so_far=so_far, trackers=list(part)))
    return lines
