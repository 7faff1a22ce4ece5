"""The town's shares, by which answers are weighted: one field an option."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.methods.surveys.answer_kinds import german
from participation.methods.surveys.definition import ONE_OF, Question
from participation.surveys.doorway import Here, enter_survey
from participation.surveys.parts import keys_of
from participation.surveys.result_actions import enter_shares
from participation.surveys.result_models import SOURCE_LENGTH, SurveyWeighting
from participation.surveys.result_rules import MOST_FEATURES, may_weight
from participation.surveys.showing import option_names, question_name

blueprint = Blueprint("survey_weights", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen/<id:survey_id>")
MOST_OPTIONS = 30
"""Questions with more options are no feature of a town's statistics."""


@dataclass(frozen=True, slots=True)
class Field:
    """The share of one option, as typed."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Feature:
    """A question by which answers can be weighted."""

    code: str
    label: str
    fields: tuple[Field, ...]


def _questions(here: Here) -> list[Question]:
    found = (question for question, _row in keys_of(here.definition, ONE_OF).values())
    return [question for question in found if len(question.options) <= MOST_OPTIONS]


def _name(question: str, option: str) -> str:
    return f"anteil-{question}-{option}"


@blueprint.get("/gewichte")
def weights(slug: str, survey_id: int) -> Response:
    """The shares that are entered."""
    here = enter_survey(slug, survey_id, rule=may_weight)
    kept = current_session().get(SurveyWeighting, here.survey.id)
    targets = kept.targets if kept is not None else {}
    typed = {_name(code, option): german(share) for code, given in targets.items() for option, share in given.items()}
    return _form(here, typed, kept.source if kept is not None else "")


@blueprint.post("/gewichte")
def enter(slug: str, survey_id: int) -> BaseResponse:
    """Enter shares, or take them away by leaving all fields empty."""
    here = enter_survey(slug, survey_id, rule=may_weight)
    typed = {name: value[:40] for name, value in request.form.items() if name.startswith("anteil-")}
    source = request.form.get("quelle", "")[: 2 * SOURCE_LENGTH]
    try:
        shares = {question.code: _shares(question, typed) for question in _questions(here)}
        enter_shares(current_session(), signed_in_person(), here.consultation, here.survey, shares, source, here.now)
    except Invalid as error:
        return _form(here, typed, source, error)
    current_session().commit()
    flash(_("Die Anteile sind gespeichert. Gewichtet wird, sobald neu gezählt ist."), "success")
    return go_to(here.url("survey_results.show"))


def _shares(question: Question, typed: Mapping[str, str]) -> dict[str, float]:
    """What was typed for one question, in percent; empty fields are left out. Raises Invalid."""
    found = {}
    for option in question.options:
        text = typed.get(_name(question.code, option.code), "").replace("%", "").strip()
        if not text:
            continue
        try:
            found[option.code] = float(text.replace(",", "."))
        except ValueError:
            raise Invalid(
                _("„%(typed)s“ ist keine Zahl. Bitte geben Sie Prozente an, zum Beispiel 23,5.", typed=text), f"anteil-{question.code}"
            ) from None
    return found


def _form(here: Here, typed: Mapping[str, str], source: str, error: Invalid | None = None) -> Response:
    main = here.definition.languages[0]
    features = [
        Feature(
            question.code,
            question_name(question, main),
            tuple(
                Field(_name(question.code, code), label, typed.get(_name(question.code, code), ""))
                for code, label in option_names(question, main).items()
            ),
        )
        for question in _questions(here)
    ]
    problem = (str(error), error.field or "quelle") if error else None
    return here.page(
        "weights.html",
        _("Gewichte"),
        422 if error else 200,
        features=features,
        source=source,
        problem=problem,
        most=MOST_FEATURES,
        longest=SOURCE_LENGTH,
    )
