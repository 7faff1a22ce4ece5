"""Personal codes: given out in letters, replaced, used once. Plain codes are never stored, and that one was used stands apart from what was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
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
from participation.kit.upserts import insert_or
from participation.kit.work import WorkState, forget_files, touch
from participation.surveys.channel_models import SurveyCode, SurveyCodeMark, SurveyLetterBatch
from participation.surveys.code_rules import may_give_codes, may_print_codes
from participation.surveys.models import Survey, SurveyDraft
from participation.surveys.queries import lock_survey

MAKE_SURVEY_LETTERS = "survey letters"
"""The job that makes a batch's files."""
A_BATCH = 250
MOST_CODES = 50_000
LASTS = timedelta(days=3)
"""How long the files can be fetched."""


def survey_code_print(seals: Seals, code: str) -> bytes:
    """What is kept of a code: a keyed hash."""
    return seals.fingerprint("survey code", normalise(code))


def add_codes(
    session: Session, actor: Person, consultation: Consultation, survey: Survey, people: Sequence[Mapping[str, str]], seals: Seals, now: datetime
) -> int:
    """Make room for as many codes as people, empty for codes without a name; they count once their letters are made. Raises Invalid."""
    survey = lock_survey(session, survey)
    demand(may_give_codes(actor, consultation, survey))
    last = session.scalar(select(func.max(SurveyCode.number)).where(SurveyCode.survey_id == survey.id)) or 0
    if not people or last + len(people) > MOST_CODES:
        raise Invalid(_("Bitte geben Sie eine Anzahl zwischen 1 und %(most)s an.", most=MOST_CODES - last), "number")
    rows = [
        {
            "survey_id": survey.id,
            "number": last + place,
            "sealed": seals.seal(dict(personal)) if personal else None,
            "code_hash": None,
            "batch_id": None,
        }
        for place, personal in enumerate(people, 1)
    ]
    session.execute(insert(SurveyCode), rows)
    data = {"codes": len(rows), "named": any(bool(personal) for personal in people)}
    audit.append(session, at=now, actor=actor, action="survey.codes_added", subject=("survey", survey.id), data=data)
    return len(rows)


def request_letters(session: Session, actor: Person, consultation: Consultation, survey: Survey, now: datetime) -> list[SurveyLetterBatch]:
    """Ask for the letters of all codes that have none yet, in batches."""
    survey = lock_survey(session, survey)
    demand(may_print_codes(actor, consultation, survey))
    waiting = select(SurveyCode.id).where(SurveyCode.survey_id == survey.id, SurveyCode.batch_id.is_(None)).order_by(SurveyCode.number)
    ids = list(session.scalars(waiting))
    if not ids:
        raise Conflict(_("Es gibt keinen Code, für den noch ein Brief fehlt."))
    return [_request(session, actor, survey, ids[start : start + A_BATCH], now) for start in range(0, len(ids), A_BATCH)]


def _request(session: Session, actor: Person, survey: Survey, ids: Sequence[int], now: datetime) -> SurveyLetterBatch:
    last = session.scalar(select(func.max(SurveyLetterBatch.number)).where(SurveyLetterBatch.survey_id == survey.id)) or 0
    batch = SurveyLetterBatch(
        survey_id=survey.id,
        number=last + 1,
        code_ids=list(ids),
        requested_by_id=actor.id,
        requested_at=now,
        touched_at=now,
        state=WorkState.REQUESTED,
        total=len(ids),
    )
    session.add(batch)
    session.flush()
    session.execute(update(SurveyCode).where(SurveyCode.id.in_(ids)).values(batch_id=batch.id))
    data = {"letters": len(ids), "batch": batch.number}
    audit.append(session, at=now, actor=actor, action="survey.letters_requested", subject=("survey", survey.id), data=data)
    enqueue_after_commit(session, MAKE_SURVEY_LETTERS, batch_id=batch.id)
    return batch


def finish_letters(
    session: Session, batch: SurveyLetterBatch, attempt: int, codes: Sequence[tuple[int, bytes]], stored_name: str, size: int, now: datetime
) -> bool:
    """Hand the files over: their codes count from now on, and whose they are is forgotten. False where another worker took over."""
    values = {"state": WorkState.READY, "stored_name": stored_name, "size": size, "expires_at": now + LASTS, "done": len(codes)}
    if not touch(session, SurveyLetterBatch, batch.id, attempt, **values):
        return False
    for code_id, code_hash in codes:
        session.execute(update(SurveyCode).where(SurveyCode.id == code_id, SurveyCode.batch_id == batch.id).values(code_hash=code_hash, sealed=None))
    data = {"letters": len(codes), "batch": batch.number}
    audit.append(session, at=now, actor=None, action="survey.letters_made", subject=("survey", batch.survey_id), data=data)
    return True


def replace_code(session: Session, actor: Person, consultation: Consultation, survey: Survey, number: int, now: datetime) -> SurveyLetterBatch:
    """End a code that was lost or spoiled, with what was begun with it, and make a letter with a new one. Raises Invalid, Conflict where it was used."""
    survey = lock_survey(session, survey)
    demand(may_print_codes(actor, consultation, survey))
    found = select(SurveyCode).where(SurveyCode.survey_id == survey.id, SurveyCode.number == number).with_for_update()
    code = session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if code is None or code.batch_id is None:
        raise Invalid(_("Diese Nummer hat noch keinen Brief."), "code_number")
    if session.get(SurveyCodeMark, (survey.id, code.id)) is not None:
        raise Conflict(_("Mit diesem Code ist schon geantwortet worden. Er lässt sich nicht ersetzen."))
    if code.code_hash is not None:
        session.execute(delete(SurveyDraft).where(SurveyDraft.survey_id == survey.id, SurveyDraft.token_hash == code.code_hash))
    code.code_hash = None
    session.flush()
    audit.append(session, at=now, actor=actor, action="survey.code_replaced", subject=("survey", survey.id), data={"code": number})
    return _request(session, actor, survey, [code.id], now)


def use_code(session: Session, survey: Survey, code_id: int, code_hash: bytes | None = None) -> bool:
    """Mark a code as used; False where it was, or where it was replaced meanwhile. `code_hash`: what it must still be."""
    code = session.scalars(select(SurveyCode).where(SurveyCode.id == code_id, SurveyCode.survey_id == survey.id).with_for_update()).one_or_none()
    if code is None or (code_hash is not None and code.code_hash != code_hash):
        return False
    mark = insert_or(session, SurveyCodeMark).values(survey_id=survey.id, code_id=code_id).on_conflict_do_nothing()
    return session.execute(mark.returning(SurveyCodeMark.code_id)).first() is not None


def forget_codes(session: Session, survey: Survey) -> None:
    """At the close: which codes answered, what they were, and whose those without a letter would have been."""
    session.execute(delete(SurveyCodeMark).where(SurveyCodeMark.survey_id == survey.id))
    session.execute(update(SurveyCode).where(SurveyCode.survey_id == survey.id).values(code_hash=None, sealed=None))


def expire_letters(session: Session, now: datetime) -> list[str]:
    """Forget files past their days; returns the names of those to delete."""
    return forget_files(session, SurveyLetterBatch, now)
