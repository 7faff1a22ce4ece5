"""What those who run a survey do with it: upload, change, publish, close, let free texts be read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.kit.upserts import insert_or
from participation.methods.surveys.definition import Survey as Definition
from participation.surveys.channel_queries import unfinished_papers
from participation.surveys.code_actions import forget_codes
from participation.surveys.models import Mode, State, Survey, SurveyDraft, SurveyMark, SurveyVersion
from participation.surveys.packing import hindrances
from participation.surveys.queries import definition_of, due_surveys, free_text, lock_survey, surveys_of, version_of
from participation.surveys.rows import FREE_TEXTS
from participation.surveys.rules import MOST_SURVEYS, may_change_survey, may_close_survey, may_draft_survey, may_publish_survey, may_read_answers
from participation.surveys.stale import begin_result, mark_stale
from participation.surveys.text_models import SurveyText
from participation.surveys.uploading import Uploaded

TITLE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class SurveyTerms:
    """What a survey is beside its questions."""

    title: str = ""
    introduction: str = ""
    mode: str = Mode.OPEN
    publishes: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def draft_survey(session: Session, actor: Person, consultation: Consultation, uploaded: Uploaded, terms: SurveyTerms, now: datetime) -> Survey:
    """Prepare a survey that only those who run the consultation see; without a title it takes that of the file. Raises Invalid."""
    demand(may_draft_survey(actor, consultation))
    if len(surveys_of(session, consultation)) >= MOST_SURVEYS:
        raise Invalid(_("Mehr als %(number)s Umfragen sind in einer Beteiligung nicht möglich.", number=MOST_SURVEYS))
    survey = Survey(consultation_id=consultation.id, created_at=now)
    _take(survey, terms, uploaded.title)
    session.add(survey)
    session.flush()
    session.add(SurveyVersion(survey_id=survey.id, number=1, **_content(uploaded, now)))
    session.flush()
    data = {"consultation": consultation.id, "sha256": uploaded.sha256}
    audit.append(session, at=now, actor=actor, action="survey.drafted", subject=("survey", survey.id), data=data)
    return survey


def edit_survey(session: Session, actor: Person, consultation: Consultation, survey: Survey, terms: SurveyTerms, now: datetime) -> Survey:
    """Change the terms of a survey that is not published. Raises Invalid."""
    survey = lock_survey(session, survey)
    demand(may_change_survey(actor, consultation, survey))
    _take(survey, terms, survey.title)
    session.flush()
    audit.append(session, at=now, actor=actor, action="survey.edited", subject=("survey", survey.id))
    return survey


def replace_questions(session: Session, actor: Person, consultation: Consultation, survey: Survey, uploaded: Uploaded, now: datetime) -> Survey:
    """Put another file in the place of a draft's questions; what was tried out with the old ones is forgotten."""
    survey = lock_survey(session, survey)
    demand(may_change_survey(actor, consultation, survey))
    version = version_of(session, survey)
    for name, value in _content(uploaded, now).items():
        setattr(version, name, value)
    session.execute(delete(SurveyDraft).where(SurveyDraft.survey_id == survey.id))
    session.flush()
    data = {"sha256": uploaded.sha256}
    audit.append(session, at=now, actor=actor, action="survey.replaced", subject=("survey", survey.id), data=data)
    return survey


def _content(uploaded: Uploaded, now: datetime) -> dict[str, object]:
    return {"definition": uploaded.definition, "sha256": uploaded.sha256, "notes": list(uploaded.notes), "uploaded_at": now}


def _take(survey: Survey, terms: SurveyTerms, otherwise: str) -> None:
    if terms.mode not in list(Mode):
        raise Invalid(_("Diese Art der Teilnahme gibt es nicht."), "mode")
    if terms.opens_at and terms.closes_at and terms.opens_at >= terms.closes_at:
        raise Invalid(_("Das Ende muss nach dem Beginn liegen."), "closes_at")
    title = terms.title or otherwise[:TITLE_LENGTH]
    if not title or len(title) > TITLE_LENGTH:
        raise Invalid(_("Bitte geben Sie einen Titel mit höchstens %(most)s Zeichen an.", most=TITLE_LENGTH), "title")
    for name, value in {**asdict(terms), "title": title}.items():
        setattr(survey, name, value)
    survey.introduction_html = to_html(terms.introduction)


