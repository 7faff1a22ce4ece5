"""What people do who answer: begin, go from page to page, send, or throw away what they began.

Who answers with an account leaves a mark that says so, and apart from it a response with a random key: neither holds the other, a time or an order,
and the log has no line of it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, delete, insert
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.retention import past
from participation.kit.database import table_of
from participation.kit.dates import city_zone
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import Verdict, demand
from participation.kit.upserts import dialect_of, insert_for, insert_or
from participation.methods.surveys.answers import Checked, check_answers
from participation.methods.surveys.conditions import Value
from participation.surveys.attaching import send_files
from participation.surveys.channel_queries import code_was_used
from participation.surveys.code_actions import use_code
from participation.surveys.models import Channel, Mode, State, Survey, SurveyAnswer, SurveyDraft, SurveyMark, SurveyResponse, SurveyVersion
from participation.surveys.queries import definition_of, draft_by_token, draft_of_person, has_mark, lock_survey, version_of
from participation.surveys.quota_actions import take_places
from participation.surveys.rows import to_rows
from participation.surveys.rules import may_answer
from participation.surveys.spans import DRAFTS
from participation.surveys.stale import mark_stale
from participation.surveys.walking import of_this_version

MOST_TYPED = 300_000
"""Characters that all answers of a draft may have together."""
_RESPONSE, _ANSWERS = insert(table_of(SurveyResponse)), insert(table_of(SurveyAnswer))
_DRAFTS = table_of(SurveyDraft)
_SENT = delete(_DRAFTS).where(_DRAFTS.c.id == bindparam("draft"))


@dataclass(frozen=True, slots=True)
class Answering:
    """Somebody who answers: an account, a browser's token and whether this browser has already, or a code (its keyed hash and its row)."""

    person: Person | None = None
    token_hash: bytes | None = None
    answered: bool = False
    code_id: int | None = None


def by_account(survey: Survey) -> bool:
    """Whether drafts belong to accounts: where an account answers, and where those who run it try a draft out."""
    return survey.mode == Mode.ACCOUNT or survey.state == State.DRAFT


def has_answered(session: Session, survey: Survey, who: Answering) -> bool:
    """Whether this account, or this browser, has answered."""
    if survey.state == State.DRAFT:
        return False
    if survey.mode == Mode.ACCOUNT:
        return who.person is not None and has_mark(session, survey.id, who.person.id)
    if survey.mode == Mode.CODE:
        return who.code_id is not None and code_was_used(session, survey.id, who.code_id)
    return who.answered


def may_they(session: Session, who: Answering, consultation: Consultation, survey: Survey, now: datetime) -> Verdict:
    """Whether somebody may answer, with what is known of the account, browser or code."""
    answered = has_answered(session, survey, who)
    return may_answer(who.person, consultation, survey, now, answered=answered, with_code=who.code_id is not None)


def draft_of(session: Session, survey: Survey, who: Answering) -> SurveyDraft | None:
    """What somebody has typed so far."""
    if by_account(survey):
        return draft_of_person(session, survey.id, who.person.id) if who.person is not None else None
    return draft_by_token(session, survey.id, who.token_hash) if who.token_hash is not None else None


def begin_answering(session: Session, who: Answering, consultation: Consultation, survey: Survey, now: datetime) -> SurveyDraft:
    """Begin, or go on with what was begun."""
    survey = lock_survey(session, survey, shared=True)
    demand(may_they(session, who, consultation, survey, now))
    found = draft_of(session, survey, who)
    if found is not None:
        return found
    of_account = by_account(survey)
    person_id = who.person.id if of_account and who.person is not None else None
    token_hash = None if of_account else who.token_hash
    row: dict[str, object] = {"survey_id": survey.id, "person_id": person_id, "token_hash": token_hash, "answers": {}, "touched_at": now}
    session.execute(_begin(dialect_of(session)), row)
    begun = draft_of(session, survey, who)
    if begun is None:
        raise Conflict(_("Bitte beginnen Sie die Umfrage noch einmal."))
    return begun


@cache
def _begin(dialect: str) -> Insert:
    return insert_for(dialect, table_of(SurveyDraft)).on_conflict_do_nothing()


