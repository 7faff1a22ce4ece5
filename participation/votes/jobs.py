"""The platform's own clockwork for votes: closing and extending, reading lists in, making letters, deleting what is past its day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from participation.consultations.queries import consultation_by_id
from participation.kit import clock
from participation.kit.codes import new_code
from participation.kit.database import db, own_transaction
from participation.kit.dates import say_date
from participation.kit.jobs import Job
from participation.kit.language import lazy
from participation.kit.pages import settings
from participation.kit.sealed_files import delete_files, store_files
from participation.kit.sealing import seals_of
from participation.kit.work import do_waiting, tell_progress, work_on
from participation.votes.actions import close_due_votes
from participation.votes.change_actions import extend_due_votes
from participation.votes.channel_models import RollImport, VoteLetterBatch
from participation.votes.code_actions import MAKE_CODE_LETTERS, finish_code_letters, voting_code_print
from participation.votes.code_letters import CodeLetter, CodeLetterText, code_letters_csv, code_letters_pdf
from participation.votes.models import Vote
from participation.votes.public_events import tell_trackers, tell_what_was_before, votes_with_many_waiting
from participation.votes.queries import closed_since
from participation.votes.roll_actions import READ_ROLL, content_of, finish_list, forget_voters, keep_voters, kept_places
from participation.votes.roll_queries import delete_day, entries_of
from participation.votes.roll_reading import read_list
from participation.votes.sealing import WIPE_TRACES, wipe_traces

__all__ = ["JOBS", "WIPE_TRACES", "close_due", "log_trackers", "sweep_rolls", "wipe"]
JUST_CLOSED = timedelta(minutes=10)
KINDS = ("pdf", "csv")
LETTERS_GONE = lazy("Diese Datei gibt es nicht mehr. Neue Briefe bekommen neue Codes.")


def close_due() -> None:
    """Extend votes after an outage, close those whose time has passed, and clear what the disk still knows of the order of casting."""
    session, now = db.session(), clock.now()
    extend_due_votes(session, now)
    close_due_votes(session, now)
    recent = closed_since(session, now - JUST_CLOSED)
    session.commit()
    if recent:
        wipe()


def log_trackers() -> None:
    """Put trackers of open votes into their public logs, some at a time."""
    with own_transaction() as session:
        tell_what_was_before(session, clock.now())
        votes = votes_with_many_waiting(session)
    for vote_id in votes:
        with own_transaction() as session:
            tell_trackers(session, vote_id, clock.now())


def wipe() -> None:
    """Clear what the disk still knows; some times more than needed does no harm."""
    wipe_traces(db.engine)


def letters_dir() -> Path:
    """Where voting letters lie."""
    return settings().var_dir / "voting-letters"


def read_roll(import_id: int) -> None:
    """Read one list in, chunk by chunk; it counts only when all of it is in."""
    work_on(RollImport, import_id, _read, forget_voters)


def _read(import_id: int, attempt: int) -> None:
    seals = seals_of(settings())
    with own_transaction() as session:
        made = session.get_one(RollImport, import_id)
        content, places = content_of(made, seals), kept_places(made)
    voters, stored = read_list(content, places), 0
    while True:
        with own_transaction() as session:
            chunk = keep_voters(session, made, voters, seals)
            stored += chunk
            if not tell_progress(session, RollImport, import_id, attempt, stored, made.total, clock.now()):
                session.rollback()
                return
            if not chunk:
                finish_list(session, made, stored, clock.now())
                return


def make_code_letters(batch_id: int) -> None:
    """Make one batch's files, once; after a failure it is tried again by the sweep."""
    work_on(VoteLetterBatch, batch_id, _make)


def _make(batch_id: int, attempt: int) -> None:
    seals, now = seals_of(settings()), clock.now()
    with own_transaction() as session:
        batch = session.get_one(VoteLetterBatch, batch_id)
        vote = session.get_one(Vote, batch.vote_id)
        contact = consultation_by_id(session, vote.consultation_id).contact
        day = delete_day(session, vote)
        entries = entries_of(session, batch)
    letters = [CodeLetter(seals.open(bytes(entry.sealed)) if entry.sealed else {}, entry.number, new_code()) for entry in entries]

    def tell(done: int) -> None:
        with own_transaction() as other:
            tell_progress(other, VoteLetterBatch, batch_id, attempt, done // 2, len(letters), clock.now())

    text = CodeLetterText(vote, contact, say_date(day) if day else "", batch.kind == "again", batch.requested_at)
    pdf, table = code_letters_pdf(letters, text, settings(), tell), code_letters_csv(letters, text, settings())
    name = store_files(letters_dir(), seals, {"pdf": pdf, "csv": table})
    codes = [(entry.id, voting_code_print(seals, letter.code)) for entry, letter in zip(entries, letters, strict=True)]
    with own_transaction() as session:
        kept = finish_code_letters(session, batch, attempt, codes, name, len(pdf), now)
    if not kept:
        delete_files(letters_dir(), name, KINDS)


def sweep_rolls() -> None:
    """Do what waits: a nudge was lost, or a worker died. What is past its day goes with the sweep of personal data."""
    do_waiting(RollImport, read_roll)
    do_waiting(VoteLetterBatch, make_code_letters)


JOBS: dict[str, Job] = {WIPE_TRACES: wipe, READ_ROLL: read_roll, MAKE_CODE_LETTERS: make_code_letters}
"""By the names with which they are nudged."""
