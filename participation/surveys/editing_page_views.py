"""The editor's pages for what questions and pages have alike: under which condition they are asked, and how they are taken out."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.text import clean_line, clean_text
from participation.methods.surveys.conditions import CannotRead, Tree, parse, printed
from participation.methods.surveys.definition import Page, Question, Survey
from participation.methods.surveys.editing import CannotEdit, change_page
from participation.methods.surveys.editing.clauses import askable
from participation.methods.surveys.editing.refusing import name_of, place_of_page, place_of_question
from participation.surveys.doorway import Here
from participation.surveys.editing_actions import ChangedElsewhere, check_mark, mark_of
from participation.surveys.editing_conditions import Asking, of_condition, read_condition, rearrange_lines, sent_condition
from participation.surveys.editing_desk import Said, enter_editor, gone, said, take_step
from participation.surveys.editing_forms import LONGEST_TYPED, Unread
from participation.surveys.editing_steps import Remove, SaveCondition, bare, mark, thing_of

blueprint = Blueprint("survey_pages", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen/<id:survey_id>/editor")


def _found(here: Here, code: str, *, page: bool) -> Page | Question:
    try:
        return thing_of(here.definition, code, page=page)
    except CannotEdit as error:
        raise gone() from error


@blueprint.route("/seite/<code>", methods=["GET", "POST"])
def page(slug: str, survey_id: int, code: str) -> BaseResponse:
    """Change a page's title and code."""
    here = enter_editor(slug, survey_id)
    number = next((number for number, one in enumerate(here.definition.pages) if one.code == code), None)
    if number is None:
        raise gone()
    old = here.definition.pages[number]
    typed, faults = {"title": old.title.get(here.definition.languages[0], ""), "code": old.code}, list[Said]()
    if request.method == "POST":
        typed, known = {name: clean_line(request.form.get(name, "")[:LONGEST_TYPED]) for name in typed}, request.form.get("stand", "")
        try:
            take_step(here, lambda survey: _with_title(survey, code, typed, known), "page")
            flash(_("Die Seite ist gespeichert."), "success")
            return go_to(here.url("survey_editing.outline") + f"#seite-{typed['code'] or code}")
        except (CannotEdit, ChangedElsewhere) as error:
            faults = _why(here, error)
    return here.page("edit_page.html", _("Seite bearbeiten"), 422 if faults else 200, old=old, typed=typed, faults=faults, mark=mark(old))


def _with_title(survey: Survey, code: str, typed: dict[str, str], known: str) -> Survey:
    old = survey.pages[place_of_page(survey, code)]
    check_mark(bare(old), known)
    others = {language: text for language, text in old.title.items() if language != survey.languages[0]}
    title = {survey.languages[0]: typed["title"], **others} if typed["title"] else {}
    return change_page(survey, code, Page(typed["code"] or code, (), title, old.condition))


def _why(here: Here, error: CannotEdit | ChangedElsewhere) -> list[Said]:
    return said(here, error) if isinstance(error, CannotEdit) else [error.message]


@blueprint.route("/frage/<code>/entfernen", methods=["GET", "POST"])
def remove_question(slug: str, survey_id: int, code: str) -> BaseResponse:
    """Take a question out, after one more look."""
    return _removal(enter_editor(slug, survey_id), code, page=False)


@blueprint.route("/seite/<code>/entfernen", methods=["GET", "POST"])
def remove_page(slug: str, survey_id: int, code: str) -> BaseResponse:
    """Take a page out with all its questions, after one more look."""
    return _removal(enter_editor(slug, survey_id), code, page=True)


