"""Personal codes: where one is entered, and how those who run a survey give them out."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, flash, make_response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.consultations.queries import consultation_by_id
from participation.kit import clock
from participation.kit.bodies import takes_files
from participation.kit.codes import looks_valid
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.forms import Form
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.limits import Limit, check_limits, network_prefix
from participation.kit.pages import page, settings
from participation.kit.sealed_files import read_file
from participation.kit.sealing import seals_of
from participation.surveys.channel_models import SurveyCode
from participation.surveys.channel_queries import code_by_print, code_numbers, letter_batch, letter_batches
from participation.surveys.code_actions import MOST_CODES, add_codes, replace_code, request_letters, survey_code_print
from participation.surveys.code_forms import NumberForm, PeopleForm, ReplaceForm, SurveyCodeForm
from participation.surveys.code_jobs import KINDS, LETTERS_GONE, letters_dir
from participation.surveys.code_letters import PAGE
from participation.surveys.code_reading import MAX_BYTES, read_people
from participation.surveys.code_rules import may_give_codes, may_print_codes
from participation.surveys.doorway import Here, enter_survey
from participation.surveys.models import Survey
from participation.surveys.pockets import forget_code, keep_code

entry = Blueprint("survey_codes", __name__, url_prefix=PAGE)
blueprint = Blueprint("survey_letters", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen/<id:survey_id>/codes")

HOUR = timedelta(hours=1)
WRONG_BY_NETWORK, WRONG_OVERALL = 30, 5_000


@entry.route("", methods=["GET", "POST"])
def enter() -> BaseResponse:
    """Enter a code and go on to its survey."""
    form = SurveyCodeForm()
    if form.validate_on_submit():
        try:
            code = find_code(form.code.data or "")
            survey = current_session().get_one(Survey, code.survey_id)
            slug = consultation_by_id(current_session(), survey.consultation_id).slug
            keep_code(survey, code.code_hash or b"", clock.now())
            return go_to(url_for("surveys.detail", slug=slug, survey_id=survey.id))
        except Invalid as error:
            form.blame(error)
    response = page("surveys/code.html", form=form, status=422 if form.errors else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def find_code(typed: str) -> SurveyCode:
    """The code that was typed. Wrong ones are counted by network; a right one always opens, so nobody can lock its owner out. Raises Invalid, TooMany."""
    if not looks_valid(typed):
        raise Invalid(
            _("Der Code stimmt so nicht. Wahrscheinlich ist ein Zeichen vertauscht oder fehlt. Bitte vergleichen Sie ihn mit Ihrem Brief."), "code"
        )
    code = code_by_print(current_session(), survey_code_print(seals_of(settings()), typed))
    if code is None:
        network = network_prefix(request.remote_addr)
        limits = [Limit(f"survey-code:prefix:{network}", WRONG_BY_NETWORK, HOUR), Limit("survey-code:overall", WRONG_OVERALL, HOUR)]
        check_limits(limits, clock.now())
        raise Invalid(_("Diesen Code kennen wir nicht, oder er gilt nicht mehr. Gibt es vielleicht einen neueren Brief?"), "code")
    return code


@entry.post("/beenden")
def leave() -> BaseResponse:
    """Forget the code in this browser, for whoever answers next on it. What was begun stays with the code."""
    forget_code()
    return go_to(url_for("survey_codes.enter"))


@blueprint.get("")
def index(slug: str, survey_id: int) -> Response:
    """How many codes there are, their letters, and the ways to make more."""
    return _index(enter_survey(slug, survey_id, rule=may_give_codes))


def _index(here: Here, **forms: Form) -> Response:
    session = current_session()
    batches = letter_batches(session, here.survey)
    shown = {"number_form": NumberForm(formdata=None), "people_form": PeopleForm(formdata=None), "replace_form": ReplaceForm(formdata=None), **forms}
    return here.page(
        "codes.html",
        _("Codes"),
        422 if forms else 200,
        numbers=code_numbers(session, here.survey),
        batches=batches,
        making=any(batch.is_unfinished for batch in batches),
        may_print=may_print_codes(here.person, here.consultation, here.survey),
        wrong=next(iter(forms.values()), None),
        **shown,
    )


@blueprint.post("/neu")
def add(slug: str, survey_id: int) -> BaseResponse:
    """Make a number of codes without names."""
    here, form = enter_survey(slug, survey_id, rule=may_give_codes), NumberForm()
    try:
        form.validate()
        wanted = form.number.data or 0
        people: list[dict[str, str]] = [{}] * wanted if 0 < wanted <= MOST_CODES else []
        add_codes(current_session(), signed_in_person(), here.consultation, here.survey, people, seals_of(settings()), here.now)
    except Invalid as error:
        form.blame(error)
        return _index(here, number_form=form)
    return _done(here, _("Die Codes sind angelegt. Sie gelten, sobald ihre Briefe hergestellt sind."))


@blueprint.post("/liste")
@takes_files
def upload(slug: str, survey_id: int) -> BaseResponse:
    """Make a code for each person of a list."""
    here, form = enter_survey(slug, survey_id, rule=may_give_codes), PeopleForm()
    try:
        if not form.file.data:
            raise Invalid(_("Bitte wählen Sie eine Datei aus."), "file")
        content = form.file.data.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise Invalid(_("Die Datei ist zu groß. Erlaubt sind höchstens %(megabytes)s MB.", megabytes=MAX_BYTES // 1024 // 1024), "file")
        add_codes(current_session(), signed_in_person(), here.consultation, here.survey, read_people(content), seals_of(settings()), here.now)
    except Invalid as error:
        form.blame(error)
        return _index(here, people_form=form)
    return _done(here, _("Die Codes sind angelegt. Namen und Adressen werden gelöscht, sobald die Briefe hergestellt sind."))


@blueprint.post("/briefe")
def letters(slug: str, survey_id: int) -> BaseResponse:
    """Have the letters made that are missing."""
    here = enter_survey(slug, survey_id, rule=may_give_codes)
    request_letters(current_session(), signed_in_person(), here.consultation, here.survey, here.now)
    return _done(here, _("Die Briefe werden hergestellt."))


@blueprint.post("/ersetzen")
def replace(slug: str, survey_id: int) -> BaseResponse:
    """End a code that was lost or spoiled, and have a new letter made."""
    here, form = enter_survey(slug, survey_id, rule=may_give_codes), ReplaceForm()
    try:
        form.validate()
        number = min(max(form.code_number.data or 0, 0), MOST_CODES + 1)
        replace_code(current_session(), signed_in_person(), here.consultation, here.survey, number, here.now)
    except Invalid as error:
        form.blame(error)
        return _index(here, replace_form=form)
    return _done(here, _("Der alte Code gilt nicht mehr. Der Brief mit dem neuen wird hergestellt."))


def _done(here: Here, said: str) -> BaseResponse:
    current_session().commit()
    flash(said, "success")
    return go_to(here.url("survey_letters.index"))


@blueprint.get("/<id:number>.<kind>")
def download(slug: str, survey_id: int, number: int, kind: str) -> BaseResponse:
    """The letters as a PDF, or as a table for a print shop."""
    here = enter_survey(slug, survey_id, rule=may_give_codes)
    if kind not in KINDS:
        raise NotFound
    batch = letter_batch(current_session(), here.survey, number)
    if batch.stored_name is None:
        flash(str(LETTERS_GONE), "info")
        return go_to(here.url("survey_letters.index"))
    response = make_response(read_file(letters_dir(), seals_of(settings()), batch.stored_name, kind, str(LETTERS_GONE)))
    response.headers["Content-Type"] = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="umfrage-{survey_id}-briefe-{number}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
