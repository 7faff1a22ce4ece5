"""Surveys for the tests' world, made through the same actions as a click."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_id
from participation.kit import clock
from participation.kit.codes import new_code
from participation.kit.sealing import Seals, seals_of
from participation.kit.work import claim
from participation.surveys.actions import SurveyTerms, close_survey, draft_survey, publish_survey
from participation.surveys.answer_actions import Answering, begin_answering, keep_answers, submit_answers
from participation.surveys.channel_models import SurveyLetterBatch
from participation.surveys.channel_queries import code_by_print
from participation.surveys.code_actions import add_codes, finish_letters, request_letters, survey_code_print
from participation.surveys.computing import counted, read_order
from participation.surveys.models import Survey
from participation.surveys.result_models import SurveyResult
from participation.surveys.uploading import Uploaded, read_upload
from tests.builders import a_consultation, a_resident, an_administrator
from tests.conftest import NOON, settings_for

OPENS, CLOSES = NOON - timedelta(days=1), NOON + timedelta(days=10)
AFTER = CLOSES + timedelta(minutes=1)


def texts(**options: str) -> list[dict[str, Any]]:
    """Options by their codes."""
    return [{"code": code, "text": {"de": text}} for code, text in options.items()]


def question(code: str, kind: str, text: str, **more: Any) -> dict[str, Any]:
    """One question of a definition."""
    return {"code": code, "kind": kind, "text": {"de": text}, **more}


SHORT: list[dict[str, Any]] = [
    {
        "code": "first",
        "title": {"de": "Über die Halle"},
        "questions": [
            question("visits", "single", "Wie oft sind Sie in der Halle?", required=True, options=texts(often="Oft", rarely="Selten", never="Nie")),
            question("why", "long-text", "Warum nie?", condition='visits = "never"', required=True),
            question("age", "number", "Wie alt sind Sie?", minimum=14, maximum=120),
        ],
    },
    {
        "code": "second",
        "title": {"de": "Über Sie"},
        "questions": [
            question("district", "dropdown", "Wo wohnen Sie?", options=texts(north="Nord", south="Süd")),
            question("music", "scale", "Wie wichtig ist Musik?", minimum=1, maximum=5, dont_know=True, condition='visits != "never"'),
        ],
    },
]
EVERY_KIND: list[dict[str, Any]] = [
    *SHORT,
    {
        "code": "third",
        "questions": [
            question("note", "information", "Jetzt kommen Listen."),
            question("name", "short-text", "Wie heißt Ihr Verein?"),
            question("day", "date", "Wann waren Sie zuletzt da?"),
            question(
                "uses",
                "multiple",
                "Wozu kommen Sie?",
                maximum=2,
                options=[
                    *texts(music="Konzerte", sport="Sport"),
                    {"code": "other", "text": {"de": "Anderes"}, "own_text": True},
                    {"code": "none", "text": {"de": "Zu nichts"}, "exclusive": True},
                ],
            ),
            question(
                "rate", "matrix-single", "Wie zufrieden sind Sie?", rows=texts(seats="Stühle", sound="Ton"), options=texts(good="Gut", bad="Schlecht")
            ),
            question(
                "times",
                "matrix-multiple",
                "Wann kommen Sie?",
                rows=texts(week="Werktags", weekend="Am Wochenende"),
                options=texts(day="Tags", night="Nachts"),
            ),
            question("rank", "ranking", "Was ist am wichtigsten?", options=texts(light="Licht", air="Luft", price="Preis")),
            question("money", "points", "Wofür soll Geld da sein?", total=10, options=texts(stage="Bühne", roof="Dach")),
            {"code": "double", "kind": "calculation", "text": {"de": "Doppeltes Alter"}, "calculation": "age * 2"},
        ],
    },
]


def definition(pages: Sequence[Mapping[str, Any]] = SHORT, title: str = "Die Stadthalle", **more: Any) -> bytes:
    """A file in our JSON."""
    told = {"format": "participation-survey/1", "code": "halle", "version": 1, "languages": ["de"], "title": {"de": title}, "pages": pages, **more}
    return json.dumps(told, ensure_ascii=False).encode()


def uploaded(pages: Sequence[Mapping[str, Any]] = SHORT, **more: Any) -> Uploaded:
    """The same, read."""
    return read_upload(definition(pages, **more))


def a_survey_draft(session: Session, consultation: Consultation, pages: Sequence[Mapping[str, Any]] = SHORT, **terms: Any) -> Survey:
    """A survey that only those who run the consultation see."""
    values = {"title": "Die Stadthalle", "opens_at": OPENS, "closes_at": CLOSES, "publishes": True, **terms}
    return draft_survey(session, an_administrator(session), consultation, uploaded(pages), SurveyTerms(**values), clock.now())


def an_open_survey(session: Session, consultation: Consultation | None = None, pages: Sequence[Mapping[str, Any]] = SHORT, **terms: Any) -> Survey:
    """A survey that takes answers at the tests' noon."""
    consultation = consultation or a_consultation(session)
    survey = a_survey_draft(session, consultation, pages, **terms)
    return publish_survey(session, an_administrator(session), consultation, survey, OPENS)


