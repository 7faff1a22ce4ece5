"""The page about ways in: an app with codes, recovery codes, passkeys, providers."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import factor_actions
from participation.accounts.entering import no_store
from participation.accounts.factor_forms import AppCodeForm, NewPasskeyForm
from participation.accounts.factors import app_of, links_of, passkeys_of
from participation.accounts.limits import limit_second_step
from participation.accounts.owner import Owner, changing_owner, owner, showed_again, sign_was_set_up, site
from participation.accounts.providers import offered_to
from participation.accounts.rules import may_remove_sign, may_unlink
from participation.accounts.totp import app_address, typed_key
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.qr import qr_svg
from participation.kit.sealing import Seals, seals_of

blueprint = Blueprint("factors", __name__)
blueprint.after_request(no_store)


def _seals() -> Seals:
    return seals_of(settings())


@blueprint.get("/konto/sicherheit")
def index() -> Response:
    """All ways in of one's own account."""
    return index_page(owner())


def index_page(found: Owner, passkey_form: NewPasskeyForm | None = None) -> Response:
    """The page, or for whoever is held at sign-in the page about setting one up; with the objections of a form."""
    signs, session, person = found.standing.signs, current_session(), found.person
    if found.ticket is not None:
        return page("accounts/second_step_set_up.html", owner=found, site=site(), form=passkey_form, status=422 if passkey_form else 200)
    return page(
        "accounts/security.html",
        me=person,
        signs=signs,
        passkeys=passkeys_of(session, person.id),
        links={link.provider: link for link in links_of(session, person.id)},
        providers=offered_to(person, sees_private_data=found.standing.sees_private_data),
        removal=may_remove_sign(signs, required=found.standing.strict),
        unlinking=may_unlink(person, signs),
        recent=showed_again(second_step=signs.any_second),
        site=site(),
        form=passkey_form,
        new_name=passkey_form or NewPasskeyForm(None),
        status=422 if passkey_form else 200,
    )


@blueprint.post("/konto/sicherheit/app")
def begin_app() -> BaseResponse:
    """Make the secret for an app."""
    found = changing_owner()
    factor_actions.begin_app(current_session(), found.person, _seals(), clock.now())
    current_session().commit()
    return go_to(url_for("factors.confirm_app"))


@blueprint.route("/konto/sicherheit/app/einrichten", methods=["GET", "POST"])
def confirm_app() -> BaseResponse:
    """Show the secret as QR code and key until a first code of the app was typed."""
    found, form, session = changing_owner(), AppCodeForm(), current_session()
    if form.validate_on_submit():
        limit_second_step(found.person.id, request.remote_addr, clock.now())
        try:
            factor_actions.confirm_app(session, found.person, form.code.data or "", _seals(), settings(), clock.now())
            return codes_or_index(found, _("Die App ist eingerichtet."))
        except Invalid as error:
            form.blame(error)
    app = app_of(session, found.person.id)
    if app is None or app.confirmed_at is not None:
        return go_to(url_for("second_step.set_up" if found.ticket else "factors.index"))
    secret, platform = factor_actions.secret_of(app, _seals()), site().name
    drawing = qr_svg(app_address(secret, found.person.email or found.person.public_name, platform), _("QR-Code für Ihre App"))
    return page("accounts/app_set_up.html", form=form, drawing=drawing, key=typed_key(secret), owner=found, status=422 if form.errors else 200)


def codes_or_index(found: Owner, sentence: str) -> BaseResponse:
    """After a sign was set up: with the first come recovery codes, shown once; else back to the page. Commits."""
    session = current_session()
    codes = [] if found.standing.signs.codes else factor_actions.renew_codes(session, found.person, _seals(), clock.now())
    sign_was_set_up(found)
    if codes:
        return page("accounts/recovery_codes.html", codes=codes, next_url=found.next_url, sentence=sentence)
    flash(sentence, "success")
    return go_to(found.next_url)


@blueprint.post("/konto/sicherheit/app/entfernen")
def remove_app() -> BaseResponse:
    """Take the app away."""
    found = changing_owner()
    factor_actions.remove_app(current_session(), found.person, found.standing.signs, settings(), clock.now(), required=found.standing.strict)
    current_session().commit()
    flash(_("Die App ist entfernt."), "success")
    return go_to(url_for("factors.index"))


@blueprint.post("/konto/sicherheit/codes")
def renew_codes() -> BaseResponse:
    """New recovery codes; this answer is the only place where they ever are."""
    found = changing_owner()
    if not found.standing.signs.any_second:
        return go_to(url_for("factors.index"))
    codes = factor_actions.renew_codes(current_session(), found.person, _seals(), clock.now())
    current_session().commit()
    return page("accounts/recovery_codes.html", codes=codes, next_url=found.next_url, sentence="")


@blueprint.post("/konto/sicherheit/codes/datei")
def codes_file() -> BaseResponse:
    """The codes that stand on the page, as a text file."""
    found = changing_owner()
    codes = factor_actions.own_codes(current_session(), found.person, request.form.get("codes", "")[:400].split(), _seals())
    lines = [_("Ersatzcodes für %(platform)s", platform=site().name), settings().base_url, "", *codes, ""]
    response = make_response("\r\n".join(lines))
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="ersatzcodes.txt"'
    return response
