"""What the worker does for personal codes: makes letters, and deletes their files when their days are over."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from participation.consultations.queries import consultation_by_id
from participation.kit import clock
from participation.kit.codes import new_code
from participation.kit.database import own_transaction
from participation.kit.language import lazy
from participation.kit.pages import settings
from participation.kit.sealed_files import delete_files, store_files
from participation.kit.sealing import seals_of
from participation.kit.work import do_waiting, tell_progress, work_on
from participation.surveys.channel_models import SurveyCode, SurveyLetterBatch
from participation.surveys.code_actions import MAKE_SURVEY_LETTERS, expire_letters, finish_letters, survey_code_print
from participation.surveys.code_letters import CodeLetter, letters_csv, letters_pdf
from participation.surveys.models import Survey

KINDS = ("pdf", "csv")
LETTERS_GONE = lazy("Diese Datei gibt es nicht mehr. Neue Briefe bekommen neue Codes.")


def letters_dir() -> Path:
    """Where the letters lie."""
    return settings().var_dir / "survey-letters"


def make_letters(batch_id: int) -> None:
    """Make one batch's files, once; after a failure it is tried again by the sweep."""
    work_on(SurveyLetterBatch, batch_id, _make)


def _make(batch_id: int, attempt: int) -> None:
    seals, now = seals_of(settings()), clock.now()
    with own_transaction() as session:
        batch = session.get_one(SurveyLetterBatch, batch_id)
        survey = session.get_one(Survey, batch.survey_id)
        contact = consultation_by_id(session, survey.consultation_id).contact
        codes = session.scalars(select(SurveyCode).where(SurveyCode.batch_id == batch_id).order_by(SurveyCode.number)).all()
    letters = [CodeLetter(seals.open(bytes(code.sealed)) if code.sealed else {}, code.number, new_code()) for code in codes]

    def tell(done: int) -> None:
        with own_transaction() as other:
            tell_progress(other, SurveyLetterBatch, batch_id, attempt, done // 2, len(letters), clock.now())

    pdf = letters_pdf(letters, survey, contact, settings(), batch.requested_at, tell)
    name = store_files(letters_dir(), seals, {"pdf": pdf, "csv": letters_csv(letters, settings())})
    prints = [(code.id, survey_code_print(seals, letter.code)) for code, letter in zip(codes, letters, strict=True)]
    with own_transaction() as session:
        kept = finish_letters(session, batch, attempt, prints, name, len(pdf), now)
    if not kept:
        delete_files(letters_dir(), name, KINDS)


def sweep_letters() -> None:
    """Delete files past their days, then do what waits: a nudge was lost, or a worker died."""
    with own_transaction() as session:
        expired = expire_letters(session, clock.now())
    for name in expired:
        delete_files(letters_dir(), name, KINDS)
    do_waiting(SurveyLetterBatch, make_letters)


JOBS = {MAKE_SURVEY_LETTERS: make_letters}
"""By the names with which they are nudged."""
