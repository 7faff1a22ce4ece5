"""The pages of guests: confirm the address, see what one did, make an account of it. A GET shows a button, only its POST does something."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import passwords
from participation.accounts.bylines import without_mark
from participation.accounts.current import signed_in_only, signed_in_person
from participation.accounts.entering import enter, no_store
from participation.accounts.forms import ConfirmForm, OpenAccountForm
from participation.accounts.guest_actions import confirm_guest, open_account
from participation.accounts.models import Purpose
from participation.accounts.network_actions import note_network
from participation.accounts.network_models import Done
from participation.accounts.queries import mailed_link, name_is_taken, person_by_email
from participation.accounts.rules import may_open_account
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.rules import demand
from participation.kit.sealing import seals_of

blueprint = Blueprint("guests", __name__)
blueprint.after_request(no_store)


@blueprint.route("/gast/bestaetigen/<token:token>", methods=["GET", "POST"])
def confirm(token: str) -> BaseResponse:
    """Show the button that confirms a guest's address; its POST lets the guest in."""
    session, now, form = current_session(), clock.now(), ConfirmForm()
    link = mailed_link(session, token, (Purpose.GUEST,), now)
    known = person_by_email(session, link.email)
    if form.validate_on_submit():
        try:
            person = confirm_guest(session, link, settings(), now, public_name=form.public_name.data or "")
        except Invalid as error:
            form.blame(error)
        else:
            if known is None:
                note_network(session, seals_of(settings()), person.id, Done.ACCOUNT, request.remote_addr, now)
            response = enter(session, person, link.next_url)
            if person.is_guest:
                flash(_("Ihre Adresse ist bestätigt. Sie sind einen Tag lang als Gast dabei."), "success")
            return response
    ask_name = known is None and (name_is_taken(session, link.public_name) or bool(form.errors))
    return page("accounts/guest_confirm.html", form=form, link=link, known=known, ask_name=ask_name, status=422 if form.errors else 200)


@blueprint.get("/gast")
@signed_in_only
def own() -> BaseResponse:
    """What a guest wrote, how to make an account of it, and how to leave."""
    person = signed_in_person()
    if not person.is_guest:
        return go_to(url_for("account.show"))
    return _own_page(OpenAccountForm(formdata=None, public_name=without_mark(person.public_name)))


def _own_page(form: OpenAccountForm) -> Response:
    person = signed_in_person()
    sections = gather("person.contributions", person)
    return page("accounts/guest.html", form=form, me=person, sections=sections, status=422 if form.errors else 200)


@blueprint.post("/gast")
@signed_in_only
def open_account_here() -> BaseResponse:
    """Make an account of the guest, and sign in with it."""
    person, form, session = signed_in_person(), OpenAccountForm(), current_session()
    demand(may_open_account(person))
    form.personal = (person.email or "",)
    if form.validate():
        password_hash = passwords.hash_password(form.password.data) if form.password.data else None
        try:
            open_account(session, person, form.public_name.data or "", password_hash, settings(), clock.now())
        except Invalid as error:
            form.blame(error)
        else:
            response = enter(session, person, url_for("account.show"))
            flash(_("Ihr Konto ist eröffnet. Was Sie als Gast gemacht haben, gehört dazu."), "success")
            return response
    return _own_page(form)
