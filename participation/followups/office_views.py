"""Offices, who works for them, and text blocks: the staff's pages."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.accounts.entering import no_store
from participation.consultations.queries import person_for_mandate
from participation.followups import office_actions, queries, rules
from participation.followups.forms import BlockForm, OfficeForm, OfficeMemberForm
from participation.followups.models import Office
from participation.followups.release_actions import require_release_of
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.proposals.forms import accepted

blueprint = Blueprint("offices", __name__, url_prefix="/verwaltung")
blueprint.after_request(no_store)


@blueprint.route("/aemter", methods=["GET", "POST"])
def index() -> BaseResponse:
    """All offices, and a form to add one."""
    session, person, form = current_session(), current_person(), OfficeForm()
    demand(rules.may_manage_offices(person))
    if form.validate_on_submit():
        texts = (form.name.data or "", form.short_name.data or "", form.contact.data or "")
        office = accepted(form, lambda: office_actions.add_office(session, person, *texts, clock.now()))
        if office is not None:
            require_release_of(session, person, office, bool(form.four_eyes.data), clock.now())
            return _done(_("Das Amt ist hinzugefügt. Tragen Sie ein, wer dort arbeitet."), url_for("offices.show", office_id=office.id))
    return page("followups/offices.html", form=form, offices=queries.offices(session), status=_status())


@blueprint.route("/aemter/<id:office_id>", methods=["GET", "POST"])
def show(office_id: int) -> BaseResponse:
    """One office: its names, and who works for it."""
    session, person, office = current_session(), current_person(), _office(office_id)
    form = OfficeForm(obj=office)
    if form.validate_on_submit():
        texts = (form.name.data or "", form.short_name.data or "", form.contact.data or "")
        if accepted(form, lambda: office_actions.change_office(session, person, office, *texts, clock.now())):
            require_release_of(session, person, office, bool(form.four_eyes.data), clock.now())
            return _done(_("Gespeichert."), url_for("offices.index"))
    return _office_page(office, form, OfficeMemberForm(formdata=None), _status())


@blueprint.post("/aemter/<id:office_id>/personen")
def add_member(office_id: int) -> BaseResponse:
    """Somebody works for this office from now on."""
    session, person, office, form = current_session(), current_person(), _office(office_id), OfficeMemberForm()
    if form.validate():
        found = person_for_mandate(session, form.who.data or "")
        if accepted(form, lambda: office_actions.add_member(session, person, office, found, clock.now())):
            return _done(_("Eingetragen."), url_for("offices.show", office_id=office.id))
    return _office_page(office, OfficeForm(formdata=None, obj=office), form, 422)


@blueprint.post("/aemter/<id:office_id>/personen/<id:person_id>/entfernen")
def remove_member(office_id: int, person_id: int) -> BaseResponse:
    """Somebody works for this office no longer."""
    office_actions.remove_member(current_session(), current_person(), _office(office_id), person_id, clock.now())
    return _done(_("Die Person arbeitet nicht mehr für dieses Amt."), url_for("offices.show", office_id=office_id))


@blueprint.post("/aemter/<id:office_id>/schliessen")
def close(office_id: int) -> BaseResponse:
    """The office gets no new tasks."""
    office_actions.close_office(current_session(), current_person(), _office(office_id), clock.now())
    return _done(_("Das Amt bekommt keine neuen Aufgaben mehr."), url_for("offices.index"))


@blueprint.post("/aemter/<id:office_id>/oeffnen")
def reopen(office_id: int) -> BaseResponse:
    """The office gets tasks again."""
    office_actions.reopen_office(current_session(), current_person(), _office(office_id), clock.now())
    return _done(_("Das Amt bekommt wieder Aufgaben."), url_for("offices.index"))


@blueprint.route("/textbausteine", methods=["GET", "POST"])
def blocks() -> BaseResponse:
    """All text blocks, and a form to add one."""
    session, person, form = current_session(), current_person(), BlockForm()
    demand(rules.may_keep_blocks(person))
    if form.validate_on_submit() and accepted(
        form, lambda: office_actions.keep_block(session, person, form.title.data or "", form.body.data or "", clock.now())
    ):
        return _done(_("Der Textbaustein ist gespeichert."), url_for("offices.blocks"))
    return page("followups/blocks.html", form=form, blocks=queries.blocks(session), status=_status())


@blueprint.route("/textbausteine/<id:block_id>", methods=["GET", "POST"])
def block(block_id: int) -> BaseResponse:
    """Change a text block."""
    session, person = current_session(), current_person()
    demand(rules.may_keep_blocks(person))
    kept = queries.block_by_id(session, block_id)
    form = BlockForm(obj=kept)
    if form.validate_on_submit() and accepted(
        form, lambda: office_actions.keep_block(session, person, form.title.data or "", form.body.data or "", clock.now(), kept)
    ):
        return _done(_("Der Textbaustein ist gespeichert."), url_for("offices.blocks"))
    return page("followups/block.html", form=form, status=_status())


@blueprint.post("/textbausteine/<id:block_id>/entfernen")
def remove_block(block_id: int) -> BaseResponse:
    """Take a text block away."""
    session, person = current_session(), current_person()
    demand(rules.may_keep_blocks(person))
    office_actions.remove_block(session, person, queries.block_by_id(session, block_id), clock.now())
    return _done(_("Der Textbaustein ist entfernt."), url_for("offices.blocks"))


def _office(office_id: int) -> Office:
    demand(rules.may_manage_offices(current_person()))
    return queries.office_by_id(current_session(), office_id)


def _office_page(office: Office, form: OfficeForm, member_form: OfficeMemberForm, status: int) -> Response:
    members = queries.members_of(current_session(), office.id)
    return page("followups/office.html", office=office, form=form, member_form=member_form, members=members, has_errors=status == 422, status=status)


def _status() -> int:
    return 422 if request.method == "POST" else 200


def _done(message: str, url: str) -> BaseResponse:
    current_session().commit()
    flash(message, "success")
    return go_to(url)
