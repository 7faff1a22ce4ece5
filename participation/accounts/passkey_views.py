"""Passkeys: what the browser is asked, signing in by one, new ones and those that go."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from flask import session as browser
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import passkey_actions
from participation.accounts.entering import enter, no_store
from participation.accounts.factor_forms import NewPasskeyForm, PasskeyForm
from participation.accounts.factor_views import codes_or_index, index_page
from participation.accounts.factors import own_passkey
from participation.accounts.limits import limit_passkeys
from participation.accounts.owner import changing_owner, site, take_challenge
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.links import safe_next
from participation.kit.pages import page, settings

blueprint = Blueprint("passkeys", __name__)
blueprint.after_request(no_store)


def _question(challenge: str, asked: str) -> Response:
    current_session().commit()
    browser["passkey"] = challenge
    return Response(asked, content_type="application/json")


@blueprint.post("/anmelden/passkey/frage")
def challenge() -> Response:
    """What the browser is asked to let somebody sign in; the same for everybody."""
    if not site().takes_passkeys:
        raise NotFound
    limit_passkeys(request.remote_addr, clock.now())
    return _question(*passkey_actions.ask_for_passkey(current_session(), site(), clock.now()))


@blueprint.route("/anmelden/passkey", methods=["GET", "POST"])
def sign_in() -> BaseResponse:
    """Sign in by a passkey alone: it is unlocked by its owner, and so worth two signs."""
    form, next_url = PasskeyForm(), safe_next(request.values.get("next"))
    if form.validate_on_submit():
        try:
            person = passkey_actions.use_passkey(current_session(), form.credential.data or "", take_challenge(), site(), clock.now())
            return enter(current_session(), person, next_url, second_step=True)
        except Invalid as error:
            current_session().rollback()
            form.blame(error)
    return page("accounts/passkey_sign_in.html", form=form, site=site(), next_url=next_url, status=422 if form.form_errors else 200)


@blueprint.post("/konto/sicherheit/passkey/frage")
def new_challenge() -> Response:
    """What the browser is asked to make a passkey."""
    if not site().takes_passkeys:
        raise NotFound
    limit_passkeys(request.remote_addr, clock.now())
    return _question(*passkey_actions.ask_for_new_passkey(current_session(), changing_owner().person, site(), clock.now()))


@blueprint.post("/konto/sicherheit/passkey")
def add() -> BaseResponse:
    """Keep a passkey that the browser has made."""
    found, form = changing_owner(), NewPasskeyForm()
    if form.validate():
        try:
            answer, name = form.credential.data or "", form.name.data or ""
            passkey_actions.add_passkey(current_session(), found.person, answer, take_challenge(), name, site(), settings(), clock.now())
            return codes_or_index(found, _("Der Passkey ist eingerichtet."))
        except Invalid as error:
            current_session().rollback()
            form.blame(error)
    return index_page(found, form)


@blueprint.post("/konto/sicherheit/passkey/<id:passkey_id>/entfernen")
def remove(passkey_id: int) -> BaseResponse:
    """Take a passkey away."""
    found, session = changing_owner(), current_session()
    passkey = own_passkey(session, found.person.id, passkey_id)
    passkey_actions.remove_passkey(session, found.person, passkey, found.standing.signs, settings(), clock.now(), required=found.standing.strict)
    session.commit()
    flash(_("Der Passkey ist entfernt. Löschen Sie ihn auch auf dem Gerät, damit er dort nicht mehr angeboten wird."), "success")
    return go_to(url_for("factors.index"))
