"""Reads about surveys: each returns what a page needs in a constant number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.kit.errors import NotFound
from participation.kit.pagination import Page, offset
from participation.methods.surveys.conditions import Value
from participation.methods.surveys.definition import Survey as Definition
from participation.methods.surveys.editing import in_language
from participation.methods.surveys.formats.as_json import read_json
from participation.surveys.models import State, Survey, SurveyAnswer, SurveyDraft, SurveyMark, SurveyResponse, SurveyVersion
from participation.surveys.rows import Row, from_rows

MOST_COPYABLE = 100
BATCH = 2_000
TEXTS_A_PAGE = 50
_SURVEYS = select(Survey).where(Survey.consultation_id == bindparam("consultation")).order_by(Survey.id.desc()).limit(50)
_SURVEY = select(Survey).where(Survey.id == bindparam("survey"), Survey.consultation_id == bindparam("consultation"))
_ONE = select(Survey).where(Survey.id == bindparam("survey")).execution_options(populate_existing=True)
_LOCKED, _SHARED = _ONE.with_for_update(), _ONE.with_for_update(read=True)
_VERSION = select(SurveyVersion).where(SurveyVersion.survey_id == bindparam("survey")).order_by(SurveyVersion.number.desc()).limit(1)
_FROZEN = _VERSION.where(SurveyVersion.frozen_at.is_not(None))
_DRAFT = select(SurveyDraft).where(SurveyDraft.survey_id == bindparam("survey"), SurveyDraft.token_hash == bindparam("token"))


def surveys_of(session: Session, consultation: Consultation) -> Sequence[Survey]:
    """The consultation's surveys, the latest first."""
    return session.scalars(_SURVEYS, {"consultation": consultation.id}).all()


def survey_of(session: Session, consultation: Consultation, survey_id: int) -> Survey:
    """One survey of this consultation. Raises NotFound."""
    survey = session.scalars(_SURVEY, {"survey": survey_id, "consultation": consultation.id}).one_or_none()
    if survey is None:
        raise NotFound
    return survey


def copyable(session: Session) -> Sequence[tuple[Survey, Consultation]]:
    """The latest surveys of the platform with their consultations, whoever may see them."""
    query = select(Survey, Consultation).join(Consultation, Consultation.id == Survey.consultation_id).order_by(Survey.id.desc()).limit(MOST_COPYABLE)
    return [(survey, consultation) for survey, consultation in session.execute(query)]


def lock_survey(session: Session, survey: Survey, *, shared: bool = False) -> Survey:
    """The survey as it is now, held until the transaction ends; `shared`: only against those who change it."""
    return session.scalars(_SHARED if shared else _LOCKED, {"survey": survey.id}).one()


def version_of(session: Session, survey: Survey) -> SurveyVersion:
    """The definition that counts: the latest version, of a published survey the latest that is frozen."""
    return session.scalars(_VERSION if survey.state == State.DRAFT else _FROZEN, {"survey": survey.id}).one()


def edited_version(session: Session, survey: Survey) -> SurveyVersion:
    """The latest version as it is now: of a published survey the corrected one that is being prepared, where there is one."""
    return session.scalars(_VERSION.execution_options(populate_existing=True), {"survey": survey.id}).one()


@lru_cache(maxsize=32)
def _read(definition: str) -> Definition:
    return read_json(definition).survey


def definition_of(version: SurveyVersion) -> Definition:
    """A version's definition, read; the same text is read once."""
    return _read(version.definition)


@lru_cache(maxsize=64)
def _read_in(definition: str, language: str) -> Definition:
    return in_language(_read(definition), language)


def definition_in(version: SurveyVersion, language: str) -> Definition:
    """The same with each text in one language alone, for who answers."""
    return _read_in(version.definition, language)


def has_mark(session: Session, survey_id: int, person_id: int) -> bool:
    """Whether an account has answered."""
    return session.get(SurveyMark, (survey_id, person_id)) is not None


def draft_of_person(session: Session, survey_id: int, person_id: int) -> SurveyDraft | None:
    """An account's draft."""
    return session.scalars(select(SurveyDraft).where(SurveyDraft.survey_id == survey_id, SurveyDraft.person_id == person_id)).one_or_none()


