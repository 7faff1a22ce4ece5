"""Groups beside each other, and which comparisons everyone may see."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.surveys.doorway import Here, enter_survey
from participation.surveys.group_showing import exact_table
from participation.surveys.narrowing import groups_beside
from participation.surveys.parts import ANSWERS, GROUPS
from participation.surveys.result_actions import choose_comparisons
from participation.surveys.result_models import SurveyComparison
from participation.surveys.result_rules import MOST_COMPARED, may_choose_comparisons, may_compare
from participation.surveys.showing import key_names

blueprint = Blueprint("survey_groups", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen/<id:survey_id>")


@blueprint.get("/vergleich")
def compare(slug: str, survey_id: int) -> Response:
    """Groups by one question, and what each of them answered to another."""
    here = enter_survey(slug, survey_id, rule=may_compare)
    groups, answers = request.args.get("gruppen", ""), request.args.get("frage", "")
    found, problem = None, ""
    if groups or answers:
        try:
            found = groups_beside(current_session(), here.survey.id, here.definition, groups, answers)
        except Invalid as error:
            problem = str(error)
    first = ("", _("Bitte wählen"))
    return here.page(
        "groups.html",
        _("Gruppen vergleichen"),
        choices=([first, *key_names(here.definition, GROUPS)], [first, *key_names(here.definition, ANSWERS)]),
        chosen=(groups, answers),
        table=exact_table(here.definition, groups, answers, found) if found is not None else None,
        test=found.table.test if found is not None else None,
        problem=problem,
    )


@blueprint.get("/vergleiche-fuer-alle")
def chosen(slug: str, survey_id: int) -> Response:
    """Which groups everyone will be able to compare."""
    here = enter_survey(slug, survey_id, rule=may_choose_comparisons)
    kept = current_session().get(SurveyComparison, here.survey.id)
    return _form(here, kept.divided_by if kept else "", kept.questions if kept else [])


@blueprint.post("/vergleiche-fuer-alle")
def choose(slug: str, survey_id: int) -> BaseResponse:
    """Choose them."""
    here = enter_survey(slug, survey_id, rule=may_choose_comparisons)
    groups, questions = request.form.get("gruppen", ""), request.form.getlist("fragen")
    try:
        choose_comparisons(current_session(), signed_in_person(), here.consultation, here.survey, groups, questions, here.now)
    except Invalid as error:
        return _form(here, groups, questions, error)
    current_session().commit()
    flash(_("Die Vergleiche sind festgelegt. Sie stehen im Ergebnis, sobald neu gezählt ist."), "success")
    return go_to(here.url("survey_results.show"))


def _form(here: Here, groups: str, questions: list[str], error: Invalid | None = None) -> Response:
    return here.page(
        "chosen.html",
        _("Vergleiche für alle"),
        422 if error else 200,
        groups=[("", _("keine Vergleiche")), *key_names(here.definition, GROUPS)],
        questions=key_names(here.definition, ANSWERS),
        chosen=(groups, questions),
        problem=(str(error), error.field or "gruppen") if error else None,
        most=MOST_COMPARED,
    )
