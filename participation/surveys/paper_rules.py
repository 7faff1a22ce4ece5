"""Who enters answers from paper, and when."""

from __future__ import annotations

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, refuse
from participation.surveys.channel_models import PaperStage, SurveyPaperBatch
from participation.surveys.models import Mode, State, Survey
from participation.surveys.rules import may_run_survey


def may_print_form(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """The form is printed by those who run the survey, to look at it from the draft on."""
    return may_run_survey(person, consultation, survey)


def may_enter_papers(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """Papers are typed until the survey is closed, also those that arrived on its last day."""
    verdict = may_run_survey(person, consultation, survey)
    if not verdict:
        return verdict
    if survey.mode == Mode.ACCOUNT:
        return refuse(_("In dieser Umfrage antwortet jedes Konto ein Mal. Ein Papierbogen sagt nicht, von welchem Konto er kommt."))
    if survey.state == State.DRAFT:
        return refuse(_("Papierbögen lassen sich eintragen, sobald die Umfrage veröffentlicht ist."))
    return ALLOWED if survey.state == State.OPEN else refuse(_("Die Umfrage ist geschlossen. Es kommt nichts mehr dazu."))


def may_type_papers(person: Person, batch: SurveyPaperBatch) -> Verdict:
    """The first entry is of whoever opened the batch, the second of one other person."""
    if batch.stage == PaperStage.FIRST:
        if batch.opened_by_id == person.id:
            return ALLOWED
        return refuse(_("Diesen Stapel trägt die Person ein, die ihn angelegt hat."))
    if batch.stage != PaperStage.SECOND:
        return refuse(_("In diesem Stapel ist nichts mehr einzutragen."))
    if person.id == batch.opened_by_id:
        return refuse(_("Die zweite Eingabe macht eine andere Person als die erste."))
    if batch.second_by_id not in (None, person.id):
        return refuse(_("Die zweite Eingabe hat schon eine andere Person begonnen."))
    return ALLOWED


def may_count_papers(batch: SurveyPaperBatch) -> Verdict:
    """Differences are settled where there are some."""
    return ALLOWED if batch.stage == PaperStage.DIFFERS else refuse(_("In diesem Stapel ist nichts zu klären."))
