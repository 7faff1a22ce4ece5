"""The pages of answers on paper: the form to print, batches, one page a paper, and what two entries say differently."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.dates import say_moment
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.pages import settings
from participation.kit.text import clean_line
from participation.methods.surveys.answers import AnswerFault
from participation.methods.surveys.definition import Kind, Question
from participation.methods.surveys.definition import Survey as Definition
from participation.surveys.asking import Asked, asked, in_words_typed, places, read_page
from participation.surveys.asking import words as in_words
from participation.surveys.channel_models import PaperStage, SurveyPaper, SurveyPaperBatch
from participation.surveys.channel_queries import code_was_used, paper_batch, paper_batches, papers_of, version_by_id
from participation.surveys.code_views import find_code
from participation.surveys.doorway import Here, enter_survey
from participation.surveys.models import Mode
from participation.surveys.paper_actions import (
    CODE,
    MOST_PAPERS,
    differences,
    discard_papers,
    finish_papers,
    open_papers,
    read_paper,
    settle_papers,
    type_paper,
)
from participation.surveys.paper_form import FormWords, form_pdf, question_numbers
from participation.surveys.paper_rules import may_enter_papers, may_print_form, may_type_papers
from participation.surveys.placing import place_ways, settle_places
from participation.surveys.queries import definition_of
from participation.surveys.walking import of_this_version, told_fault

blueprint = Blueprint("survey_papers", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen/<id:survey_id>/papier")

MOST_COPIES = 50


@blueprint.get("")
def index(slug: str, survey_id: int) -> Response:
    """The form to print, and all batches."""
    here = enter_survey(slug, survey_id, rule=may_print_form)
    return here.page(
        "papers.html",
        _("Papier"),
        batches=paper_batches(current_session(), here.survey),
        may=may_enter_papers(here.person, here.consultation, here.survey),
        languages=[(code, code) for code in here.definition.languages],
        most=MOST_COPIES,
    )


@blueprint.get("/formular.pdf")
def form(slug: str, survey_id: int) -> Response:
    """Some copies of the form in one language, each with its number. What is asked for beyond the limits is cut to them."""
    here = enter_survey(slug, survey_id, rule=may_print_form)
    spoken = request.args.get("sprache", "")
    chosen = spoken if spoken in here.definition.languages else here.definition.languages[0]
    first, copies = _number(request.args.get("von"), 99_000), _number(request.args.get("anzahl"), MOST_COPIES)
    numbers = [f"{here.survey.id}-{here.version.number}-{first + place:04}" for place in range(copies)]
    until = _("Bitte geben Sie den Bogen bis %(when)s zurück.", when=say_moment(here.survey.closes_at)) if here.survey.closes_at else ""
    contact = here.consultation.contact.splitlines()
    paragraphs = [
        *([until] if until else []),
        *([_("Fragen beantwortet: %(contact)s", contact=" · ".join(contact))] if contact else []),
        _("Schreiben Sie Ihren Namen nicht auf den Bogen. Die Antworten werden ohne Namen eingetragen."),
    ]
    words = FormWords(settings().city_name, here.survey.title, paragraphs, here.survey.mode == Mode.CODE, here.now)
    response = Response(form_pdf(here.definition, chosen, numbers, words), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="umfrage-{here.survey.id}-papier.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _number(said: str | None, most: int) -> int:
    return min(max(int(said), 1), most) if said and said.isascii() and said.isdigit() and len(said) <= 9 else 1


@blueprint.post("")
def begin(slug: str, survey_id: int) -> BaseResponse:
    """Begin a batch."""
    here, session = enter_survey(slug, survey_id, rule=may_enter_papers), current_session()
    batch = open_papers(session, signed_in_person(), here.consultation, here.survey, here.now, twice=request.form.get("zweimal") == "ja")
    number = batch.number
    session.commit()
    return go_to(here.url("survey_papers.batch", number=number))


def _enter(slug: str, survey_id: int, number: int) -> tuple[Here, SurveyPaperBatch, Definition]:
    here, session = enter_survey(slug, survey_id, rule=may_print_form), current_session()
    batch = paper_batch(session, here.survey, number)
    return here, batch, definition_of(version_by_id(session, batch.version_id))


@blueprint.get("/<id:number>")
def batch(slug: str, survey_id: int, number: int) -> Response:
    """One batch: its papers with what is noted, or what differs."""
    return _batch(*_enter(slug, survey_id, number))


def _batch(here: Here, found: SurveyPaperBatch, definition: Definition, problems: Sequence[Invalid] = ()) -> Response:
    papers = papers_of(current_session(), found) if found.is_unfinished else []
    person = signed_in_person()
    may = may_enter_papers(here.person, here.consultation, here.survey)
    return here.page(
        "paper_batch.html",
        _("Stapel %(number)s", number=found.number),
        422 if problems else 200,
        batch=found,
        papers=[(paper.number, _noted(definition, found, paper)) for paper in papers],
        rows=_rows(definition, found) if found.stage == PaperStage.DIFFERS else [],
        problems={one.field: one.message for one in problems},
        may=may,
        may_type=may and may_type_papers(person, found),
        most=MOST_PAPERS,
    )


def _noted(definition: Definition, batch: SurveyPaperBatch, paper: SurveyPaper) -> str:
    """What a list says of a paper: whether it is typed, and how much lacks. Of the first entry the second person is told nothing."""
    if batch.stage == PaperStage.SECOND:
        return _("eingetragen") if paper.second is not None else _("fehlt noch")
    missing = len(read_paper(definition, paper.first, batch).missing)
    return ngettext("%(num)d Frage ohne Antwort", "%(num)d Fragen ohne Antwort", missing) if missing else _("vollständig")


def _rows(definition: Definition, batch: SurveyPaperBatch) -> list[tuple[int, str, str, str, str]]:
    """(paper, code, question, first entry, second entry) of what differs."""
    rows, numbers = [], question_numbers(definition)
    for number, code, first, second in differences(current_session(), batch):
        question = definition.question(code.partition(".")[0])
        label = in_words(question.text, definition.languages[0]) if question is not None else code
        if code == CODE:
            rows.append((number, code, _("Code"), _("Code Nummer %(number)s", number=first), _("Code Nummer %(number)s", number=second)))
            continue
        told = f"{numbers.get(code.partition('.')[0], '')}. {label}"
        rows.append((number, code, told, in_words_typed(definition, question, first), in_words_typed(definition, question, second)))
    return rows


@blueprint.route("/<id:number>/bogen/<id:paper>", methods=["GET", "POST"])
def sheet(slug: str, survey_id: int, number: int, paper: int) -> BaseResponse:
    """One paper with all its questions."""
    here, found, definition = _enter(slug, survey_id, number)
    person, session = signed_in_person(), current_session()
    verdict = may_enter_papers(person, here.consultation, here.survey)
    if not verdict or not may_type_papers(person, found):
        return _batch(here, found, definition)
    papers = {one.number: one for one in papers_of(session, found)}
    if paper > (len(papers) if found.stage == PaperStage.SECOND else min(len(papers) + 1, MOST_PAPERS)):
        raise NotFound
    known = papers.get(paper)
    typed = dict((known.second or {}) if found.stage == PaperStage.SECOND else known.first) if known is not None else {}
    if request.method != "POST":
        return _sheet(here, found, definition, paper, typed)
    typed = {**settle_places(definition.questions, read_page(definition.questions, request.form.getlist)), CODE: typed.get(CODE)}
    try:
        if here.survey.mode == Mode.CODE and request.form.get("code"):
            typed[CODE] = _code_number(here, request.form["code"])
        type_paper(session, person, here.consultation, here.survey, found, paper, typed, here.now)
    except Invalid as error:
        return _sheet(here, found, definition, paper, typed, error)
    session.commit()
    last = found.stage == PaperStage.SECOND and paper >= len(papers)
    following = "naechster" in request.form and not last and paper < MOST_PAPERS
    return go_to(here.url("survey_papers.sheet", number=number, paper=paper + 1) if following else here.url("survey_papers.batch", number=number))


def _sheet(
    here: Here, batch: SurveyPaperBatch, definition: Definition, paper: int, typed: dict[str, object], said: Invalid | None = None
) -> Response:
    read = read_paper(definition, typed, batch)
    faults = [told_fault(fault, of_this_version(definition, typed)) for fault in read.faults] if said is not None else []
    of_code = said if said is not None and said.field == "code" else None
    numbers = question_numbers(definition)
    questions = [_asked(definition, question, typed, faults, numbers) for question in definition.questions if question.kind not in _NOT_TYPED]
    return here.page(
        "paper_sheet.html",
        _("Bogen %(number)s", number=paper),
        422 if said is not None else 200,
        batch=batch,
        paper=paper,
        with_code=here.survey.mode == Mode.CODE,
        code_number=typed.get(CODE),
        code_typed=request.form.get("code", "")[:60],
        code_error=of_code.message if of_code else "",
        asked=questions,
        places=places,
        ways={**place_ways(definition.questions), "map": False},
        errors=[*([(of_code.message, "code")] if of_code else []), *(one for question in questions for one in question.errors)]
        or ([said.message] if said is not None else []),
        missing=[in_words(question.text, definition.languages[0]) for question in definition.questions if question.code in read.missing]
        if typed
        else [],
    )


def _code_number(here: Here, typed: str) -> str:
    """The number of the code on a paper. Raises Invalid for one that does not belong here or has answered."""
    code = find_code(typed[:200])
    if code.survey_id != here.survey.id:
        raise Invalid(_("Dieser Code gehört zu einer anderen Umfrage."), "code")
    if code_was_used(current_session(), here.survey.id, code.id):
        raise Invalid(_("Mit diesem Code ist schon geantwortet worden. Dieser Bogen zählt nicht."), "code")
    return str(code.number)


_NOT_TYPED = (Kind.CALCULATION, Kind.INFORMATION, Kind.FILE)


def _asked(definition: Definition, question: Question, typed: dict[str, object], faults: list[AnswerFault], numbers: dict[str, str]) -> Asked:
    return asked(definition, question, typed, faults, number=numbers.get(question.code, ""))


@blueprint.post("/<id:number>/abschliessen")
def finish(slug: str, survey_id: int, number: int) -> BaseResponse:
    """End an entry."""
    here, found, _definition = _enter(slug, survey_id, number)
    finish_papers(current_session(), signed_in_person(), here.consultation, here.survey, found, here.now)
    said = {
        PaperStage.SECOND: _("Eingetragen. Jetzt trägt eine zweite Person denselben Stapel ein."),
        PaperStage.DIFFERS: _("Beide Eingaben sind da. Einige Angaben sind verschieden."),
    }.get(PaperStage(found.stage), _("Der Stapel ist gezählt."))
    current_session().commit()
    flash(said, "success")
    return go_to(here.url("survey_papers.batch", number=number))


@blueprint.post("/<id:number>/klaeren")
def settle(slug: str, survey_id: int, number: int) -> BaseResponse:
    """Say which entry is right, and count."""
    here, found, definition = _enter(slug, survey_id, number)
    chosen = {
        (paper, code): clean_line(request.form.get(f"wahl-{paper}-{code}", ""))[:10]
        for paper, code, _one, _two in differences(current_session(), found)
    }
    try:
        settle_papers(current_session(), signed_in_person(), here.consultation, here.survey, found, chosen, here.now)
    except Invalid as error:
        return _batch(here, found, definition, (error, *error.also))
    current_session().commit()
    flash(_("Der Stapel ist gezählt."), "success")
    return go_to(here.url("survey_papers.batch", number=number))


@blueprint.post("/<id:number>/verwerfen")
def discard(slug: str, survey_id: int, number: int) -> BaseResponse:
    """Take a batch back that does not count yet."""
    here, found, _definition = _enter(slug, survey_id, number)
    discard_papers(current_session(), signed_in_person(), here.consultation, here.survey, found, here.now)
    current_session().commit()
    flash(_("Der Stapel ist verworfen. Beginnen Sie mit den Bögen einen neuen."), "success")
    return go_to(here.url("survey_papers.index"))