def publish_survey(session: Session, actor: Person, consultation: Consultation, survey: Survey, now: datetime) -> Survey:
    """Freeze the questions and let people answer from the beginning on. What was tried out is forgotten. Raises Invalid."""
    survey = lock_survey(session, survey)
    demand(may_publish_survey(actor, consultation, survey, now))
    version = version_of(session, survey)
    found = hindrances(definition_of(version))
    if found:
        raise Invalid(" ".join(found))
    session.execute(delete(SurveyDraft).where(SurveyDraft.survey_id == survey.id))
    version.frozen_at = survey.published_at = now
    survey.state = State.OPEN
    session.flush()
    begin_result(session, survey)
    data = {"version": version.number, "sha256": version.sha256, "mode": str(survey.mode)}
    audit.append(session, at=now, actor=actor, action="survey.published", subject=("survey", survey.id), data=data)
    return survey


def close_survey(session: Session, actor: Person, consultation: Consultation, survey: Survey, now: datetime) -> Survey:
    """Take no more answers. Drafts go, and with them who has answered: nobody needs to know any more."""
    survey = lock_survey(session, survey)
    demand(may_close_survey(actor, consultation, survey))
    if unfinished_papers(session, survey):
        raise Conflict(_("Es gibt noch Stapel mit Papierbögen, die nicht gezählt sind. Bitte schließen Sie diese zuerst ab, oder verwerfen Sie sie."))
    return _close(session, actor, survey, now)


def close_due_surveys(session: Session, now: datetime) -> int:
    """Close what is past its end; returns how many are. One with papers that do not count yet takes no more answers, but waits for them."""
    due = due_surveys(session, now)
    for survey in due:
        locked = lock_survey(session, survey)
        if locked.state == State.OPEN and not unfinished_papers(session, locked):
            _close(session, None, locked, now)
    return len(due)


def _close(session: Session, actor: Person | None, survey: Survey, now: datetime) -> Survey:
    survey.state, survey.closed_at = State.CLOSED, now
    session.execute(delete(SurveyDraft).where(SurveyDraft.survey_id == survey.id))
    session.execute(delete(SurveyMark).where(SurveyMark.survey_id == survey.id))
    forget_codes(session, survey)
    session.flush()
    mark_stale(session, survey, at_once=True)
    audit.append(session, at=now, actor=actor, action="survey.closed", subject=("survey", survey.id))
    return survey


def text_questions(definition: Definition) -> dict[str, str]:
    """Where people write: code of the question, or `question.option` for the text beside an option → its words in the main language."""
    main, found = definition.languages[0], {}
    for question in definition.questions:
        words = question.text.get(main, question.code)
        if question.kind in FREE_TEXTS:
            found[question.code] = words
        for option in question.options:
            if option.own_text:
                found[f"{question.code}.{option.code}"] = f"{words} – {option.text.get(main, option.code)}"
    return found


def release_text(
    session: Session, actor: Person, consultation: Consultation, survey: Survey, question: str, key: bytes, now: datetime, *, released: bool = True
) -> None:
    """Let everyone read one free text with the published result, or withhold it again. Raises NotFound."""
    demand(may_read_answers(actor, consultation, survey))
    if question not in text_questions(definition_of(version_of(session, survey))):
        raise Invalid(_("Zu dieser Frage gibt es keine freien Texte."))
    text = free_text(session, survey, question, key)
    if text.released == released:
        return
    text.released = released
    session.flush()
    if released:  # by this it can be reported
        known = insert_or(session, SurveyText).values(response_key=key, question=question, hidden_reason="")
        session.execute(known.on_conflict_do_nothing())
    action = "survey.text_released" if released else "survey.text_withheld"
    audit.append(session, at=now, actor=actor, action=action, subject=("survey", survey.id), data={"question": question})
