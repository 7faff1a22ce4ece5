"""What the worker does for invitations: reads the register in, makes letters, and looks after what is past its day."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from participation.consultations.queries import consultation_by_id
from participation.councils.models import Council
from participation.councils.queries import council_by_id
from participation.invitations.letter_actions import MAKE_LETTERS, code_print, expire_letters, finish_letters
from participation.invitations.letters import Letter, LetterText, letters_csv, letters_pdf
from participation.invitations.models import LetterBatch, RegisterImport
from participation.invitations.queries import letters_of
from participation.invitations.reading import read_register
from participation.invitations.register_actions import (
    READ_REGISTER,
    content_of,
    finish_register,
    forget_people,
    keep_people,
    kept_mapping,
    likenesses,
)
from participation.kit import clock
from participation.kit.codes import new_code
from participation.kit.database import own_transaction
from participation.kit.dates import city_zone, say_date
from participation.kit.language import lazy
from participation.kit.pages import settings
from participation.kit.privacy import sweep_all
from participation.kit.sealed_files import delete_files, store_files
from participation.kit.sealing import seals_of
from participation.kit.work import do_waiting, tell_progress, work_on

__all__ = ["JOBS", "MAKE_LETTERS", "READ_REGISTER", "letters_dir", "make_letters", "read_in_register", "sweep_invitations"]

KINDS = ("pdf", "csv")
LETTERS_GONE = lazy("Diese Datei gibt es nicht mehr. Neue Briefe bekommen neue Codes.")


def letters_dir() -> Path:
    """Where letters lie."""
    return settings().var_dir / "letters"


def read_in_register(import_id: int) -> None:
    """Read one extract in, chunk by chunk; it counts only when all of it is in."""
    work_on(RegisterImport, import_id, _read_in, forget_people)


def _read_in(import_id: int, attempt: int) -> None:
    seals, today = seals_of(settings()), clock.now().astimezone(city_zone()).date()
    with own_transaction() as session:
        made = session.get_one(RegisterImport, import_id)
        council = council_by_id(session, made.council_id)
        content, mapping = content_of(made, seals), kept_mapping(made)
    alike = likenesses(content, mapping, council, today)
    entries, people = read_register(content, mapping, council, today), 0
    while True:
        with own_transaction() as session:
            stored = keep_people(session, made, entries, alike, seals)
            people += stored
            if not tell_progress(session, RegisterImport, import_id, attempt, people, made.total, clock.now()):
                session.rollback()
                return
            if not stored:
                finish_register(session, made, people, clock.now())
                return


def make_letters(batch_id: int) -> None:
    """Make one batch's files, once; after a failure it is tried again by the sweep."""
    work_on(LetterBatch, batch_id, _make)


def _make(batch_id: int, attempt: int) -> None:
    seals, now = seals_of(settings()), clock.now()
    with own_transaction() as session:
        batch = session.get_one(LetterBatch, batch_id)
        council = council_by_id(session, batch.council_id)
        contact = consultation_by_id(session, council.consultation_id).contact
        drawn = letters_of(session, batch)
    letters = [Letter(seals.open(sealed), new_code(), invitation.number) for invitation, sealed in drawn]

    def tell(done: int) -> None:
        with own_transaction() as other:
            tell_progress(other, LetterBatch, batch_id, attempt, done // 2, len(letters), clock.now())

    text = letter_text(council, contact, batch)
    pdf, table = letters_pdf(letters, text, settings(), tell), letters_csv(letters, text, settings())
    name = store_files(letters_dir(), seals, {"pdf": pdf, "csv": table})
    codes = [(invitation.id, code_print(seals, letter.code)) for (invitation, _sealed), letter in zip(drawn, letters, strict=True)]
    with own_transaction() as session:
        kept = finish_letters(session, batch, attempt, codes, name, len(pdf), now)
    if not kept:
        delete_files(letters_dir(), name, KINDS)


def letter_text(council: Council, contact: str, batch: LetterBatch) -> LetterText:
    """What stands in a batch's letters."""
    until = council.answer_until or batch.requested_at
    return LetterText(council.title, contact, until, say_date(council.delete_on), council.seats, batch.kind == "reminder", batch.requested_at)


def sweep_invitations() -> None:
    """Delete personal data and letters past their days, then do what waits: a nudge was lost, or a worker died."""
    now = clock.now()
    with own_transaction() as session:
        sweep_all(current_app, session, now)
        for name in expire_letters(session, now):
            delete_files(letters_dir(), name, KINDS)
    do_waiting(RegisterImport, read_in_register)
    do_waiting(LetterBatch, make_letters)


JOBS = {READ_REGISTER: read_in_register, MAKE_LETTERS: make_letters}
"""By the names with which they are nudged."""
