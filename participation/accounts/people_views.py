"""The administration's pages about people: find, give roles, block."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import actions, factor_actions
from participation.accounts.current import current_person, signed_in_person
from participation.accounts.entering import no_store
from participation.accounts.factor_forms import ResetForm
from participation.accounts.factors import signs_of
from participation.accounts.forms import BlockForm, RoleForm
from participation.accounts.levels import ROLE_NAMES, residence_in_words
from participation.accounts.models import Person, Role
from participation.accounts.owner import showed_again
from participation.accounts.queries import administrators, people_found, person_by_id
from participation.accounts.rules import may_administrate, may_block, may_change_role, may_reset_signs
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.kit.text import clean_line

blueprint = Blueprint("people", __name__)
blueprint.after_request(no_store)

PEOPLE_A_PAGE = 50


def _found(person_id: int) -> Person:
    demand(may_administrate(current_person()))
    return person_by_id(current_session(), person_id)


def _done(person: Person, sentence: str) -> BaseResponse:
    current_session().commit()
    flash(sentence, "success")
    return go_to(url_for("people.show", person_id=person.id))


@blueprint.get("/verwaltung/personen")
def index() -> Response:
    """Find people by exact address or name; without a search word those with a role or mandate."""
    demand(may_administrate(current_person()))
    wanted = clean_line(request.args.get("q", "")[:254])
    people = people_found(current_session(), wanted, page_number(request.args.get("seite")), PEOPLE_A_PAGE)
    return page(
        "accounts/people.html",
        people=people,
        wanted=wanted,
        role_names=ROLE_NAMES,
        url_for_page=lambda number: url_for("people.index", q=wanted or None, seite=number),
    )


@blueprint.get("/verwaltung/personen/<id:person_id>")
def show(person_id: int) -> Response:
    """One person, with what the administration can do."""
    return _page(_found(person_id))


def _page(person: Person, role_form: RoleForm | None = None, block_form: BlockForm | None = None) -> Response:
    actor = current_person()
    return page(
        "accounts/person.html",
        someone=person,
        role_names=ROLE_NAMES,
        residence=residence_in_words(person, clock.now()),
        role_form=role_form or RoleForm(None, role=str(person.role), real_name=person.real_name, position=person.position),
        role_verdict=may_change_role(actor, person, Role.RESIDENT, administrators(current_session())),
        block_form=block_form or BlockForm(None),
        block_verdict=may_block(actor, person),
        has_errors=bool(role_form or block_form),
        status=422 if role_form or block_form else 200,
    )


@blueprint.post("/verwaltung/personen/<id:person_id>/rolle")
def change_role(person_id: int) -> BaseResponse:
    """Give a role."""
    person, form = _found(person_id), RoleForm()
    if form.validate():
        try:
            role, name, position = Role(form.role.data), form.real_name.data or "", form.position.data or ""
            actions.change_role(current_session(), signed_in_person(), person, role, name, position, clock.now())
            return _done(person, _("Die Rolle ist gespeichert."))
        except Invalid as error:
            form.blame(error)
    return _page(person, role_form=form)


@blueprint.post("/verwaltung/personen/<id:person_id>/sperren")
def block(person_id: int) -> BaseResponse:
    """Block an account, with the reason."""
    person, form = _found(person_id), BlockForm()
    if form.validate():
        try:
            actions.block_person(current_session(), signed_in_person(), person, form.reason.data or "", clock.now(), until=form.until.data)
            return _done(person, _("Das Konto ist gesperrt."))
        except Invalid as error:
            form.blame(error)
    return _page(person, block_form=form)


@blueprint.route("/verwaltung/personen/<id:person_id>/nachweise", methods=["GET", "POST"])
def reset_signs(person_id: int) -> BaseResponse:
    """End somebody's second signs, after checking who it is."""
    person, form, session = _found(person_id), ResetForm(), current_session()
    shown = showed_again(second_step=signs_of(session, signed_in_person().id).any_second)
    verdict = may_reset_signs(current_person(), person, shown_again=shown)
    if form.validate_on_submit():
        why, checked = form.why.data or "", form.checked.data or ""
        factor_actions.reset_signs(session, signed_in_person(), person, why, checked, settings(), clock.now(), shown_again=shown)
        return _done(person, _("Die Nachweise sind zurückgesetzt. Die Person ist überall abgemeldet und bekommt eine E-Mail."))
    signs = signs_of(session, person.id)
    return page("accounts/reset_signs.html", someone=person, signs=signs, verdict=verdict, form=form, status=422 if form.errors else 200)


@blueprint.post("/verwaltung/personen/<id:person_id>/entsperren")
def unblock(person_id: int) -> BaseResponse:
    """Let a person take part again."""
    person = _found(person_id)
    actions.unblock_person(current_session(), signed_in_person(), person, clock.now())
    return _done(person, _("Das Konto ist wieder frei."))
