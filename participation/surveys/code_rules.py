"""Who gives out personal codes, and when."""

from __future__ import annotations

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, refuse
from participation.surveys.models import Mode, State, Survey
from participation.surveys.rules import may_run_survey


def may_give_codes(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """Codes are made for surveys with codes, until the close."""
    verdict = may_run_survey(person, consultation, survey)
    if not verdict:
        return verdict
    if survey.mode != Mode.CODE:
        return refuse(_("Diese Umfrage hat keine persönlichen Codes."))
    return ALLOWED if survey.state != State.CLOSED else refuse(_("Die Umfrage ist geschlossen. Es kommt nichts mehr dazu."))


def may_print_codes(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """Letters are made once the survey is published: before, its end and its mode may still change."""
    verdict = may_give_codes(person, consultation, survey)
    if verdict and survey.state != State.OPEN:
        return refuse(_("Briefe gibt es, sobald die Umfrage veröffentlicht ist."))
    return verdict
