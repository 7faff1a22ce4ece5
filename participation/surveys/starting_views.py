"""A new survey: from nothing, from a ready-made one, from a copy; or from a file, which has its own page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.doorway import enter_to_moderate, frame
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.surveys.actions import TITLE_LENGTH
from participation.surveys.editing_actions import start_survey
from participation.surveys.queries import copyable
from participation.surveys.ready import TEMPLATES
from participation.surveys.rules import may_draft_survey, may_see_survey
from participation.surveys.starting import beginning

blueprint = Blueprint("survey_starting", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen")


@blueprint.route("/anlegen", methods=["GET", "POST"])
def start(slug: str) -> BaseResponse:
    """Choose what a new survey begins with; it opens in the editor."""
    consultation, person, now = enter_to_moderate(slug), current_person(), clock.now()
    demand(may_draft_survey(person, consultation))
    copies = [(survey, where) for survey, where in copyable(current_session()) if may_see_survey(person, where, survey)]
    typed = {name: clean_line(request.form.get(name, "")[:1000]) for name in ("titel", "anfang", "kopie")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            definition = beginning(
                current_session(), typed["anfang"], typed["titel"], next((one for one, _where in copies if str(one.id) == typed["kopie"]), None)
            )
            survey = start_survey(current_session(), signed_in_person(), consultation, definition, typed["titel"], now)
            current_session().commit()
            return go_to(url_for("survey_editing.outline", slug=slug, survey_id=survey.id))
        except Invalid as error:
            errors = {"titel" if error.field == "title" else error.field: error.message}
    crumbs = [(_("Umfragen"), url_for("surveys.index", slug=slug)), (_("Neue Umfrage"), "")]
    context: dict[str, Any] = {"templates": TEMPLATES, "copies": copies, "typed": typed, "errors": errors, "crumbs": crumbs, "most": TITLE_LENGTH}
    return page("surveys/edit_start.html", status=422 if errors else 200, **context, **frame(consultation, person, now))
