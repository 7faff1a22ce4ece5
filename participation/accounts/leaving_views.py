"""Deleting one's account, by password or by a mailed link; a page before says what stays."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from participation.accounts import actions, leaving_actions
from participation.accounts.current import signed_in_only, signed_in_person
from participation.accounts.deletion_jobs import keep_deletion_list
from participation.accounts.entering import no_store
from participation.accounts.forms import LeavingForm, TextsForm
from participation.accounts.limits import limit_mail
from participation.accounts.models import Person, Purpose
from participation.accounts.own_views import is_own_password
from participation.accounts.owner import showed_again
from participation.accounts.queries import mailed_link
from participation.accounts.rules import may_change_ways_in
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.identity import forget, visitor
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.rules import demand

blueprint = Blueprint("leaving", __name__)
blueprint.after_request(no_store)


def _gone(person: Person) -> Response:
    signed_in = visitor()
    current_session().commit()
    keep_deletion_list()
    if signed_in is None or signed_in.person.id == person.id:
        forget()
    flash(_("Ihr Konto ist gelöscht. Danke, dass Sie mitgemacht haben."), "success")
    return go_to("/")


@blueprint.route("/konto/loeschen", methods=["GET", "POST"])
@signed_in_only
def delete() -> Response:
    """Say what happens, and delete the account of whoever knows the password."""
    person, form = signed_in_person(), LeavingForm()
    if request.method == "POST" and person.email is None and person.password_hash is None:
        demand(may_change_ways_in(shown_again=showed_again()))
        leaving_actions.delete_account(current_session(), person, settings(), clock.now(), remove_texts=form.remove_texts)
        return _gone(person)
    if form.validate_on_submit():
        if is_own_password(person, form.password.data):
            leaving_actions.delete_account(current_session(), person, settings(), clock.now(), remove_texts=form.remove_texts)
            return _gone(person)
        form.blame(Invalid(_("Das Passwort stimmt nicht."), "password"))
    return page("accounts/delete.html", form=form, me=person, status=422 if form.errors else 200)


@blueprint.post("/konto/loeschen/link")
@signed_in_only
def request_link() -> Response:
    """Mail a link to delete the account, for those without a password."""
    person = signed_in_person()
    limit_mail(person.email or "", request.remote_addr, clock.now())
    actions.request_own_link(current_session(), person, Purpose.DELETE_ACCOUNT, settings(), clock.now())
    current_session().commit()
    flash(_("Wir haben Ihnen eine E-Mail geschickt. Bitte öffnen Sie den Link darin."), "success")
    return go_to(url_for("leaving.delete"))


@blueprint.route("/konto/loeschen/<token:token>", methods=["GET", "POST"])
def delete_by_link(token: str) -> Response:
    """Show the button of a deletion link; its POST deletes the account."""
    link = mailed_link(current_session(), token, (Purpose.DELETE_ACCOUNT,), clock.now())
    form = TextsForm()
    if request.method != "POST":
        return page("accounts/delete_by_link.html", owner=link.person, form=form)
    return _gone(leaving_actions.delete_account_by_link(current_session(), link, settings(), clock.now(), remove_texts=form.remove_texts))
