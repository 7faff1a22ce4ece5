"""The city's pages: which organisations wait, checking, ending, entering one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.accounts.entering import no_store
from participation.accounts.rules import may_administrate
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.organisations import queries, rules
from participation.organisations.actions import change_organisation, decide, make_organisation
from participation.organisations.forms import CheckForm, NewOrganisationForm, OrganisationForm
from participation.organisations.models import Organisation, State
from participation.organisations.words import KIND_NAMES, STATE_NAMES

blueprint = Blueprint("organisation_staff", __name__, url_prefix="/verwaltung/organisationen")
blueprint.after_request(no_store)

WORDS: dict[str, Any] = {"kind_names": KIND_NAMES, "state_names": STATE_NAMES}
WAYS = {"bestaetigen": State.CONFIRMED, "ablehnen": State.DECLINED, "beenden": State.REVOKED}


def _found(number: int) -> Organisation:
    demand(rules.may_check(current_person()))
    return queries.organisation_by_id(current_session(), number)


def _done(number: int, sentence: str) -> BaseResponse:
    current_session().commit()
    flash(sentence, "success")
    return go_to(url_for("organisation_staff.show", organisation_id=number))


@blueprint.get("")
def index() -> Response:
    """All, those first that wait."""
    demand(rules.may_check(current_person()))
    found = queries.all_organisations(current_session(), page_number(request.args.get("seite")))
    return page("organisations/staff_index.html", found=found, url_for_page=_page_url, **WORDS)


def _page_url(number: int) -> str:
    return url_for("organisation_staff.index", seite=number)


@blueprint.route("/neu", methods=["GET", "POST"])
def make() -> BaseResponse:
    """Enter one that was checked already."""
    person = current_person()
    demand(rules.may_check(person))
    form = NewOrganisationForm()
    if form.validate_on_submit():
        try:
            made = make_organisation(current_session(), person, form.details(), form.basis.data or "", form.until.data, clock.now())
            return _done(made.id, _("Die Organisation ist eingetragen. Laden Sie jetzt ein, wer sie vertritt."))
        except Invalid as error:
            form.blame(error)
    return page("organisations/make.html", form=form, status=422 if form.errors else 200)


@blueprint.get("/<id:organisation_id>")
def show(organisation_id: int) -> Response:
    """One organisation, with what can be decided."""
    return _page(_found(organisation_id), CheckForm(formdata=None))


def _page(it: Organisation, form: CheckForm, status: int = 200) -> Response:
    ways = {word: state for word, state in WAYS.items() if rules.may_decide(current_person(), it, state)}
    asker, sees_people = queries.asker_of(current_session(), it), may_administrate(current_person())
    shown: dict[str, Any] = {"it": it, "form": form, "ways": ways, "asker": asker, "sees_people": sees_people}
    return page("organisations/check.html", status=status, **shown, **WORDS)


@blueprint.post("/<id:organisation_id>")
def check(organisation_id: int) -> BaseResponse:
    """Confirm, decline or end."""
    it, form = _found(organisation_id), CheckForm()
    state = WAYS.get(request.form.get("weiter", ""))
    if form.validate() and state is not None:
        try:
            decide(current_session(), current_person(), it, state, form.basis.data or "", clock.now(), until=form.until.data)
            return _done(organisation_id, _("Die Entscheidung ist gespeichert."))
        except Invalid as error:
            form.blame(error)
    elif state is None:
        form.blame(Invalid(_("Bitte wählen Sie einen der Knöpfe."), "basis"))
    return _page(it, form, 422)


@blueprint.route("/<id:organisation_id>/bearbeiten", methods=["GET", "POST"])
def edit(organisation_id: int) -> BaseResponse:
    """Correct name, kind, text and addresses."""
    it = _found(organisation_id)
    form = OrganisationForm(obj=it)
    if form.validate_on_submit():
        try:
            change_organisation(current_session(), current_person(), it, form.details(), clock.now())
            return _done(organisation_id, _("Gespeichert."))
        except Invalid as error:
            form.blame(error)
    return page("organisations/edit.html", it=it, form=form, status=422 if form.errors else 200)
