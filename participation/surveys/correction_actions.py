"""A corrected version of a survey that is open: begun as a copy, changed in the editor, and published where answers stay countable.

The version on which people answered stays as it is; each response names the version that it was sent on. What somebody has begun to fill in goes on with
the new version: all that was asked before is still asked.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.methods.surveys.editing import CannotEdit
from participation.methods.surveys.later import not_allowed
from participation.surveys.models import Survey, SurveyVersion
from participation.surveys.packing import hindrances
from participation.surveys.queries import definition_of, edited_version, lock_survey, version_of
from participation.surveys.rules import may_correct_survey


def begin_correction(session: Session, actor: Person, consultation: Consultation, survey: Survey, now: datetime) -> SurveyVersion:
    """Prepare a corrected version: a copy of the one that counts, which nobody answers yet. Raises Conflict where one is being prepared."""
    survey = lock_survey(session, survey)
    demand(may_correct_survey(actor, consultation, survey))
    current, latest = version_of(session, survey), edited_version(session, survey)
    if latest.frozen_at is None:
        raise Conflict(_("Eine neue Fassung ist schon in Arbeit."))
    copied = {"definition": current.definition, "sha256": current.sha256, "notes": list(current.notes), "uploaded_at": now}
    version = SurveyVersion(survey_id=survey.id, number=latest.number + 1, **copied)
    session.add(version)
    session.flush()
    data = {"version": version.number}
    audit.append(session, at=now, actor=actor, action="survey.correction_begun", subject=("survey", survey.id), data=data)
    return version


def publish_correction(session: Session, actor: Person, consultation: Consultation, survey: Survey, sha256: str, now: datetime) -> SurveyVersion:
    """Let people answer the corrected version from now on. `sha256`: of the version that was looked at.

    Raises CannotEdit with every change that is not allowed, Conflict where it is another version by now, or none.
    """
    survey = lock_survey(session, survey)
    demand(may_correct_survey(actor, consultation, survey))
    current, version = version_of(session, survey), edited_version(session, survey)
    if version.frozen_at is not None or version.sha256 != sha256:
        raise Conflict(_("Die neue Fassung wurde inzwischen geändert, veröffentlicht oder verworfen. Bitte sehen Sie sie noch einmal an."))
    definition = definition_of(version)
    faults = not_allowed(definition_of(current), definition)
    if faults:
        raise CannotEdit(definition, faults)
    found = hindrances(definition)
    if found or definition == definition_of(current):
        raise Conflict(" ".join(found) or _("Die neue Fassung ist noch dieselbe wie die alte."))
    version.frozen_at = now
    session.flush()
    data = {"version": version.number, "sha256": version.sha256}
    audit.append(session, at=now, actor=actor, action="survey.corrected", subject=("survey", survey.id), data=data)
    return version


def discard_correction(session: Session, actor: Person, consultation: Consultation, survey: Survey, now: datetime) -> None:
    """Throw the prepared version away. Raises Conflict where there is none."""
    survey = lock_survey(session, survey)
    demand(may_correct_survey(actor, consultation, survey))
    version = edited_version(session, survey)
    if version.frozen_at is not None:
        raise Conflict(_("Es ist keine neue Fassung in Arbeit."))
    data = {"version": version.number}
    session.delete(version)
    session.flush()
    audit.append(session, at=now, actor=actor, action="survey.correction_discarded", subject=("survey", survey.id), data=data)
