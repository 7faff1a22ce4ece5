"""The editor's first page: a draft's pages and questions, put in order, copied, tried out; and the survey's own texts."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.fragments import go_to, is_fragment
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.methods.surveys.definition import Survey
from participation.methods.surveys.editing import (
    CannotEdit,
    duplicate_page,
    duplicate_question,
    insert_page,
    join_page,
    move_page,
    move_question,
    split_page,
)
from participation.surveys.answer_actions import Answering, begin_answering, today_of
from participation.surveys.doorway import Here
from participation.surveys.editing_actions import ChangedElsewhere, check_mark, mark_of
from participation.surveys.editing_desk import Said, enter_editor, number_of, outline_of, said, take_step, warnings
from participation.surveys.editing_forms import LONGEST_TYPED
from participation.surveys.editing_texts import own_texts, with_own_texts
from participation.surveys.packing import never_seen
from participation.surveys.ready import BLOCKS
from participation.surveys.rules import may_change_survey
from participation.surveys.walking import standing

blueprint = Blueprint("survey_editing", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen/<id:survey_id>/editor")

STEPS: dict[str, Callable[[Survey, str], Survey]] = {
    "frage-hoch": lambda survey, code: move_question(survey, code, -1),
    "frage-runter": lambda survey, code: move_question(survey, code, 1),
    "frage-kopie": lambda survey, code: duplicate_question(survey, code)[0],
    "seite-hoch": lambda survey, code: move_page(survey, code, -1),
    "seite-runter": lambda survey, code: move_page(survey, code, 1),
    "seite-kopie": lambda survey, code: duplicate_page(survey, code)[0],
    "seite-teilen": split_page,
    "seite-verbinden": join_page,
}
"""What the buttons in the list do."""


@blueprint.get("")
def outline(slug: str, survey_id: int) -> Response:
    """All pages with their questions."""
    return _outline(enter_editor(slug, survey_id))


def _outline(
    here: Here, survey: Survey | None = None, *, faults: list[Said] | None = None, told: str = "", focus: str = "", status: int = 200
) -> Response:
    survey = survey or here.definition
    definition = here.version.definition
    sheets = outline_of(survey, [element for element, _sentence in never_seen(definition)])
    return here.page(
        "edit_outline.html",
        _("Fragen bearbeiten"),
        status,
        block="outline",
        sheets=sheets,
        total=sum(len(sheet.rows) for sheet in sheets),
        warnings=warnings(here, survey, definition),
        faults=faults or [],
        told=told,
        focus=focus,
    )


@blueprint.post("")
def arrange(slug: str, survey_id: int) -> BaseResponse:
    """Move, copy, part or join; with a script only the list is made anew."""
    here = enter_editor(slug, survey_id)
    act, code = request.form.get("tun", ""), request.form.get("code", "")
    if act not in STEPS:
        raise NotFound
    before = here.definition
    try:
        after = take_step(here, lambda survey: STEPS[act](survey, code), act)
    except CannotEdit as error:
        return _outline(here, faults=said(here, error), focus="outline-faults", status=422)
    told, focus = _moved(before, after, act, code)
    if is_fragment():
        return _outline(here, after, told=told, focus=focus)
    flash(told, "success")
    return go_to(here.url("survey_editing.outline") + f"#{'seite' if act.startswith('seite') and act != 'seite-teilen' else 'frage'}-{code}")


def _moved(before: Survey, after: Survey, act: str, code: str) -> tuple[str, str]:
    """What happened in a sentence, and what has the focus then: the same button, or the other one where it cannot go on."""
    if act in ("frage-hoch", "frage-runter"):
        now = number_of(after, code)
        told = _("Frage %(before)s steht jetzt an Stelle %(now)s.", before=number_of(before, code), now=now)
        if now == number_of(before, code):
            page = next(number for number, one in enumerate(after.pages, 1) if any(question.code == code for question in one.questions))
            told = _("Frage %(number)s steht jetzt auf Seite %(page)s.", number=now, page=page)
        total = sum(1 for _each in after.questions)
        way = {1: "runter", total: "hoch"}.get(now, act.partition("-")[2])
        return told, f"frage-{way}-{code}"
    if act in ("seite-hoch", "seite-runter"):
        places = [[page.code for page in survey.pages].index(code) + 1 for survey in (before, after)]
        way = {1: "runter", len(after.pages): "hoch"}.get(places[1], act.partition("-")[2])
        return _("Seite %(before)s steht jetzt an Stelle %(now)s.", before=places[0], now=places[1]), f"seite-{way}-{code}"
    sentences = {
        "frage-kopie": _("Die Kopie steht direkt darunter."),
        "seite-kopie": _("Die Kopie der Seite steht direkt darunter."),
        "seite-teilen": _("Mit dieser Frage beginnt jetzt eine neue Seite."),
        "seite-verbinden": _("Die beiden Seiten sind jetzt eine."),
    }
    return sentences[act], f"{act}-{code}" if act.endswith("kopie") else f"frage-{code}" if act == "seite-teilen" else "outline-head"


@blueprint.post("/probe")
def try_out(slug: str, survey_id: int) -> BaseResponse:
    """Try the draft out, at a page where the answers so far lead there."""
    here = enter_editor(slug, survey_id)
    demand(may_change_survey(here.person, here.consultation, here.survey))  # what is tried out in an open survey would be an answer
    draft = begin_answering(current_session(), Answering(here.person), here.consultation, here.survey, here.now)
    stands = standing(here.definition, draft.answers, today_of(here.now))
    current_session().commit()
    wanted = next((number for number, page in enumerate(here.definition.pages, 1) if page.code == request.form.get("seite")), 0)
    if wanted in stands.pages:
        return go_to(here.url("surveys.answer", number=wanted))
    if wanted:
        flash(_("Zu dieser Seite führen Ihre bisherigen Probeantworten nicht. Die Probe beginnt am Anfang."), "info")
    return go_to(here.url("surveys.answer", number=stands.pages[0]) if stands.pages else here.url("surveys.check"))


@blueprint.route("/texte", methods=["GET", "POST"])
def texts(slug: str, survey_id: int) -> BaseResponse:
    """The survey's own texts: what stands before it, and the thanks."""
    here = enter_editor(slug, survey_id)
    typed, faults = own_texts(here.definition), list[Said]()
    if request.method == "POST":
        typed = {name: request.form.get(name, "")[:LONGEST_TYPED] for name in typed}
        mark = request.form.get("stand", "")
        try:
            take_step(here, lambda survey: _changed_texts(survey, typed, mark), "texts")
            flash(_("Die Texte sind gespeichert."), "success")
            return go_to(here.url("survey_editing.outline"))
        except (CannotEdit, ChangedElsewhere) as error:
            faults = said(here, error) if isinstance(error, CannotEdit) else [error.message]
    mark = mark_of(own_texts(here.definition))
    return here.page("edit_texts.html", _("Begrüßung und Dank"), 422 if faults else 200, typed=typed, faults=faults, mark=mark)


def _changed_texts(survey: Survey, typed: dict[str, str], mark: str) -> Survey:
    check_mark(own_texts(survey), mark)
    return with_own_texts(survey, typed)


@blueprint.route("/baustein", methods=["GET", "POST"])
def block(slug: str, survey_id: int) -> BaseResponse:
    """Put a ready-made page at the end, such as the one about the person."""
    here = enter_editor(slug, survey_id)
    faults: list[Said] = []
    if request.method == "POST":
        chosen = BLOCKS.get(request.form.get("baustein", ""))
        if chosen is None:
            faults = [_("Bitte wählen Sie einen Baustein aus.")]
        else:
            try:
                after = take_step(here, lambda survey: insert_page(survey, chosen.page(survey.languages))[0], "block")
                flash(_("Der Baustein steht jetzt am Ende."), "success")
                return go_to(here.url("survey_editing.outline") + f"#seite-{after.pages[-1].code}")
            except CannotEdit as error:
                faults = said(here, error)
    return here.page("edit_block.html", _("Baustein einfügen"), 422 if faults else 200, blocks=BLOCKS, faults=faults)
