"""The editor's pages for one question: put in, and change."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.kit.errors import NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.methods.surveys.definition import Kind, Question
from participation.methods.surveys.editing import CannotEdit
from participation.surveys.doorway import Here
from participation.surveys.editing_actions import ChangedElsewhere
from participation.surveys.editing_desk import Said, enter_editor, gone, said, take_step
from participation.surveys.editing_fields import list_words
from participation.surveys.editing_forms import Typed, Unread, blame, blank, of_question, rearrange, sent
from participation.surveys.editing_steps import SaveQuestion, mark
from participation.surveys.editing_words import KINDS, condition_words

blueprint = Blueprint("survey_questions", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen/<id:survey_id>/editor")


@blueprint.get("/neu")
def kinds(slug: str, survey_id: int) -> Response:
    """Which kind of question to put in: each in a sentence, with an example."""
    here = enter_editor(slug, survey_id)
    return here.page("edit_kinds.html", _("Frage hinzufügen"), kinds=KINDS, sheet=request.args.get("seite", ""))


@blueprint.route("/neu/<kind>", methods=["GET", "POST"])
def new(slug: str, survey_id: int, kind: str) -> BaseResponse:
    """A new question of a kind."""
    here = enter_editor(slug, survey_id)
    if kind not in list(Kind):
        raise NotFound
    if request.method != "POST":
        return _form(here, blank(Kind(kind)), None)
    return _sent(here, sent(Kind(kind), request.form), "")


@blueprint.route("/frage/<code>", methods=["GET", "POST"])
def question(slug: str, survey_id: int, code: str) -> BaseResponse:
    """Change a question."""
    here = enter_editor(slug, survey_id)
    old = here.definition.question(code)
    if old is None:
        raise gone()
    if request.method != "POST":
        return _form(here, of_question(old, here.definition.languages[0]), old)
    return _sent(here, sent(old.kind, request.form), code)


def _sent(here: Here, typed: Typed, code: str) -> BaseResponse:
    """What a question's form asks for: a button beside its answers, or to be kept."""
    old = here.definition.question(code) if code else None
    if rearrange(typed, request.form.get("tun", "")):
        return _form(here, typed, old, known=request.form.get("stand", ""))
    step, faults = SaveQuestion(typed, code, request.form.get("seite", ""), request.form.get("stand", "")), list[Said]()
    try:
        take_step(here, step, "question")
    except Unread as error:
        typed.errors = error.errors
    except ChangedElsewhere as error:
        faults = [error.message]
    except CannotEdit as error:
        others = blame(typed, error.faults, step.place)
        faults = said(here, CannotEdit(error.survey, others))
    else:
        flash(_("Die Frage ist gespeichert.") if code else _("Die Frage ist hinzugefügt."), "success")
        return go_to(here.url("survey_editing.outline") + f"#frage-{step.code}")
    return _form(here, typed, old, faults=faults, status=422)


def _form(here: Here, typed: Typed, old: Question | None, *, faults: list[Said] | None = None, known: str = "", status: int = 200) -> Response:
    survey, kind = here.definition, typed.kind
    sheets = [
        (page.code, page.title.get(survey.languages[0], "") or _("Seite %(number)s", number=number)) for number, page in enumerate(survey.pages, 1)
    ]
    chosen = request.values.get("seite", survey.pages[-1].code)
    return here.page(
        "edit_question.html",
        _("Frage bearbeiten") if old is not None else _("Neue Frage"),
        status,
        block="question",
        typed=typed,
        old=old,
        kind_words=KINDS[kind],
        words={name: list_words(kind, name) for name in typed.lists},
        errors=[*(faults or []), *((text, name) for name, text in typed.errors.items())],
        mark=known or (mark(old) if old is not None else ""),
        sheets=[*sheets, ("", _("Neue Seite am Ende"))],
        sheet=chosen,
        condition=condition_words(survey, old.condition) if old is not None else "",
        action=here.url("survey_questions.question", code=old.code) if old is not None else here.url("survey_questions.new", kind=str(kind)),
    )
