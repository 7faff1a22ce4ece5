"""A corrected version of an open survey: begun, looked at beside the one that counts, published or thrown away."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.methods.surveys.editing import CannotEdit
from participation.methods.surveys.later import not_allowed
from participation.surveys.correction_actions import begin_correction, discard_correction, publish_correction
from participation.surveys.doorway import Here, enter_survey
from participation.surveys.editing_desk import Said, enter_editor, said
from participation.surveys.packing import hindrances
from participation.surveys.queries import definition_of, edited_version, version_of
from participation.surveys.rules import may_correct_survey

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
    return here.page("edit_correction.html", _("Neue Fassung veröffentlichen"), status, faults=faults, same=same, version=here.version)


@blueprint.post("/verwerfen")
def discard(slug: str, survey_id: int) -> BaseResponse:
    """Throw the prepared version away."""
    here = enter_survey(slug, survey_id, rule=may_correct_survey)
    discard_correction(current_session(), signed_in_person(), here.consultation, here.survey, here.now)
    current_session().commit()
    flash(_("Die neue Fassung ist verworfen."), "success")
    return go_to(here.url("surveys.detail"))