def the_seals() -> Seals:
    """The seals of the tests' installation."""
    return seals_of(settings_for("sqlite://", Path()))  # only its keys are used


def a_survey_with_codes(
    session: Session, consultation: Consultation | None = None, codes: int = 2, seals: Seals | None = None, **terms: Any
) -> tuple[Survey, list[str]]:
    """An open survey with so many personal codes whose letters are made, and the codes."""
    survey = an_open_survey(session, consultation, mode="code", **terms)
    here, staff, now, seals = consultation_of(session, survey), an_administrator(session), clock.now(), seals or the_seals()
    add_codes(session, staff, here, survey, [{}] * codes, seals, now)
    [batch] = request_letters(session, staff, here, survey, now)
    claim(session, SurveyLetterBatch, batch.id, now)
    plain = [new_code() for _code_id in batch.code_ids]
    prints = [(code_id, survey_code_print(seals, code)) for code_id, code in zip(batch.code_ids, plain, strict=True)]
    finish_letters(session, batch, 1, prints, secrets.token_hex(16), 1, now)
    session.refresh(survey)
    return survey, plain


def by_code(session: Session, code: str) -> Answering:
    """Somebody who answers with a code."""
    found = code_by_print(session, survey_code_print(the_seals(), code))
    assert found is not None
    return Answering(None, found.code_hash, code_id=found.id)


def closed(session: Session, survey: Survey) -> Survey:
    """The survey closed by hand."""
    return close_survey(session, an_administrator(session), consultation_of(session, survey), survey, clock.now())


def consultation_of(session: Session, survey: Survey) -> Consultation:
    """Where it belongs."""
    return consultation_by_id(session, survey.consultation_id)


def somebody(person: Person | None = None) -> Answering:
    """Somebody who answers: an account, or a browser that is new."""
    return Answering(person, hashlib.sha256(secrets.token_bytes(16)).digest())


def answer(session: Session, survey: Survey, answers: Mapping[str, object], who: Answering | None = None) -> Answering:
    """A whole set of answers, sent; by a new browser or a new resident unless somebody is named."""
    who = who or somebody(a_resident(session) if survey.mode == "account" else None)
    consultation, now = consultation_of(session, survey), clock.now()
    begin_answering(session, who, consultation, survey, now)
    keep_answers(session, who, consultation, survey, answers, now)
    submit_answers(session, who, consultation, survey, now)
    return who


def count_now(session: Session, survey: Survey) -> None:
    """The result counted within the test's own transaction, as the worker would."""
    session.flush()
    row = session.get_one(SurveyResult, survey.id)
    for name, value in counted(read_order(session, survey.id)).items():
        setattr(row, name, value)
    row.version, row.computed_at, row.is_stale = row.version + 1, clock.now(), False
    session.flush()
