"""The page on which those who run a survey set its quotas and see how full they are."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.methods.surveys.quotas import COUNTED, values_of
from participation.surveys.asking import words as in_words
from participation.surveys.doorway import Here, enter_survey
from participation.surveys.models import State
from participation.surveys.quota_actions import MOST_PARTS, drop_quota, quotas_of, set_quota
from participation.surveys.rules import may_set_quotas
from participation.surveys.showing import option_names

blueprint = Blueprint("survey_quotas", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen/<id:survey_id>/quoten")


@blueprint.get("")
def index(slug: str, survey_id: int) -> Response:
    """All quotas with their fill, and the form for one more."""
    return _index(enter_survey(slug, survey_id, rule=may_set_quotas))


def _index(here: Here, problem: Invalid | None = None) -> Response:
    choices = _choices(here)
    names = dict(choices)
    rows = [
        (quota.id, " · ".join(names.get(f"{code}={value}", f"{code} = {value}") for code, value in quota.parts), quota.filled, quota.most)
        for quota in quotas_of(current_session(), here.survey)
    ]
    return here.page(
        "quotas.html",
        _("Quoten"),
        422 if problem is not None else 200,
        rows=rows,
        choices=[("", _("Bitte wählen")), *choices],
        parts=MOST_PARTS,
        typed=request.form,
        problem=problem,
        draft=here.survey.state == State.DRAFT,
    )


def _choices(here: Here) -> list[tuple[str, str]]:
    """What a quota can ask for: `question=value` with its words."""
    main = here.definition.languages[0]
    found = []
    for question in here.definition.questions:
        if question.kind in COUNTED:
            label, names = in_words(question.text, main) or question.code, option_names(question, main)
            found += [(f"{question.code}={value}", f"{label} = {names.get(value, value)}") for value in values_of(question)]
    return found


@blueprint.post("")
def add(slug: str, survey_id: int) -> BaseResponse:
    """Set one more quota."""
    here = enter_survey(slug, survey_id, rule=may_set_quotas)
    chosen = [said[:200] for number in range(1, MOST_PARTS + 1) if (said := request.form.get(f"teil-{number}", ""))]
    parts = [(code, value) for code, _sign, value in (said.partition("=") for said in chosen)]
    said = request.form.get("most", "").strip()
    most = int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else 0
    try:
        set_quota(current_session(), signed_in_person(), here.consultation, here.survey, parts, most, here.now)
    except Invalid as error:
        return _index(here, error)
    current_session().commit()
    flash(_("Die Quote gilt ab jetzt."), "success")
    return go_to(here.url("survey_quotas.index"))


@blueprint.post("/<id:quota_id>/entfernen")
def drop(slug: str, survey_id: int, quota_id: int) -> BaseResponse:
    """Take a quota away."""
    here = enter_survey(slug, survey_id, rule=may_set_quotas)
    drop_quota(current_session(), signed_in_person(), here.consultation, here.survey, quota_id, here.now)
    current_session().commit()
    flash(_("Die Quote ist entfernt."), "success")
    return go_to(here.url("survey_quotas.index"))
