"""Quotas of a survey: set by those who run it, counted in the transaction that sends an answer, so that none is ever exceeded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.methods.surveys.quotas import is_known, meets
from participation.surveys.channel_models import SurveyQuota
from participation.surveys.models import Survey
from participation.surveys.queries import answers_of, definition_of, lock_survey, version_of
from participation.surveys.rules import may_set_quotas

MOST_QUOTAS = 50
MOST_PARTS = 3
LARGEST = 1_000_000
_QUOTAS = select(SurveyQuota).where(SurveyQuota.survey_id == bindparam("survey")).order_by(SurveyQuota.id).limit(MOST_QUOTAS)


class QuotaFull(Conflict):
    """Enough people have answered who say the same; nothing of this answer is stored."""

    def __init__(self) -> None:
        super().__init__(_("Aus Ihrer Gruppe haben schon genug Menschen geantwortet. Ihre Antworten wurden nicht gespeichert."))


def quotas_of(session: Session, survey: Survey) -> Sequence[SurveyQuota]:
    """All quotas of a survey, always in the same order."""
    return session.scalars(_QUOTAS, {"survey": survey.id}).all()


def is_full(session: Session, survey: Survey, answers: Mapping[str, object]) -> bool:
    """Whether these answers already say that somebody belongs to a group that has answered enough."""
    return any(quota.filled >= quota.most and meets(quota.parts, answers) for quota in quotas_of(session, survey))


def take_places(session: Session, survey: Survey, answers: Mapping[str, object]) -> None:
    """Count an answer in every quota that it meets, in the transaction that stores it. Raises QuotaFull where one has no place left; roll back then."""
    for quota in quotas_of(session, survey):
        if meets(quota.parts, answers):
            free = update(SurveyQuota).where(SurveyQuota.id == quota.id, SurveyQuota.filled < SurveyQuota.most)
            taken = session.execute(free.values(filled=SurveyQuota.filled + 1).returning(SurveyQuota.id))
            if taken.first() is None:
                raise QuotaFull


def set_quota(
    session: Session, actor: Person, consultation: Consultation, survey: Survey, parts: Sequence[tuple[str, str]], most: int, now: datetime
) -> SurveyQuota:
    """Let at most so many answer who say all of this; who has answered so far is counted. Raises Invalid."""
    survey = lock_survey(session, survey)
    demand(may_set_quotas(actor, consultation, survey))
    definition = definition_of(version_of(session, survey))
    if len(parts) > MOST_PARTS or not is_known(definition, parts):
        raise Invalid(_("Bitte wählen Sie mindestens eine Antwort, und von jeder Frage höchstens eine."), "teil-1")
    if not 1 <= most <= LARGEST:
        raise Invalid(_("Bitte geben Sie eine Anzahl zwischen 1 und %(most)s an.", most=LARGEST), "most")
    known = quotas_of(session, survey)
    if len(known) >= MOST_QUOTAS:
        raise Invalid(_("Mehr als %(most)s Quoten sind in einer Umfrage nicht möglich.", most=MOST_QUOTAS), "teil-1")
    if any(sorted(map(tuple, quota.parts)) == sorted(parts) for quota in known):
        raise Invalid(_("Diese Quote gibt es schon. Entfernen Sie sie zuerst, um sie zu ändern."), "teil-1")
    filled = sum(meets(parts, answers) for answers in answers_of(session, survey, definition))
    if filled > most:
        raise Invalid(_("Schon %(filled)s Antworten gehören dazu. Die Quote muss mindestens so groß sein.", filled=filled), "most")
    quota = SurveyQuota(survey_id=survey.id, parts=[list(part) for part in parts], most=most, filled=filled)
    session.add(quota)
    session.flush()
    data = {"quota": quota.id, "parts": quota.parts, "most": most}
    audit.append(session, at=now, actor=actor, action="survey.quota_set", subject=("survey", survey.id), data=data)
    return quota


def drop_quota(session: Session, actor: Person, consultation: Consultation, survey: Survey, quota_id: int, now: datetime) -> None:
    """Take a quota away. Raises NotFound."""
    survey = lock_survey(session, survey)
    demand(may_set_quotas(actor, consultation, survey))
    quota = session.scalars(select(SurveyQuota).where(SurveyQuota.id == quota_id, SurveyQuota.survey_id == survey.id)).one_or_none()
    if quota is None:
        raise NotFound
    session.delete(quota)
    session.flush()
    audit.append(session, at=now, actor=actor, action="survey.quota_dropped", subject=("survey", survey.id), data={"quota": quota_id})
