"""Who sees more of a result than everyone, who chooses what everyone sees, who enters the town's shares and fetches files; each refusal says why."""

from __future__ import annotations

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import runs_it
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, refuse
from participation.surveys.models import State, Survey
from participation.surveys.rules import may_read_answers, may_see_survey, sits_on_council

MOST_COMPARED = 6
"""So many questions of the published comparison."""
MOST_FEATURES = 6
"""So many features by which answers are weighted."""


def may_compare(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """Filters and groups beside each other: those who run the survey once it is published, council members after the close."""
    seen = may_see_survey(person, consultation, survey)
    if not seen:
        return seen
    if runs_it(person, consultation) or not sits_on_council(person):
        return may_read_answers(person, consultation, survey)
    return ALLOWED if survey.state == State.CLOSED else refuse(_("Ratsmitglieder sehen das Ergebnis, sobald die Umfrage geschlossen ist."))


def may_choose_comparisons(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """What everyone may compare is chosen before the close: afterwards each further table could be laid beside those that are out."""
    verdict = may_read_answers(person, consultation, survey)
    if verdict and survey.state == State.CLOSED:
        return refuse(_("Die Umfrage ist geschlossen. Welche Vergleiche alle sehen, steht damit fest."))
    return verdict


def may_weight(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """Those who run the survey enter the town's shares, before or after the close."""
    return may_read_answers(person, consultation, survey)
