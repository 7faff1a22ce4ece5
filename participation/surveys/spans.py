"""How long begun answers to a survey are kept."""

from __future__ import annotations

from sqlalchemy import select

from participation.kit.language import lazy
from participation.kit.retention import Span
from participation.surveys.models import Survey, SurveyDraft

_TOUCHED = (SurveyDraft.touched_at.label("begins"), SurveyDraft.touched_at.label("given"))

DRAFTS = Span(
    "surveys.drafts",
    lazy("Angefangene Antworten auf Umfragen"),
    lazy(
        "Damit Sie später weitermachen können. Mit dem Absenden oder Verwerfen sind sie gleich gelöscht, und spätestens, wenn die Umfrage schließt."
    ),
    lazy("nach der letzten Änderung"),
    lazy("Mindestens eine Woche, damit niemand von vorn anfangen muss; höchstens 90 Tage, denn wer so lange wartet, kommt nicht wieder."),
    usual=30,
    least=7,
    most=90,
    rows=select(SurveyDraft.id.label("key"), Survey.consultation_id, SurveyDraft.person_id, *_TOUCHED)
    .join(Survey, Survey.id == SurveyDraft.survey_id)
    .subquery("drafts_kept"),
)
