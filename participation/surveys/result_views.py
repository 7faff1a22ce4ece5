"""What was answered: for those who run a survey at any time, for everyone after the close; free texts for the former alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.consultations.rules import runs_it
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pagination import page_number
from participation.surveys.actions import release_text, text_questions
from participation.surveys.doorway import Here, enter_survey
from participation.surveys.group_showing import fixed_table
from participation.surveys.narrowing import filter_choices, narrow_by
from participation.surveys.queries import free_texts
from participation.surveys.result_queries import result_row
from participation.surveys.result_rules import may_compare
from participation.surveys.results import Results
from participation.surveys.rules import LEAST_PUBLIC, may_read_answers, may_see_result
from participation.surveys.showing import shown_results
from participation.surveys.text_queries import told_texts

blueprint = Blueprint("survey_results", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen/<id:survey_id>")


@dataclass(frozen=True, slots=True)
class Part:
    """The part of the people that somebody asked for: its result, or why there is none."""

    chosen: str = ""
    results: Results | None = None
    problem: str = ""


def _part(here: Here, chosen: str) -> Part:
    try:
        return Part(chosen, narrow_by(current_session(), here.survey.id, here.definition, chosen)) if chosen else Part()
    except Invalid as error:
        return Part(chosen, None, str(error))


@blueprint.get("/ergebnis")
def show(slug: str, survey_id: int) -> Response:
    """The result as it was last counted, question by question; for those who may compare also of a part of the people."""
    here = enter_survey(slug, survey_id, rule=may_see_result)
    staff, row = runs_it(here.person, here.consultation), result_row(current_session(), here.survey.id)
    data: dict[str, Any] = row.data if row is not None and row.version else {}
    results = Results.from_json(data) if data else Results(0, {})
    enough = results.people >= LEAST_PUBLIC
    may = enough and bool(may_compare(here.person, here.consultation, here.survey))
    part = _part(here, request.args.get("nur", "") if may else "")
    context: dict[str, Any] = {"counted": row if data else None, "people": results.people if enough or staff else None, "part": part.results}
    if enough:
        context |= _told(here, data, results, part)
    context |= {"problem": part.problem, "chosen": part.chosen, "choices": filter_choices(here.definition) if may else []}
    return here.page("result.html", _("Ergebnis"), staff=staff, least=LEAST_PUBLIC, **{"shown": [], "fixed": [], "weighting": None, **context})


def _told(here: Here, data: dict[str, Any], results: Results, part: Part) -> dict[str, Any]:
    """What stands on the page where enough answered: all questions, and of everybody the free texts and the groups for everyone."""
    texts = told_texts(current_session(), here.survey) if part.results is None else {}
    shown = shown_results(here.definition, part.results or results, texts)
    fixed = [fixed_table(here.definition, told) for told in data["comparisons"]] if part.results is None else []
    return {"shown": shown, "fixed": fixed, "weighting": data["weighting"]}


@blueprint.get("/texte")
def texts(slug: str, survey_id: int) -> Response:
    """Free texts to one question, each with whether everyone may read it."""
    here = enter_survey(slug, survey_id, rule=may_read_answers)
    questions = text_questions(here.definition)
    asked = request.args.get("frage", "")
    code = asked if asked in questions else next(iter(questions), "")
    listed = free_texts(current_session(), here.survey, code, page_number(request.args.get("seite"))) if code else None
    turn = partial(_text_page, here, code)
    return here.page("texts.html", _("Freie Texte"), questions=list(questions.items()), code=code, listed=listed, turn=turn)


def _text_page(here: Here, code: str, number: int) -> str:
    return here.url("survey_results.texts", frage=code, seite=number)


@blueprint.post("/texte")
def release(slug: str, survey_id: int) -> BaseResponse:
    """Let everyone read a free text, or withhold it again."""
    here = enter_survey(slug, survey_id, rule=may_read_answers)
    code, released = request.form.get("frage", ""), request.form.get("freigeben") == "ja"
    try:
        key = bytes.fromhex(request.form.get("text", "")[:64])
    except ValueError:
        raise NotFound from None
    if not key:
        raise Invalid(_("Bitte wählen Sie einen Text aus."))
    release_text(current_session(), signed_in_person(), here.consultation, here.survey, code, key, here.now, released=released)
    current_session().commit()
    flash(_("Der Text ist freigegeben.") if released else _("Der Text wird nicht gezeigt."), "success")
    return go_to(here.url("survey_results.texts", frage=code, seite=page_number(request.form.get("seite"))))
