"""Free texts of surveys as texts that others make sense of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.consultations.texts import Kind, SourceText, Standing, TextSource
from participation.surveys.actions import text_questions
from participation.surveys.models import State, Survey, SurveyAnswer, SurveyResponse, SurveyVersion
from participation.surveys.queries import definition_of
from participation.surveys.text_models import SurveyText
from participation.surveys.text_queries import same_text

_a, _r = SurveyAnswer.__table__.c, SurveyResponse.__table__.c


class FreeTexts:
    """What people wrote in a consultation's surveys. A text's name is its response's random key and its question."""

    kind = Kind.ANSWER

    def count(self, session: Session, consultation: Consultation) -> int:
        """How many there are."""
        asked = _asked(session, consultation)
        return session.execute(_rows(asked).with_only_columns(func.count())).scalar_one() if asked else 0

    def page(self, session: Session, consultation: Consultation, after: str, most: int) -> Sequence[SourceText]:
        """In the order of their random keys, which says nothing of who wrote when."""
        asked = _asked(session, consultation)
        if not asked:
            return []
        query = _rows(asked)
        for key, question in _named([after]):
            query = query.where(or_(_a.response_key > key, and_(_a.response_key == key, _a.question > question)))
        found = session.execute(query.order_by(_a.response_key, _a.question).limit(most))
        return [_made(consultation, asked, row) for row in found]

    def by_refs(self, session: Session, consultation: Consultation, refs: Collection[str]) -> Sequence[SourceText]:
        """Those that there are."""
        asked, named = _asked(session, consultation), list(_named(refs))
        if not asked or not named:
            return []
        wanted = {key for key, _question in named}
        found = session.execute(_rows(asked, hidden=True).where(_a.response_key.in_(wanted)))
        return [_made(consultation, asked, row) for row in found if (row.response_key, row.question) in set(named)]

    def find(self, session: Session, consultation: Consultation, words: str, most: int) -> Sequence[SourceText]:
        """Those that hold the words."""
        asked = _asked(session, consultation)
        if not asked:
            return []
        query = _rows(asked).where(_a.value.icontains(words, autoescape=True)).order_by(_a.response_key, _a.question).limit(most)
        return [_made(consultation, asked, row) for row in session.execute(query)]


def sources() -> list[TextSource]:
    """Free texts: for staff all of them, for everybody those that were released."""
    return [FreeTexts()]


Asked = dict[int, dict[str, str]]


def _asked(session: Session, consultation: Consultation) -> Asked:
    """Which questions of which survey ask for a free text, with their words; one statement."""
    query = select(SurveyVersion).join(Survey, Survey.id == SurveyVersion.survey_id)
    query = query.where(Survey.consultation_id == consultation.id, Survey.state != State.DRAFT, SurveyVersion.frozen_at.is_not(None))
    found: Asked = {}
    for version in session.scalars(query.order_by(SurveyVersion.survey_id, SurveyVersion.number)):
        questions = text_questions(definition_of(version))
        if questions:
            found.setdefault(version.survey_id, {}).update(questions)
    return found


def _rows(asked: Asked, *, hidden: bool = False) -> Select[Any]:
    each: list[ColumnElement[bool]] = [and_(_r.survey_id == survey, _a.question.in_(list(questions))) for survey, questions in asked.items()]
    columns = (_a.response_key, _a.question, _a.value, _a.released, _r.survey_id, SurveyText.hidden_at)
    joined = select(*columns).join_from(SurveyAnswer, SurveyResponse, _r.key == _a.response_key).outerjoin(SurveyText, same_text())
    here = joined.where(or_(*each), _a.option == "", _a.value.is_not(None), _a.value != "")
    return here if hidden else here.where(SurveyText.hidden_at.is_(None))


def _named(refs: Collection[str]) -> Iterator[tuple[bytes, str]]:
    for ref in refs:
        key, _colon, question = ref.partition(":")
        if len(key) == 32 and question and all(sign in "0123456789abcdef" for sign in key):
            yield bytes.fromhex(key), question


def _made(consultation: Consultation, asked: Asked, row: Row[Any]) -> SourceText:
    title = asked[row.survey_id].get(row.question, "")
    url = f"/beteiligungen/{consultation.slug}/umfragen/{row.survey_id}/ergebnis"
    standing = Standing.HIDDEN if row.hidden_at is not None else Standing.PUBLIC if row.released else Standing.STAFF
    words = "" if row.hidden_at is not None else row.value or ""
    return SourceText(Kind.ANSWER, f"{row.response_key.hex()}:{row.question}", title, words, url, standing)
