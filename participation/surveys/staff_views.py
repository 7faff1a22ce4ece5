"""The pages of those who run surveys: upload, look at the questions, publish, close. Each step asks once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter_to_moderate, frame
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.bodies import takes_files
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.methods.surveys.conditions import printed
from participation.methods.surveys.definition import GERMAN, Kind
from participation.surveys.actions import close_survey, draft_survey, edit_survey, publish_survey, replace_questions
from participation.surveys.asking import asked, places
from participation.surveys.asking import words as in_words
from participation.surveys.doorway import Here, enter_survey
from participation.surveys.editing_desk import Said, warnings
from participation.surveys.forms import NewForm, QuestionsForm, TermsForm
from participation.surveys.models import Survey
from participation.surveys.packing import hindrances
from participation.surveys.placing import place_ways
from participation.surveys.rules import may_change_survey, may_close_survey, may_draft_survey, may_publish_survey, may_run_survey
from participation.surveys.uploading import Unusable, read_upload

blueprint = Blueprint("survey_staff", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen")

Step = Callable[[Session, Person, Consultation, Survey, datetime], Survey]


@blueprint.route("/neu", methods=["GET", "POST"])
@takes_files
def new(slug: str) -> BaseResponse:
    """Upload the questions of a new survey."""
    consultation, person, now = enter_to_moderate(slug), current_person(), clock.now()
    demand(may_draft_survey(person, consultation))
    form, faults, more = NewForm(), [], 0
    if form.validate_on_submit():
        try:
            uploaded = read_upload(form.content())
            survey = draft_survey(current_session(), signed_in_person(), consultation, uploaded, form.terms(), now)
            current_session().commit()
            return go_to(url_for("surveys.detail", slug=slug, survey_id=survey.id))
        except Invalid as error:
            form.blame(error)
        except Unusable as error:
            faults, more = error.faults, error.more
    crumbs = [(_("Umfragen"), url_for("surveys.index", slug=slug)), (_("Neue Umfrage"), "")]
    context: dict[str, Any] = {"form": form, "faults": faults, "more": more, "crumbs": crumbs, "back": crumbs[0][1], "heading": _("Neue Umfrage")}
    return page("surveys/edit.html", status=422 if form.is_submitted() else 200, **context, **frame(consultation, person, now))


@blueprint.route("/<id:survey_id>/bearbeiten", methods=["GET", "POST"])
def edit(slug: str, survey_id: int) -> BaseResponse:
    """Change title, introduction, dates and who may answer."""
    here = enter_survey(slug, survey_id, rule=may_change_survey)
    form = TermsForm(obj=here.survey)
    if form.validate_on_submit():
        try:
            edit_survey(current_session(), signed_in_person(), here.consultation, here.survey, form.terms(), here.now)
            current_session().commit()
            return go_to(here.url("surveys.detail"))
        except Invalid as error:
            form.blame(error)
    return _form(here, form, _("Angaben bearbeiten"))


@blueprint.route("/<id:survey_id>/fragen", methods=["GET", "POST"])
@takes_files
def questions(slug: str, survey_id: int) -> BaseResponse:
    """Upload another file in the place of the draft's questions."""
    here = enter_survey(slug, survey_id, rule=may_change_survey)
    form, faults, more = QuestionsForm(), [], 0
    if form.validate_on_submit():
        try:
            replace_questions(current_session(), signed_in_person(), here.consultation, here.survey, read_upload(form.content()), here.now)
            current_session().commit()
            flash(_("Die Fragen sind ausgetauscht."), "success")
            return go_to(here.url("surveys.detail"))
        except Invalid as error:
            form.blame(error)
        except Unusable as error:
            faults, more = error.faults, error.more
    return _form(here, form, _("Andere Datei hochladen"), faults, more)


def _form(here: Here, form: TermsForm | QuestionsForm, heading: str, faults: list[str] | None = None, more: int = 0) -> Response:
    status = 422 if form.is_submitted() else 200
    return here.page("edit.html", heading, status, form=form, heading=heading, faults=faults or [], more=more, back=here.url("surveys.detail"))


@blueprint.get("/<id:survey_id>/vorschau")
def preview(slug: str, survey_id: int) -> Response:
    """All questions one below the other, each with its kind and its condition."""
    here = enter_survey(slug, survey_id, rule=may_run_survey)
    survey, main = here.definition, here.definition.languages[0]
    shown = [
        (
            in_words(page.title, main) or page.code,
            printed(page.condition) if page.condition is not None else "",
            [
                (asked(survey, question, {}), GERMAN[question.kind], printed(question.condition) if question.condition is not None else "")
                for question in page.questions
                if question.kind != Kind.CALCULATION
            ],
        )
        for page in survey.pages
    ]
    version = here.version
    context: dict[str, Any] = {
        "notes": version.notes,
        "sha256": version.sha256,
        "number": version.number,
        "places": places,
        "ways": place_ways(survey.questions),
    }
    return here.page("preview.html", _("Fragen"), shown=shown, **context)


@blueprint.get("/<id:survey_id>/veroeffentlichen")
def publishing(slug: str, survey_id: int) -> Response:
    """Ask once more before everyone sees it."""
    here = enter_survey(slug, survey_id, rule=may_change_survey)
    may = may_publish_survey(here.person, here.consultation, here.survey, here.now)
    found = hindrances(here.definition) if may else [may.reason]
    text = _("Fragen, Art der Teilnahme und Beginn sind danach festgeschrieben. Probeantworten werden gelöscht.")
    target = "" if found else here.url("survey_staff.publish_now")
    to_look_at = [] if found else warnings(here, here.definition, here.version.definition)
    return _confirm(here, _("Umfrage veröffentlichen"), " ".join(found) or text, target, to_look_at)


@blueprint.post("/<id:survey_id>/veroeffentlichen")
def publish_now(slug: str, survey_id: int) -> BaseResponse:
    """Freeze the questions and let people answer."""
    return _step(slug, survey_id, publish_survey, _("Die Umfrage ist veröffentlicht."))


@blueprint.get("/<id:survey_id>/schliessen")
def closing(slug: str, survey_id: int) -> Response:
    """Ask once more before it ends."""
    here = enter_survey(slug, survey_id, rule=may_close_survey)
    text = _("Danach kommt keine Antwort mehr dazu. Angefangene Antworten werden gelöscht, ebenso, welche Konten geantwortet haben.")
    return _confirm(here, _("Umfrage schließen"), text, here.url("survey_staff.close_now"))


@blueprint.post("/<id:survey_id>/schliessen")
def close_now(slug: str, survey_id: int) -> BaseResponse:
    """Take no more answers."""
    return _step(slug, survey_id, close_survey, _("Die Umfrage ist geschlossen."))


def _step(slug: str, survey_id: int, act: Step, said: str) -> BaseResponse:
    here = enter_survey(slug, survey_id, rule=may_run_survey)
    act(current_session(), signed_in_person(), here.consultation, here.survey, here.now)
    current_session().commit()
    flash(said, "success")
    return go_to(here.url("surveys.detail"))


def _confirm(here: Here, title: str, text: str, target: str, to_look_at: Sequence[Said] = ()) -> Response:
    return here.page("confirm.html", title, heading=title, text=text, warnings=to_look_at, target=target, back=here.url("surveys.detail"))
