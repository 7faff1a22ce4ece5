"""Reads about what reaches a survey beside typed answers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.kit.errors import NotFound
from participation.kit.pagination import Page, offset
from participation.surveys.channel_models import (
    PaperStage,
    SurveyAttachment,
    SurveyCode,
    SurveyCodeMark,
    SurveyLetterBatch,
    SurveyPaper,
    SurveyPaperBatch,
)
from participation.surveys.models import Survey, SurveyVersion

FILES_A_PAGE = 50
MOST_BATCHES = 500


def attached_files(session: Session, survey: Survey, number: int) -> Page[SurveyAttachment]:
    """A page of the files that came with answers, by question and their random names."""
    query = select(SurveyAttachment).where(SurveyAttachment.survey_id == survey.id, SurveyAttachment.response_key.is_not(None))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    number = min(number, max(1, -(-total // FILES_A_PAGE)))
    found = session.scalars(query.order_by(SurveyAttachment.question, SurveyAttachment.name).limit(FILES_A_PAGE).offset(offset(number, FILES_A_PAGE)))
    return Page(list(found), number, FILES_A_PAGE, total)


def attached_file(session: Session, survey: Survey, name: str) -> SurveyAttachment:
    """One of them by its name. Raises NotFound."""
    query = select(SurveyAttachment).where(
        SurveyAttachment.survey_id == survey.id, SurveyAttachment.response_key.is_not(None), SurveyAttachment.name == name[:26]
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def paper_batches(session: Session, survey: Survey) -> Sequence[tuple[SurveyPaperBatch, int]]:
    """All batches of papers, the latest first, each with how many papers are typed and do not count yet."""
    papers = select(func.count()).select_from(SurveyPaper).where(SurveyPaper.batch_id == SurveyPaperBatch.id).correlate(SurveyPaperBatch)
    query = select(SurveyPaperBatch, papers.scalar_subquery()).where(SurveyPaperBatch.survey_id == survey.id)
    return [(batch, number) for batch, number in session.execute(query.order_by(SurveyPaperBatch.number.desc()).limit(MOST_BATCHES))]


def paper_batch(session: Session, survey: Survey, number: int) -> SurveyPaperBatch:
    """One of them, held against other writers until the transaction ends. Raises NotFound."""
    query = select(SurveyPaperBatch).where(SurveyPaperBatch.survey_id == survey.id, SurveyPaperBatch.number == number).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def papers_of(session: Session, batch: SurveyPaperBatch) -> Sequence[SurveyPaper]:
    """The papers of a batch, in order."""
    return session.scalars(select(SurveyPaper).where(SurveyPaper.batch_id == batch.id).order_by(SurveyPaper.number)).all()


def unfinished_papers(session: Session, survey: Survey) -> bool:
    """Whether there are papers that do not count yet."""
    waiting = (SurveyPaperBatch.survey_id == survey.id, SurveyPaperBatch.stage != PaperStage.COUNTED)
    return session.scalar(select(SurveyPaperBatch.id).where(*waiting).limit(1)) is not None


def version_by_id(session: Session, version_id: int) -> SurveyVersion:
    """A version by its number in the database."""
    return session.get_one(SurveyVersion, version_id)


def code_by_print(session: Session, code_hash: bytes) -> SurveyCode | None:
    """The code with this keyed hash, of whichever survey."""
    return session.scalars(select(SurveyCode).where(SurveyCode.code_hash == code_hash)).one_or_none()


def code_by_number(session: Session, survey: Survey, number: int) -> SurveyCode | None:
    """The survey's code with this number."""
    return session.scalars(select(SurveyCode).where(SurveyCode.survey_id == survey.id, SurveyCode.number == number)).one_or_none()


def code_was_used(session: Session, survey_id: int, code_id: int) -> bool:
    """Whether a code has answered."""
    return session.get(SurveyCodeMark, (survey_id, code_id)) is not None


def code_numbers(session: Session, survey: Survey) -> tuple[int, int, int]:
    """How many codes there are, how many of them have no letter yet, and how many have answered; in one statement."""
    used = select(func.count()).select_from(SurveyCodeMark).where(SurveyCodeMark.survey_id == survey.id).scalar_subquery()
    query = select(func.count(SurveyCode.id), func.count(SurveyCode.id).filter(SurveyCode.batch_id.is_(None)), used)
    row = session.execute(query.where(SurveyCode.survey_id == survey.id)).one()
    return row[0], row[1], row[2]


def letter_batches(session: Session, survey: Survey) -> Sequence[SurveyLetterBatch]:
    """The survey's batches of letters, the latest first."""
    query = select(SurveyLetterBatch).where(SurveyLetterBatch.survey_id == survey.id)
    return session.scalars(query.order_by(SurveyLetterBatch.number.desc()).limit(MOST_BATCHES)).all()


def letter_batch(session: Session, survey: Survey, number: int) -> SurveyLetterBatch:
    """One of them. Raises NotFound."""
    query = select(SurveyLetterBatch).where(SurveyLetterBatch.survey_id == survey.id, SurveyLetterBatch.number == number)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found
