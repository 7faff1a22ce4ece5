"""The second sign at sign-in, and showing again who one is before ways in are changed."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import factor_actions, passkey_actions
from participation.accounts.current import signed_in_only, signed_in_person
from participation.accounts.entering import enter, held_ticket, no_store
from participation.accounts.factor_forms import PasskeyForm, SecondStepForm
from participation.accounts.factor_models import SignInTicket
from participation.accounts.factors import Standing, standing_of
from participation.accounts.forms import PasswordForm
from participation.accounts.limits import limit_second_step
from participation.accounts.models import Person
from participation.accounts.own_views import is_own_password
from participation.accounts.owner import owner, site, take_challenge
from participation.accounts.rules import NextStep
from participation.accounts.tickets import use_ticket
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid, Refused
from participation.kit.fragments import go_to
from participation.kit.identity import visitor
from participation.kit.language import gettext as _
from participation.kit.links import safe_next
from participation.kit.pages import page, settings
from participation.kit.sealing import seals_of

blueprint = Blueprint("second_step", __name__)
blueprint.after_request(no_store)


def _held() -> tuple[SignInTicket, Person, Standing]:
    """Whoever has shown one sign here. Raises Refused, which leads back to the beginning."""
    ticket = held_ticket(current_session())
    if ticket is None or ticket.person is None:
        raise Refused(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    return ticket, ticket.person, standing_of(current_session(), ticket.person, required=settings().second_factor_required)


@blueprint.route("/anmelden/zweiter-schritt", methods=["GET", "POST"])
def show() -> BaseResponse:
    """Ask for the second sign, and sign in by it."""
    ticket, person, standing = _held()
    if standing.due == NextStep.SET_UP:
        return go_to(url_for("second_step.set_up"))
    form = SecondStepForm()
    if form.validate_on_submit() and _code_is_right(form, person):
        use_ticket(current_session(), ticket)
        return enter(current_session(), person, ticket.next_url, second_step=True)
    return _show_page(form, standing)


def _show_page(form: SecondStepForm, standing: Standing) -> Response:
    return page("accounts/second_step.html", form=form, signs=standing.signs, site=site(), status=422 if form.errors or form.form_errors else 200)


def _code_is_right(form: SecondStepForm, person: Person) -> bool:
    limit_second_step(person.id, request.remote_addr, clock.now())
    try:
        factor_actions.show_code(current_session(), person, form.code.data or "", seals_of(settings()), settings(), clock.now())
    except Invalid as error:
        form.blame(error)
        return False
    return True


@blueprint.post("/anmelden/zweiter-schritt/passkey")
def show_passkey() -> BaseResponse:
    """Sign in by a passkey as the second sign: the same person's."""
    ticket, person, standing = _held()
    form = SecondStepForm(None)
    if _passkey_is_right(form, person):
        use_ticket(current_session(), ticket)
        return enter(current_session(), person, ticket.next_url, second_step=True)
    return _show_page(form, standing)


def _passkey_is_right(form: SecondStepForm | PasswordForm, person: Person) -> bool:
    try:
        found = passkey_actions.use_passkey(current_session(), PasskeyForm().credential.data or "", take_challenge(), site(), clock.now())
        if found.id != person.id:
            raise Invalid(_("Dieser Passkey gehört zu einem anderen Konto. Bitte wählen Sie einen anderen."))
    except Invalid as error:
        current_session().rollback()
        form.form_errors.append(error.message)
        return False
    return True


@blueprint.get("/anmelden/einrichten")
def set_up() -> BaseResponse:
    """Say that a second sign is needed, and offer what there is."""
    found = owner()
    return page("accounts/second_step_set_up.html", owner=found, site=site()) if found.ticket else go_to(url_for("factors.index"))


@blueprint.route("/konto/sicherheit/bestaetigen", methods=["GET", "POST"])
@signed_in_only
def show_again() -> BaseResponse:
    """Show again who one is: by a second sign where there is one, else by the password, else by signing in anew."""
    person, standing = signed_in_person(), owner().standing
    form = SecondStepForm() if standing.signs.any_second else PasswordForm()
    if form.validate_on_submit():
        if isinstance(form, SecondStepForm):
            right = _code_is_right(form, person)
        else:
            right = person.password_hash is not None and is_own_password(person, form.password.data)
            if not right:
                form.blame(Invalid(_("Das Passwort stimmt nicht."), "password"))
        if right:
            return _shown(second_step=standing.signs.any_second)
    return _again_page(form, person, standing)


def _again_page(form: SecondStepForm | PasswordForm, person: Person, standing: Standing) -> Response:
    status = 422 if form.errors or form.form_errors else 200
    return page("accounts/show_again.html", form=form, me=person, signs=standing.signs, site=site(), next_url=_next(), status=status)


def _next() -> str:
    return safe_next(request.values.get("next"), "/konto/sicherheit")


def _shown(*, second_step: bool) -> BaseResponse:
    signed_in = visitor()
    if signed_in is not None:
        factor_actions.mark_confirmed(current_session(), signed_in.web_session.id, clock.now(), second_step=second_step)
    current_session().commit()
    return go_to(_next())


@blueprint.post("/konto/sicherheit/bestaetigen/passkey")
@signed_in_only
def show_again_by_passkey() -> BaseResponse:
    """Show again who one is, by a passkey."""
    person, standing, form = signed_in_person(), owner().standing, SecondStepForm(None)
    return _shown(second_step=True) if _passkey_is_right(form, person) else _again_page(form, person, standing)
