"""A corrected version of an open survey: begun, looked at beside the one that counts, published or thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pagination import page_number
from participation.methods.surveys.answers import AnswerFault
from participation.methods.surveys.definition import UNASKED
from participation.methods.surveys.editing import CannotEdit
from participation.methods.surveys.later import not_allowed
from participation.surveys.answer_actions import today_of
from participation.surveys.asking import marked, read_page
from participation.surveys.correction_actions import begin_correction, discard_correction, publish_correction
from participation.surveys.doorway import Here, enter_survey
from participation.surveys.editing_desk import Said, enter_editor, said, warnings
from participation.surveys.packing import hindrances
from participation.surveys.page_showing import question_page
from participation.surveys.placing import in_words, settle_places
from participation.surveys.queries import definition_of, edited_version, version_of
from participation.surveys.rules import may_correct_survey
from participation.surveys.trial import Tried, handed_on, handed_over, trial_standing, tried
from participation.surveys.walking import Standing

blueprint = Blueprint("survey_corrections", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen/<id:survey_id>/fassung")


@blueprint.get("")
def ask(slug: str, survey_id: int) -> BaseResponse:
    """Ask once more before a corrected version is begun; one that is in preparation opens in the editor."""
    here = enter_survey(slug, survey_id, rule=may_correct_survey)
    if edited_version(current_session(), here.survey).frozen_at is None:
        return go_to(here.url("survey_editing.outline"))
    title = _("Neue Fassung vorbereiten")
    text = _(
        "Sie bekommen eine Kopie der Fragen, an der Sie Fehler verbessern können: Texte, weitere Antworten, weitere freiwillige Fragen, weitere Grenzen. "
        "Bis Sie sie veröffentlichen, beantworten alle die bisherige Fassung."
    )
    return here.page("edit_correcting.html", title, heading=title, text=text)


@blueprint.post("")
def begin(slug: str, survey_id: int) -> BaseResponse:
    """Prepare a corrected version and open it in the editor."""
    here = enter_survey(slug, survey_id, rule=may_correct_survey)
    begin_correction(current_session(), signed_in_person(), here.consultation, here.survey, here.now)
    current_session().commit()
    return go_to(here.url("survey_editing.outline"))


@blueprint.route("/veroeffentlichen", methods=["GET", "POST"])
def publish(slug: str, survey_id: int) -> BaseResponse:
    """Say what of the corrected version is not allowed; where nothing is, publish it."""
    enter_survey(slug, survey_id, rule=may_correct_survey)
    here = enter_editor(slug, survey_id)
    if request.method == "POST":
        try:
            publish_correction(current_session(), signed_in_person(), here.consultation, here.survey, request.form.get("pruefsumme", ""), here.now)
            current_session().commit()
            flash(_("Die neue Fassung ist veröffentlicht."), "success")
            return go_to(here.url("surveys.detail"))
        except CannotEdit as error:
            return _publish(here, said(here, error), 422)
    current = definition_of(version_of(current_session(), here.survey))
    faults: list[Said] = [*said(here, CannotEdit(here.definition, not_allowed(current, here.definition))), *hindrances(here.definition)]
    return _publish(here, faults, same=current == here.definition)


def _publish(here: Here, faults: list[Said], status: int = 200, *, same: bool = False) -> Response:
    context: dict[str, Any] = {"faults": faults, "same": same, "version": here.version}
    context["warnings"] = warnings(here, here.definition, here.version.definition)
    return here.page("edit_correction.html", _("Neue Fassung veröffentlichen"), status, **context)


@blueprint.post("/verwerfen")
def discard(slug: str, survey_id: int) -> BaseResponse:
    """Throw the prepared version away."""
    here = enter_survey(slug, survey_id, rule=may_correct_survey)
    discard_correction(current_session(), signed_in_person(), here.consultation, here.survey, here.now)
    current_session().commit()
    flash(_("Die neue Fassung ist verworfen."), "success")
    return go_to(here.url("surveys.detail"))


@blueprint.route("/probe", methods=["GET", "POST"])
def try_out(slug: str, survey_id: int) -> Response:
    """Go through the corrected version as those will who answer it; nothing is kept."""
    enter_survey(slug, survey_id, rule=may_correct_survey)
    here = tried(enter_editor(slug, survey_id))
    typed, today = handed_over(request.form.get("stand", "")), today_of(here.now)
    if request.method != "POST":
        stands = trial_standing(here, typed, today)
        return _tried_page(here, stands, stands.pages[0]) if stands.pages else _tried(here, stands)
    number = page_number(request.form.get("seite"))
    if number > len(here.definition.pages):
        raise NotFound
    asked = list(here.definition.pages[number - 1].questions)
    before = trial_standing(here, typed, today)
    seen = {question.code for question in (asked if request.form.get("skript") else before.shown_on(number))}
    typed |= settle_places(asked, read_page([question for question in asked if question.code in seen], request.form.getlist))
    return _tried_on(here, trial_standing(here, {code: value for code, value in typed.items() if value is not None}, today), number, seen)


def _tried_on(here: Tried, stands: Standing, number: int, seen: set[str]) -> Response:
    """The page before, the next one, the same once more, or the end."""
    if "zurueck" in request.form:
        return _tried_page(here, stands, stands.before(number) or number)
    faults = stands.faults_on(number, seen)
    if faults or any(question.code not in seen for question in stands.shown_on(number)):
        return _tried_page(here, stands, number, faults)
    after = stands.after(number)
    return _tried_page(here, stands, after) if after else _tried(here, stands)


def _tried_page(here: Tried, stands: Standing, number: int, faults: Sequence[AnswerFault] = ()) -> Response:
    shown = question_page(here, stands, number, faults, here.version.id)
    way_on: dict[str, Any] = {"action": here.url("survey_corrections.try_out"), "languages": here.languages("survey_corrections.try_out")}
    carried = handed_on(number, stands.typed)
    return here.page("answer.html", _("Probe"), 422 if faults else 200, files=False, trying=True, carried=carried, **way_on, **shown)


def _tried(here: Tried, stands: Standing) -> Response:
    """The end of the trial: what would be sent."""
    definition, main = here.definition, here.definition.languages[0]
    asked = [question for question in definition.questions if question.code in stands.shown and question.kind not in UNASKED]
    rows = [(marked(question.text, main), in_words(definition, question, stands.answers)) for question in asked]
    return here.page("edit_tried.html", _("Probe"), rows=rows, thanks=marked(definition.thanks, main))
