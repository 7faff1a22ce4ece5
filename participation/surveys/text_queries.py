"""Reads of free texts as everyone sees them: those that were released, without those that the moderation hid."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from participation.surveys.models import Survey, SurveyAnswer, SurveyResponse
from participation.surveys.text_models import SurveyText

MOST_RELEASED = 500
"""So many free texts of a survey stand on the public page."""
HIDDEN = "[ausgeblendet]"
"""What stands in files where a text stood."""


@dataclass(frozen=True, slots=True)
class ToldText:
    """A free text on the result's page: by which number it is reported. Of a hidden one the reason, and not the words."""

    text: str
    number: int | None = None
    hidden: bool = False
    reason: str = ""


def same_text() -> Any:
    """Joins an answer with what is known of it here."""
    return and_(SurveyText.response_key == SurveyAnswer.response_key, SurveyText.question == SurveyAnswer.question, SurveyAnswer.option == "")


def told_texts(session: Session, survey: Survey) -> dict[str, list[ToldText]]:
    """What staff let everyone read, by question, and stubs of what was hidden of it; one statement."""
    query = (
        select(SurveyAnswer.question, SurveyAnswer.value, SurveyText.id, SurveyText.hidden_at, SurveyText.hidden_reason)
        .join(SurveyResponse, SurveyResponse.key == SurveyAnswer.response_key)
        .outerjoin(SurveyText, same_text())
        .where(SurveyResponse.survey_id == survey.id, SurveyAnswer.released, SurveyAnswer.value.is_not(None))
        .order_by(SurveyAnswer.question, SurveyAnswer.response_key)
        .limit(MOST_RELEASED)
    )
    found: dict[str, list[ToldText]] = {}
    for row in session.execute(query):
        told = ToldText("", row.id, True, row.hidden_reason) if row.hidden_at is not None else ToldText(row.value, row.id)
        found.setdefault(row.question, []).append(told)
    return found


def released_texts(session: Session, survey: Survey) -> dict[str, list[str]]:
    """The words alone, without what was hidden, for files; one statement."""
    words = {code: [one.text for one in texts if not one.hidden] for code, texts in told_texts(session, survey).items()}
    return {code: texts for code, texts in words.items() if texts}


def hidden_texts(session: Session, survey: Survey) -> Collection[tuple[bytes, str]]:
    """Which answers the moderation hid, as (response's key, question); one statement."""
    asked = select(SurveyText.response_key, SurveyText.question).join(SurveyResponse, SurveyResponse.key == SurveyText.response_key)
    rows = session.execute(asked.where(SurveyResponse.survey_id == survey.id, SurveyText.hidden_at.is_not(None)))
    return {(bytes(row.response_key), row.question) for row in rows}
