"""Who sets surveys up, answers them and reads what was answered, and when; each refusal says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from participation.accounts.levels import unconfirmed
from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation, Stage
from participation.consultations.rules import may_moderate, may_prepare, may_see, needs_consent, runs_it
from participation.kit.dates import say_moment
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.surveys.models import Mode, State, Survey

MOST_SURVEYS = 50
LEAST_PUBLIC = 10
"""Below so many responses nothing is told to the public."""


def sits_on_council(person: Person | None) -> bool:
    """Whether this person is a council member in good standing."""
    return person is not None and person.role == Role.COUNCIL and person.deleted_at is None and person.blocked_at is None


def may_see_survey(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """Everyone sees a published survey of a visible consultation; its draft those who run it."""
    if not may_see(person, consultation) or survey.consultation_id != consultation.id:
        return conceal()
    return ALLOWED if survey.is_public or runs_it(person, consultation) else conceal()


def visible(person: Person | None, consultation: Consultation, surveys: Sequence[Survey]) -> list[Survey]:
    """Those of the surveys that this person may see."""
    return [survey for survey in surveys if may_see_survey(person, consultation, survey)]


def may_draft_survey(person: Person | None, consultation: Consultation) -> Verdict:
    """A survey can be prepared as long as the consultation is not over."""
    return may_prepare(person, consultation, _("Diese Beteiligung ist abgeschlossen. Es können keine Umfragen mehr dazukommen."))


def may_run_survey(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """The consultation's moderators and the administration run its surveys, and read their results at any time."""
    seen = may_see_survey(person, consultation, survey)
    return may_moderate(person, consultation) if seen else seen


def may_change_survey(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """Questions and terms change until the survey is published."""
    verdict = may_run_survey(person, consultation, survey)
    if verdict and survey.state != State.DRAFT:
        return refuse(_("Die Umfrage ist veröffentlicht. Fragen, Art der Teilnahme und Beginn sind festgeschrieben."))
    return verdict


def may_correct_survey(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """While people answer, a corrected version can be prepared and published."""
    verdict = may_run_survey(person, consultation, survey)
    if verdict and survey.state != State.OPEN:
        return refuse(_("Eine neue Fassung gibt es nur, solange die Umfrage offen ist."))
    return verdict


def may_edit_questions(person: Person | None, consultation: Consultation, survey: Survey, *, corrected: bool = False) -> Verdict:
    """Questions change until the survey is published; after that only in a corrected version that is being prepared."""
    return may_correct_survey(person, consultation, survey) if corrected else may_change_survey(person, consultation, survey)


def may_publish_survey(person: Person | None, consultation: Consultation, survey: Survey, now: datetime) -> Verdict:
    """Published once, inside a published consultation, before its end."""
    verdict = may_change_survey(person, consultation, survey)
    if not verdict:
        return verdict
    if consultation.stage != Stage.PUBLISHED:
        return refuse(_("Zuerst muss die Beteiligung veröffentlicht sein."))
    if survey.closes_at is None:
        return refuse(_("Bitte geben Sie zuerst an, bis wann die Umfrage läuft."))
    return ALLOWED if now < survey.closes_at else refuse(_("Das Ende der Umfrage liegt in der Vergangenheit."))


def may_close_survey(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """Closed by hand, also before its time."""
    verdict = may_run_survey(person, consultation, survey)
    if verdict and survey.state != State.OPEN:
        return refuse(_("Schließen lässt sich nur eine offene Umfrage."))
    return verdict


def may_set_quotas(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """Quotas are set and taken away until the close; they change nothing that was answered."""
    verdict = may_run_survey(person, consultation, survey)
    if verdict and survey.state == State.CLOSED:
        return refuse(_("Die Umfrage ist geschlossen. Es kommt nichts mehr dazu."))
    return verdict


def may_answer(
    person: Person | None, consultation: Consultation, survey: Survey, now: datetime, *, answered: bool = False, with_code: bool = False
) -> Verdict:
    """Who may answer now. `answered`: this account, browser or code has already; `with_code`: a code that counts was entered.

    In a draft those who run it try it out.
    """
    seen = may_see_survey(person, consultation, survey)
    if not seen:
        return seen
    by_code = survey.mode == Mode.CODE and survey.state != State.DRAFT  # a code answers, whoever is signed in
    if person is not None and person.blocked_at is not None and not by_code:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if survey.state == State.DRAFT:
        return may_run_survey(person, consultation, survey)
    if consultation.stage != Stage.PUBLISHED or survey.is_over(now):
        return refuse(_("Diese Umfrage ist beendet."))
    if not survey.takes(now):
        return refuse(_("Die Umfrage beginnt am %(when)s.", when=say_moment(survey.opens_at)))
    if survey.mode == Mode.ACCOUNT and person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if by_code and not with_code:
        return refuse(_("Bitte geben Sie den Code aus Ihrem Brief ein. Danach geht es hier weiter."), "survey-code")
    if person is not None and not person.is_confirmed and not by_code:
        return unconfirmed(person)
    if answered:
        return refuse(_("Sie haben diese Umfrage schon beantwortet. Danke!"))
    return needs_consent(person, ALLOWED) if survey.mode == Mode.ACCOUNT else ALLOWED


def may_see_result(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """Those who run it at any time; council members after the close; everyone after the close, where the result was promised."""
    seen = may_see_survey(person, consultation, survey)
    if not seen or (survey.state != State.DRAFT and runs_it(person, consultation)):
        return seen
    if survey.state == State.CLOSED and sits_on_council(person):
        return ALLOWED
    if survey.state == State.DRAFT:
        return refuse(_("Ergebnisse gibt es, sobald die Umfrage veröffentlicht ist."))
    if not survey.publishes:
        return refuse(_("Das Ergebnis dieser Umfrage wird nicht veröffentlicht."))
    return ALLOWED if survey.state == State.CLOSED else refuse(_("Das Ergebnis steht hier, sobald die Umfrage geschlossen ist."))


def may_read_answers(person: Person | None, consultation: Consultation, survey: Survey) -> Verdict:
    """Free texts, cross tables and files are for those who run the survey, once it is published."""
    verdict = may_run_survey(person, consultation, survey)
    if verdict and survey.state == State.DRAFT:
        return refuse(_("Ergebnisse gibt es, sobald die Umfrage veröffentlicht ist."))
    return verdict
