"""Codes of a roll: letters in batches, made in the background; sent again with a new code; revoked. Plain codes are never stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.codes import normalise
from participation.kit.errors import Conflict, Invalid
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.sealing import Seals
from participation.kit.text import clean_line
from participation.kit.work import WorkState, forget_files, touch
from participation.votes.channel_models import EntryMark, RollEntry, VoteLetterBatch
from participation.votes.models import Channel, Vote
from participation.votes.queries import lock_vote
from participation.votes.roll_queries import letters_being_made, still_to_vote, to_print
from participation.votes.roll_rules import may_print_letters, may_revoke_code

MAKE_CODE_LETTERS = "code letters"
"""The job that makes a batch's files."""
A_BATCH = 250
MOST_AT_ONCE = 800 * A_BATCH
LASTS = timedelta(days=3)
"""How long the files can be fetched."""


def voting_code_print(seals: Seals, code: str) -> bytes:
    """What is kept of a voting code, from a letter or the counter: a keyed hash."""
    return seals.fingerprint("voting code", normalise(code))


def request_code_letters(
    session: Session, actor: Person, consultation: Consultation, vote: Vote, now: datetime, a_batch: int = A_BATCH
) -> list[VoteLetterBatch]:
    """Ask for the letters of all who have none yet, in batches. Raises Conflict where nobody needs one, or letters are being made."""
    vote = lock_vote(session, vote.id)
    demand(may_print_letters(actor, consultation, vote, now))
    _demand_idle(session, vote)
    ids = to_print(session, vote, MOST_AT_ONCE)
    if not ids:
        raise Conflict(_("Es gibt niemanden, der noch einen Brief bekommt."))
    return [_request(session, actor, vote, "first", ids[start : start + a_batch], now) for start in range(0, len(ids), a_batch)]


def send_again(session: Session, actor: Person, consultation: Consultation, vote: Vote, entry_ids: Sequence[int], now: datetime) -> VoteLetterBatch:
    """New letters with new codes for these entries, at most one batch; the old codes end when the new letters are made. Who voted gets none."""
    vote = lock_vote(session, vote.id)
    demand(may_print_letters(actor, consultation, vote, now))
    _demand_idle(session, vote)
    ids = still_to_vote(session, vote, entry_ids)
    if not ids:
        raise Conflict(_("Hier gibt es niemanden, der einen neuen Brief braucht: schon abgestimmt, gesperrt, oder mit Code vom Schalter."))
    return _request(session, actor, vote, "again", ids, now)


def _demand_idle(session: Session, vote: Vote) -> None:
    if letters_being_made(session, vote):
        raise Conflict(_("Es werden gerade Briefe hergestellt. Bitte warten Sie, bis sie fertig sind."))


def _request(session: Session, actor: Person, vote: Vote, kind: str, ids: Sequence[int], now: datetime) -> VoteLetterBatch:
    last = session.scalar(select(func.max(VoteLetterBatch.number)).where(VoteLetterBatch.vote_id == vote.id)) or 0
    batch = VoteLetterBatch(
        vote_id=vote.id,
        number=last + 1,
        kind=kind,
        entry_ids=list(ids),
        requested_by_id=actor.id,
        requested_at=now,
        touched_at=now,
        state=WorkState.REQUESTED,
        total=len(ids),
    )
    session.add(batch)
    session.flush()
    data = {"kind": kind, "letters": len(ids), "batch": batch.number}
    audit.append(session, at=now, actor=actor, action="vote.letters_requested", subject=("vote", vote.id), data=data)
    enqueue_after_commit(session, MAKE_CODE_LETTERS, batch_id=batch.id)
    return batch


def finish_code_letters(
    session: Session, batch: VoteLetterBatch, attempt: int, codes: Sequence[tuple[int, bytes]], stored_name: str, size: int, now: datetime
) -> bool:
    """Hand the files over, and let their codes count from now on; codes revoked meanwhile stay revoked. False where another worker took over."""
    lock_vote(session, batch.vote_id)
    values = {"state": WorkState.READY, "stored_name": stored_name, "size": size, "finished_at": now, "expires_at": now + LASTS, "done": len(codes)}
    if not touch(session, VoteLetterBatch, batch.id, attempt, **values):
        return False
    for entry_id, code_hash in codes:
        unused = (RollEntry.is_revoked.is_(False), RollEntry.code_kind == Channel.LETTER)
        session.execute(update(RollEntry).where(RollEntry.id == entry_id, *unused).values(code_hash=code_hash, batch_id=batch.id))
    data = {"letters": len(codes), "batch": batch.number}
    audit.append(session, at=now, actor=None, action="vote.letters_made", subject=("vote", batch.vote_id), data=data)
    return True


def revoke_code(session: Session, actor: Person, consultation: Consultation, vote: Vote, entry: RollEntry, reason: str, now: datetime) -> None:
    """End an entry's code for good, with a reason for the log; who voted already has voted. The number on the roll stays."""
    vote = lock_vote(session, vote.id)
    session.refresh(entry, with_for_update=True)
    mark = session.get(EntryMark, (vote.id, entry.id))
    demand(may_revoke_code(actor, consultation, vote, mark.channel if mark else None, now))
    why = clean_line(reason)[:200]
    if not why:
        raise Invalid(_("Bitte geben Sie an, warum der Code gesperrt wird."), "reason")
    if entry.is_revoked:
        raise Conflict(_("Dieser Code ist schon gesperrt."))
    entry.is_revoked, entry.code_hash = True, None
    session.flush()
    data = {"entry": entry.id, "reason": why}
    audit.append(session, at=now, actor=actor, action="vote.code_revoked", subject=("vote", vote.id), data=data)


def expire_code_letters(session: Session, now: datetime) -> list[str]:
    """Forget files past their days; returns the names of those to delete."""
    return forget_files(session, VoteLetterBatch, now)