def _removal(here: Here, code: str, *, page: bool) -> BaseResponse:
    old, faults = _found(here, code, page=page), list[Said]()
    known = request.form.get("stand", "") if request.method == "POST" else ""
    step = Remove(code, page, known)
    try:
        if request.method == "POST":
            take_step(here, step, "removed")
            flash(_("Die Seite ist entfernt.") if page else _("Die Frage ist entfernt."), "success")
            return go_to(here.url("survey_editing.outline"))
        step(here.definition)
    except (CannotEdit, ChangedElsewhere) as error:
        faults = _why(here, error)
    title = _("Seite entfernen") if page else _("Frage entfernen")
    questions = [name_of(here.definition, one) for one in old.questions] if isinstance(old, Page) else []
    status = 422 if faults and request.method == "POST" else 200
    return here.page(
        "edit_remove.html", title, status, heading=title, called=name_of(here.definition, old), questions=questions, faults=faults, mark=mark_of(old)
    )


@blueprint.route("/frage/<code>/bedingung", methods=["GET", "POST"])
def question_condition(slug: str, survey_id: int, code: str) -> BaseResponse:
    """Under which condition a question is asked."""
    return _condition(enter_editor(slug, survey_id), code, page=False)


@blueprint.route("/seite/<code>/bedingung", methods=["GET", "POST"])
def page_condition(slug: str, survey_id: int, code: str) -> BaseResponse:
    """Under which condition a page is shown."""
    return _condition(enter_editor(slug, survey_id), code, page=True)


def _condition(here: Here, code: str, *, page: bool) -> BaseResponse:
    old, survey = _found(here, code, page=page), here.definition
    before = (place_of_page(survey, code), 0) if page else place_of_question(survey, code)
    askables = askable(survey, before)
    known = request.form.get("stand", "")
    if request.method != "POST":
        asking = None if request.args.get("als") == "text" else of_condition(survey, askables, old.condition)
        return _condition_page(here, old, asking, printed(old.condition) if old.condition is not None else "")
    source, asking = clean_text(request.form.get("text", "")[:LONGEST_TYPED]), None
    if "text" not in request.form:
        asking = sent_condition(survey, askables, request.form)
        if rearrange_lines(asking, request.form.get("tun", "")):
            return _condition_page(here, old, asking, "", known=known)
    faults: list[Said] = []
    try:
        take_step(here, SaveCondition(code, page, _read(asking, source), known), "condition")
        flash(_("Die Bedingung ist gespeichert."), "success")
        return go_to(here.url("survey_editing.outline") + f"#{'seite' if page else 'frage'}-{code}")
    except Unread as error:
        faults = _beside(asking, error)
    except (CannotEdit, ChangedElsewhere) as error:
        faults = _why(here, error)
    return _condition_page(here, old, asking, source, faults=faults, status=422)


def _read(asking: Asking | None, source: str) -> Tree | None:
    """The condition of either form. Raises Unread."""
    if asking is not None:
        return read_condition(asking)
    try:
        return parse(source) if source.strip() else None
    except CannotRead as error:
        raise Unread({"text": str(error)}) from error


def _beside(asking: Asking | None, error: Unread) -> list[Said]:
    if asking is not None:
        asking.errors = error.errors
    return [(text, name) for name, text in error.errors.items()]


def _condition_page(
    here: Here, old: Page | Question, asking: Asking | None, source: str, *, known: str = "", faults: list[Said] | None = None, status: int = 200
) -> Response:
    page = isinstance(old, Page)
    shown = of_condition(here.definition, askable(here.definition, _before(here.definition, old)), old.condition)
    return here.page(
        "edit_condition.html",
        _("Bedingung"),
        status,
        block="condition",
        called=name_of(here.definition, old),
        of_page=page,
        asking=asking,
        source=source,
        faults=faults or [],
        mark=known or mark(old),
        has_form=shown is not None,
        action=here.url(f"survey_pages.{'page' if page else 'question'}_condition", code=old.code),
    )


def _before(survey: Survey, old: Page | Question) -> tuple[int, int]:
    return (place_of_page(survey, old.code), 0) if isinstance(old, Page) else place_of_question(survey, old.code)