def keep_answers(
    session: Session, who: Answering, consultation: Consultation, survey: Survey, typed: Mapping[str, object], now: datetime
) -> SurveyDraft:
    """Keep what was typed on a page, right or wrong; what is None is taken away. Raises NotFound where nothing was begun."""
    survey = lock_survey(session, survey, shared=True)
    demand(may_they(session, who, consultation, survey, now))
    draft = draft_of(session, survey, who)
    if draft is None:
        raise NotFound
    answers = {code: value for code, value in {**draft.answers, **typed}.items() if value is not None}
    if len(json.dumps(answers)) > MOST_TYPED:
        raise Invalid(_("Ihre Antworten sind zusammen zu lang. Bitte kürzen Sie die Texte."))
    draft.answers, draft.touched_at = answers, now
    session.flush()
    return draft


def checked(session: Session, survey: Survey, draft: SurveyDraft, now: datetime) -> Checked:
    """What a draft says in whole, and what does not fit."""
    return _checked(version_of(session, survey), draft, now)


def _checked(version: SurveyVersion, draft: SurveyDraft, now: datetime) -> Checked:
    definition = definition_of(version)
    return check_answers(definition, of_this_version(definition, draft.answers), today_of(now))  # type: ignore[arg-type]  # whatever it is, it is looked at


def today_of(now: datetime) -> str:
    """The day in the city, as conditions know it."""
    return now.astimezone(city_zone()).date().isoformat()


def submit_answers(session: Session, who: Answering, consultation: Consultation, survey: Survey, now: datetime) -> bool:
    """Send the answers: a response that names nobody. Returns whether it counts; one that only tries a draft out does not.

    Raises Refused where this account or browser has answered, Invalid where something does not fit, NotFound where nothing was begun,
    QuotaFull where enough have answered who say the same; roll back then.
    """
    survey = lock_survey(session, survey, shared=True)
    demand(may_they(session, who, consultation, survey, now))
    draft = draft_of(session, survey, who)
    if draft is None:
        raise NotFound
    version = version_of(session, survey)
    found = _checked(version, draft, now)
    if found.faults:
        raise Invalid(_("Einige Antworten passen noch nicht. Bitte sehen Sie sie noch einmal durch."))
    session.expunge(draft)
    session.flush()
    gone = session.execute(_SENT, {"draft": draft.id})
    if gone.rowcount != 1:  # type: ignore[attr-defined]  # a DELETE's cursor result
        raise Conflict(_("Ihre Antworten sind schon angekommen."))
    if survey.state == State.DRAFT:
        return False
    take_places(session, survey, found.answers)
    if survey.mode == Mode.CODE and (who.code_id is None or not use_code(session, survey, who.code_id, who.token_hash)):
        raise Conflict(_("Mit diesem Code ist schon geantwortet worden, oder er gilt nicht mehr."))
    if survey.mode == Mode.ACCOUNT and who.person is not None:
        mark = insert_or(session, SurveyMark).values(survey_id=survey.id, person_id=who.person.id).on_conflict_do_nothing()
        if session.execute(mark.returning(SurveyMark.person_id)).first() is None:
            raise Conflict(_("Ihre Antworten sind schon angekommen."))
    store_response(session, survey, version, found.answers)
    return True


def store_response(session: Session, survey: Survey, version: SurveyVersion, answers: Mapping[str, Value], channel: Channel = Channel.WEB) -> None:
    """Put checked answers into the survey under a random key: who may is asked by the caller."""
    key = secrets.token_bytes(16)
    session.execute(_RESPONSE, {"key": key, "survey_id": survey.id, "version_id": version.id, "channel": channel})
    rows = [
        {"response_key": key, "question": question, "option": option, "value": value, "released": False}
        for question, option, value in to_rows(definition_of(version), answers)
    ]
    if rows:
        session.execute(_ANSWERS, rows)
    mark_stale(session, survey)
    send_files(session, survey, key, definition_of(version), answers)


def discard_answers(session: Session, who: Answering, survey: Survey) -> None:
    """Throw away what was begun; everybody may, at any time."""
    draft = draft_of(session, survey, who)
    if draft is not None:
        session.delete(draft)
        session.flush()


def sweep_drafts(session: Session, now: datetime) -> int:
    """Delete drafts that nobody touched for as long as the consultation keeps them; returns how many."""
    gone = session.execute(delete(SurveyDraft).where(SurveyDraft.id.in_(past(session, DRAFTS, now))))
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]  # a DELETE's cursor result
