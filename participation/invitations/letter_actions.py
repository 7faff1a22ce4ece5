"""Batches of letters: asked for, made in the background, kept sealed for three days, printed again only with new codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.invitations.models import Answer, Invitation, LetterBatch
from participation.invitations.queries import to_print
from participation.invitations.rules import may_print_letters
from participation.kit import audit
from participation.kit.codes import normalise
from participation.kit.errors import Conflict
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.sealing import Seals
from participation.kit.work import WorkState, forget_files, touch

MAKE_LETTERS = "letters"
"""The job that makes a batch's files."""
A_BATCH = 500
"""Letters in one file: making it takes some 300 MB for a moment, in a process of its own (benchmarks/letters.py)."""
MOST_AT_ONCE = 100 * A_BATCH
LASTS = timedelta(days=3)
"""How long the files can be fetched."""


def code_print(seals: Seals, code: str) -> bytes:
    """What is kept of a letter's code: a keyed hash."""
    return seals.fingerprint("council invitation code", normalise(code))


def request_letters(
    session: Session, actor: Person, consultation: Consultation, council: Council, kind: str, now: datetime, a_batch: int = A_BATCH
) -> list[LetterBatch]:
    """Ask for the letters of all whose turn it is, in batches. Raises Conflict where it is nobody's turn, or batches are being made."""
    session.refresh(council, ["stage"], with_for_update=True)
    demand(may_print_letters(actor, consultation, council, now))
    making = select(func.count()).where(LetterBatch.council_id == council.id, LetterBatch.state.in_((WorkState.REQUESTED, WorkState.RUNNING)))
    if session.scalar(making):
        raise Conflict(_("Es werden gerade Briefe hergestellt. Bitte warten Sie, bis sie fertig sind."))
    numbers = to_print(session, council, kind, MOST_AT_ONCE)
    if not numbers:
        raise Conflict(_("Es gibt niemanden, der noch einen Brief bekommt."))
    parts = [numbers[start : start + a_batch] for start in range(0, len(numbers), a_batch)]
    return [_request(session, actor, council, kind, part, now) for part in parts]


def print_again(session: Session, actor: Person, consultation: Consultation, council: Council, batch: LetterBatch, now: datetime) -> LetterBatch:
    """The letters of a batch once more, with new codes: the old ones no longer count. Who answered already gets none."""
    demand(may_print_letters(actor, consultation, council, now))
    if batch.is_unfinished:
        raise Conflict(_("Diese Briefe werden gerade hergestellt."))
    answered = set(
        session.scalars(select(Invitation.number).join(Answer, Answer.invitation_id == Invitation.id).where(Invitation.council_id == council.id))
    )
    numbers = [number for number in batch.numbers if number not in answered]
    if not numbers:
        raise Conflict(_("Alle aus diesem Stapel haben schon geantwortet."))
    return _request(session, actor, council, "again", numbers, now)


def _request(session: Session, actor: Person, council: Council, kind: str, numbers: Sequence[int], now: datetime) -> LetterBatch:
    last = session.scalar(select(func.max(LetterBatch.number)).where(LetterBatch.council_id == council.id)) or 0
    batch = LetterBatch(
        council_id=council.id,
        number=last + 1,
        kind=kind,
        numbers=list(numbers),
        requested_by_id=actor.id,
        requested_at=now,
        touched_at=now,
        state=WorkState.REQUESTED,
        total=len(numbers),
    )
    session.add(batch)
    session.flush()
    audit.append(session, at=now, actor=actor, action="letters.requested", subject=batch, data={"kind": kind, "letters": len(numbers)})
    enqueue_after_commit(session, MAKE_LETTERS, batch_id=batch.id)
    return batch


def finish_letters(
    session: Session, batch: LetterBatch, attempt: int, codes: Sequence[tuple[int, bytes]], stored_name: str, size: int, now: datetime
) -> bool:
    """Hand the files over, and let their codes count from now on. False where another worker took over."""
    values = {"state": WorkState.READY, "stored_name": stored_name, "size": size, "finished_at": now, "expires_at": now + LASTS, "done": len(codes)}
    if not touch(session, LetterBatch, batch.id, attempt, **values):
        return False
    reminded = {"reminded_at": now} if batch.kind == "reminder" else {}
    for invitation_id, code_hash in codes:
        session.execute(update(Invitation).where(Invitation.id == invitation_id).values(code_hash=code_hash, batch_id=batch.id, **reminded))
    audit.append(session, at=now, actor=None, action="letters.made", subject=("letter_batch", batch.id), data={"letters": len(codes)})
    return True


def expire_letters(session: Session, now: datetime) -> list[str]:
    """Forget files past their days; returns the names of those to delete."""
    return forget_files(session, LetterBatch, now)
