"""Verification by letter: the resident's page to enter a code, and the administration's to make them."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, make_response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import code_actions
from participation.accounts.code_lists import MAX_BYTES, People, people_csv, read_people
from participation.accounts.code_sheets import Sheet, codes_csv, codes_pdf
from participation.accounts.current import current_person, signed_in_only, signed_in_person
from participation.accounts.entering import no_store
from participation.accounts.evidence import CodeKeys
from participation.accounts.forms import CodeForm, CodesForm
from participation.accounts.limits import limit_codes
from participation.accounts.models import CodeBatch
from participation.accounts.network_actions import note_network
from participation.accounts.network_models import Done
from participation.accounts.queries import code_batch, code_batches, districts
from participation.accounts.rules import may_administrate
from participation.accounts.verification_forms import ListedCodesForm
from participation.accounts.verification_rules import may_be_verified
from participation.kit import clock
from participation.kit.bodies import takes_large_files
from participation.kit.database import current_session
from participation.kit.errors import Conflict, Gone, Invalid
from participation.kit.forms import choice
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.links import safe_next
from participation.kit.pages import page, settings
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.kit.sealing import seals_of

blueprint = Blueprint("codes", __name__)
blueprint.after_request(no_store)

BATCHES_A_PAGE = 20


def _keys() -> CodeKeys:
    return CodeKeys.of(current_app.config["SECRET_KEY"])


@blueprint.route("/konto/nachweis", methods=["GET", "POST"])
@signed_in_only
def verify() -> BaseResponse:
    """Enter the code from the letter; the QR code's address fills it in, the button redeems it."""
    person, form = signed_in_person(), CodeForm()
    verdict, next_url = may_be_verified(person, clock.now()), safe_next(request.values.get("next"), "/konto")
    if request.method != "POST":
        form.code.data = request.args.get("code", "")[:40]
    elif form.validate():
        demand(verdict)
        limit_codes(person.id, request.remote_addr, clock.now())
        try:
            code_actions.redeem_code(current_session(), person, form.code.data or "", _keys(), settings(), clock.now())
            note_network(current_session(), seals_of(settings()), person.id, Done.VERIFIED, request.remote_addr, clock.now())
            current_session().commit()
            flash(_("Danke. Ihr Wohnsitz ist nachgewiesen. Sie können jetzt unterstützen und abstimmen."), "success")
            return go_to(next_url)
        except (Invalid, Conflict, Gone) as error:
            form.blame(Invalid(error.message, "code"))
    return page("accounts/verify.html", form=form, verdict=verdict, me=person, next_url=next_url, status=422 if form.errors else 200)


@blueprint.route("/verwaltung/codes", methods=["GET", "POST"])
def make() -> BaseResponse:
    """The batches made so far, and the form for a new one; its answer is the only place where the plain codes ever are."""
    demand(may_administrate(current_person()))
    session, form = current_session(), CodesForm()
    names = {"": _("Kein bestimmter")} | {str(district.id): district.name for district in districts(session)}
    form.district.choices = [choice(value, name) for value, name in names.items()]
    if form.validate_on_submit():
        return _file(form, names[form.district.data] if form.district.data else "")
    batches = code_batches(session, page_number(request.args.get("seite")), BATCHES_A_PAGE)
    return page("accounts/codes.html", form=form, batches=batches, url_for_page=_page_url, status=422 if form.errors else 200)


def _page_url(number: int) -> str:
    return url_for("codes.make", seite=number)


def _file(form: CodesForm, district: str) -> Response:
    """Print first, then let the codes count: printing takes seconds, and nothing waits for it."""
    session, now, kind = current_session(), clock.now(), form.kind.data
    session.commit()
    codes = code_actions.draw_codes(form.number.data or 0)
    sheet = Sheet(form.label.data or "", district, now, code_actions.last_moment(now))
    printed = {"csv": codes_csv, "pdf": codes_pdf}[kind](codes, sheet, settings())
    district_id = int(form.district.data) if form.district.data else None
    batch = code_actions.keep_codes(session, signed_in_person(), codes, sheet.label, district_id, _keys(), now)
    session.commit()
    return _attached(printed, batch, kind)


@blueprint.route("/verwaltung/codes/liste", methods=["GET", "POST"])
@takes_large_files(MAX_BYTES // 1024 // 1024)
def make_for_people() -> BaseResponse:
    """Codes for the people of a list, so that nobody counts twice by two ways."""
    demand(may_administrate(current_person()))
    session, form = current_session(), ListedCodesForm()
    names = {"": _("Kein bestimmter")} | {str(district.id): district.name for district in districts(session)}
    form.district.choices = [choice(value, name) for value, name in names.items()]
    if form.validate_on_submit():
        try:
            if not form.file.data:
                raise Invalid(_("Bitte wählen Sie eine Datei aus."), "file")
            return _listed(form, read_people(form.file.data.stream.read(MAX_BYTES + 1)), names.get(form.district.data or "", ""))
        except Invalid as error:
            form.blame(error)
    return page("accounts/codes_listed.html", form=form, status=422 if form.errors else 200)


def _listed(form: ListedCodesForm, people: People, district: str) -> Response:
    session, now = current_session(), clock.now()
    codes = code_actions.draw_codes(len(people.humans))
    sheet = Sheet(form.label.data or "", district, now, code_actions.last_moment(now))
    district_id = int(form.district.data) if form.district.data else None
    batch = code_actions.keep_codes(session, signed_in_person(), codes, sheet.label, district_id, _keys(), now, humans=people.humans)
    session.commit()
    return _attached(people_csv(people, codes, sheet, settings()), batch, "csv")


def _attached(content: bytes, batch: CodeBatch, kind: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="codes-{batch.id}.{kind}"'
    return response


@blueprint.post("/verwaltung/codes/<id:batch_id>/beenden")
def void(batch_id: int) -> BaseResponse:
    """End the unused codes of a batch."""
    demand(may_administrate(current_person()))
    session = current_session()
    code_actions.void_codes(session, signed_in_person(), code_batch(session, batch_id), clock.now())
    session.commit()
    flash(_("Die unbenutzten Codes gelten nicht mehr."), "success")
    return go_to(url_for("codes.make"))
