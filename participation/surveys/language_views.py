"""The editor's pages for languages: which a survey has, and its texts side by side with their translations."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pagination import Page as Part
from participation.kit.pagination import page_number
from participation.kit.text import clean_line
from participation.methods.surveys.definition import Survey
from participation.methods.surveys.editing import CannotEdit, add_language, make_main, remove_language
from participation.surveys.doorway import Here
from participation.surveys.editing_actions import ChangedElsewhere
from participation.surveys.editing_desk import Said, enter_editor, gone, missing_numbers, said, take_step
from participation.surveys.editing_translation import TEXTS_A_PAGE, Pair, pairs, sent_texts, shown_mark, translated
from participation.surveys.languages import language_name, offered

blueprint = Blueprint("survey_languages", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen/<id:survey_id>/editor/sprachen")

ACTS = {"dazu": add_language, "weg": remove_language, "haupt": make_main}


@blueprint.route("", methods=["GET", "POST"])
def languages(slug: str, survey_id: int) -> BaseResponse:
    """The survey's languages, and how many texts each lacks."""
    here, faults = enter_editor(slug, survey_id), list[Said]()
    if request.method == "POST":
        act, language = ACTS.get(request.form.get("tun", "")), clean_line(request.form.get("sprache", "")[:40])
        if act is None:
            raise gone()
        try:
            take_step(here, lambda survey: act(survey, language), "languages")
            flash(_("Die Sprachen sind gespeichert."), "success")
            return go_to(here.url("survey_languages.languages"))
        except CannotEdit as error:
            faults = said(here, error)
    survey = here.definition
    missing = missing_numbers(survey)
    rows = [(one, language_name(one), missing.get(one, 0), place == 0) for place, one in enumerate(survey.languages)]
    return here.page("edit_languages.html", _("Sprachen"), 422 if faults else 200, rows=rows, offered=offered(survey.languages), faults=faults)


@blueprint.route("/<language>", methods=["GET", "POST"])
def translation(slug: str, survey_id: int, language: str) -> BaseResponse:
    """Texts in the main language, each with a field beside it for another language."""
    here = enter_editor(slug, survey_id)
    if language not in here.definition.languages[1:]:
        raise gone()
    if request.method != "POST":
        return _translation(here, language)
    texts, faults = sent_texts(request.form), list[Said]()
    try:
        take_step(here, lambda survey: translated(survey, language, texts, request.form.get("stand", "")), "translation")
    except (CannotEdit, ChangedElsewhere) as error:
        faults = said(here, error) if isinstance(error, CannotEdit) else [error.message]
        return _translation(here, language, texts, faults)
    flash(_("Die Übersetzungen sind gespeichert."), "success")
    return go_to(here.url("survey_languages.translation", language=language, **_view()))


def _view() -> dict[str, str]:
    """Which part of the texts is looked at, as the address says it."""
    return {name: value for name in ("seite", "nur") if (value := request.args.get(name, ""))}


def _translation(here: Here, language: str, typed: dict[str, str] | None = None, faults: list[Said] | None = None) -> Response:
    survey: Survey = here.definition
    every = pairs(survey, language)
    only = request.args.get("nur") == "fehlend"
    wanted: list[Pair] = [one for one in every if not only or not one.text or one.key in (typed or {})]
    number = min(page_number(request.args.get("seite")), max(1, -(-len(wanted) // TEXTS_A_PAGE)))
    shown = wanted[(number - 1) * TEXTS_A_PAGE : number * TEXTS_A_PAGE]
    return here.page(
        "edit_translation.html",
        _("Übersetzen"),
        422 if faults else 200,
        language=language,
        called=language_name(language),
        part=Part(shown, number, TEXTS_A_PAGE, len(wanted)),
        missing=sum(not one.text for one in every),
        total=len(every),
        only=only,
        view=_view(),
        typed=typed or {},
        faults=faults or [],
        mark=shown_mark(survey, language, [one.key for one in shown]),
    )
