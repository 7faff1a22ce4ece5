"""What this room shows on other rooms' pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import ScalarSelect, Select, select

from participation.accounts.models import Person
from participation.accounts.own_data import OwnFile
from participation.consultations.models import Consultation
from participation.consultations.numbers import THIS_CONSULTATION, how_many, numbers_of
from participation.consultations.outcomes import OF_CONSULTATION
from participation.consultations.rules import runs_it
from participation.consultations.subjects import Question
from participation.consultations.targets import Target
from participation.consultations.texts import TextSource
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.page_cache import changes_at
from participation.kit.pages import settings
from participation.methods.surveys.definition import UNASKED
from participation.surveys import source, words
from participation.surveys.asking import words as in_words
from participation.surveys.attaching import attached_by
from participation.surveys.models import State, Survey, SurveyMark
from participation.surveys.queries import definition_of, drafts_of, surveys_of, taken_part, version_of
from participation.surveys.rules import may_draft_survey, visible
from participation.surveys.target import Answers


def _surveys(consultation: Consultation, person: Person | None) -> list[Survey]:
    return visible(person, consultation, surveys_of(current_session(), consultation)) if numbers_of(consultation)["surveys"] else []


def numbers() -> dict[str, ScalarSelect[int]]:
    """How many surveys there are, and how many are public."""
    mine = Survey.consultation_id == THIS_CONSULTATION
    return {"surveys": how_many(Survey.id, mine), "public surveys": how_many(Survey.id, mine, Survey.state != State.DRAFT)}


def tabs(consultation: Consultation, person: Person | None, held: Mapping[str, Any]) -> list[Link]:
    """The tab, where there is a survey to see."""
    if not (held["public surveys"] or (held["surveys"] and runs_it(person, consultation))):
        return []
    return [Link(_("Umfragen"), url_for("surveys.index", slug=consultation.slug))]


def overview(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """Surveys that can be answered now."""
    public = [survey for survey in _surveys(consultation, person) if survey.is_public]
    changes_at(*(moment for survey in public for moment in (survey.opens_at, survey.closes_at)))
    running = [survey for survey in public if survey.takes(now)]
    if not running:
        return []
    rows = [(survey, words.survey_badge(survey, now)) for survey in running]
    return [Markup(render_template("surveys/_overview.html", consultation=consultation, rows=rows))]  # a template's own output


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """On the page of those who run the consultation: a new survey, and those that are there."""
    links = []
    if may_draft_survey(person, consultation):
        links.append(Link(_("Neue Umfrage"), url_for("survey_starting.start", slug=consultation.slug)))
    if runs_it(person, consultation):
        for survey in _surveys(consultation, person):
            url = url_for("surveys.detail", slug=consultation.slug, survey_id=survey.id)
            links.append(Link(survey.title, url, note=words.survey_badge(survey, now)[0]))
    return links


def questions(consultation: Consultation, person: Person | None) -> list[Question]:
    """What the public surveys of a consultation ask."""
    session, found = current_session(), []
    for survey in _surveys(consultation, person):
        if survey.is_public:
            definition = definition_of(version_of(session, survey))
            main = definition.languages[0]
            asked = (question for page in definition.pages for question in page.questions if question.kind not in UNASKED)
            found += [Question(survey.id, question.code, in_words(question.text, main) or question.code, survey.title) for question in asked]
    return found


def texts() -> list[TextSource]:
    """Free texts, for those who make sense of what was written."""
    return source.sources()


def targets() -> list[Target]:
    """Free texts, as the moderation decides about them."""
    return [Answers()]


def own_files(person: Person) -> list[OwnFile]:
    """Files in answers that were begun and not sent; what was sent leads to nobody."""
    return [OwnFile(path) for path in attached_by(current_session(), person.id, settings().files_dir)]


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """What this room knows of a person: that they answered, never what; and what they have begun."""
    session = current_session()
    begun = [{"umfrage": title, "angefangen": draft.answers, "zuletzt": draft.touched_at} for title, draft in drafts_of(session, person.id)]
    return {"umfragen": [*({"umfrage": title, "beantwortet": True} for (title,) in taken_part(session, person.id)), *begun]}


def took_part(kind: str, number: int) -> list[Select[Any]]:
    """Whoever answered a survey of a consultation with an account; a mark says that, never what."""
    if kind != OF_CONSULTATION:
        return []
    return [select(SurveyMark.person_id).join(Survey, Survey.id == SurveyMark.survey_id).where(Survey.consultation_id == number)]