def draft_by_token(session: Session, survey_id: int, token_hash: bytes) -> SurveyDraft | None:
    """The draft of whoever holds the token."""
    return session.scalars(_DRAFT, {"survey": survey_id, "token": token_hash}).one_or_none()


def responses(session: Session, survey: Survey) -> int:
    """How many have answered."""
    return session.scalar(select(func.count()).select_from(SurveyResponse).where(SurveyResponse.survey_id == survey.id)) or 0


def answer_rows(session: Session, survey: Survey, only: Collection[str] | None = None) -> Iterator[tuple[bytes, list[Row]]]:
    """All responses in the order of their random keys, each with its rows; one statement, streamed. `only`: rows of some questions."""
    wanted = SurveyAnswer.response_key == SurveyResponse.key
    query = (
        select(SurveyResponse.key, SurveyAnswer.question, SurveyAnswer.option, SurveyAnswer.value)
        .outerjoin(SurveyAnswer, wanted if only is None else and_(wanted, SurveyAnswer.question.in_(only)))
        .where(SurveyResponse.survey_id == survey.id)
        .order_by(SurveyResponse.key, SurveyAnswer.question, SurveyAnswer.option)
    )
    found = session.execute(query, execution_options={"yield_per": BATCH})
    for key, rows in groupby(found, key=lambda row: row[0]):
        yield key, [(question, option, value) for _key, question, option, value in rows if question is not None]


def answers_of(session: Session, survey: Survey, definition: Definition) -> Iterator[dict[str, Value]]:
    """All responses as the method takes them."""
    return (from_rows(definition, rows) for _key, rows in answer_rows(session, survey))


@dataclass(frozen=True, slots=True)
class FreeText:
    """A text that somebody wrote; `key`: of its response, in hexadecimal."""

    key: str
    text: str
    released: bool


def _texts(survey: Survey, question: str) -> Select[SurveyAnswer]:
    return (
        select(SurveyAnswer)
        .join(SurveyResponse, SurveyResponse.key == SurveyAnswer.response_key)
        .where(SurveyResponse.survey_id == survey.id, SurveyAnswer.question == question, SurveyAnswer.value.is_not(None))
    )


def free_texts(session: Session, survey: Survey, question: str, number: int) -> Page[FreeText]:
    """A page of the texts to a question, in an order that means nothing."""
    query = _texts(survey, question)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    number = min(number, max(1, -(-total // TEXTS_A_PAGE)))
    found = session.scalars(query.order_by(SurveyAnswer.response_key).limit(TEXTS_A_PAGE).offset(offset(number, TEXTS_A_PAGE)))
    return Page([FreeText(one.response_key.hex(), one.value or "", one.released) for one in found], number, TEXTS_A_PAGE, total)


def free_text(session: Session, survey: Survey, question: str, key: bytes) -> SurveyAnswer:
    """One text. Raises NotFound."""
    found = session.scalars(_texts(survey, question).where(SurveyAnswer.response_key == key)).one_or_none()
    if found is None:
        raise NotFound
    return found


def due_surveys(session: Session, now: datetime) -> Sequence[Survey]:
    """Open surveys whose time has passed."""
    return session.scalars(select(Survey).where(Survey.state == State.OPEN, Survey.closes_at <= now).order_by(Survey.id).limit(100)).all()


def taken_part(session: Session, person_id: int) -> Sequence[tuple[str]]:
    """The titles of surveys that an account has answered and that are not closed yet."""
    query = select(Survey.title).join(SurveyMark, SurveyMark.survey_id == Survey.id).where(SurveyMark.person_id == person_id).order_by(Survey.id)
    return [(title,) for title in session.scalars(query)]


def drafts_of(session: Session, person_id: int) -> Sequence[tuple[str, SurveyDraft]]:
    """An account's drafts with the surveys' titles."""
    query = select(Survey.title, SurveyDraft).join(Survey, Survey.id == SurveyDraft.survey_id).where(SurveyDraft.person_id == person_id)
    return [(title, draft) for title, draft in session.execute(query.order_by(SurveyDraft.id))]
