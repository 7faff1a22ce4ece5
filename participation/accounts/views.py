"""Coming in and going out: sign in, sign up, confirm, a new password. A GET shows a button, only its POST does something."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from flask import session as browser
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import entry_actions, panels, passwords
from participation.accounts.current import current_person
from participation.accounts.entering import enter, no_store
from participation.accounts.forms import AddressForm, ConfirmForm, NewPasswordForm, SignInForm, SignUpForm
from participation.accounts.limits import limit_mail, limit_sign_in
from participation.accounts.models import MailedLink, Person, Purpose
from participation.accounts.network_actions import note_network
from participation.accounts.network_models import Done
from participation.accounts.owner import site
from participation.accounts.providers import offered_to
from participation.accounts.queries import mailed_link, name_is_taken, person_by_email
from participation.accounts.web_sessions import end_session
from participation.kit import clock
from participation.kit.codes import hash_token, new_token
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.identity import forget, visitor
from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.kit.links import safe_next
from participation.kit.pages import page, settings
from participation.kit.sealing import seals_of

blueprint = Blueprint("accounts", __name__)
blueprint.after_request(no_store)
blueprint.app_context_processor(panels.frame)

TO_CONFIRM = (Purpose.SIGN_UP, Purpose.CONFIRM_EMAIL, Purpose.CHANGE_EMAIL)


def _next() -> str:
    return safe_next(request.values.get("next"))


@blueprint.route("/anmelden", methods=["GET", "POST"])
def sign_in() -> BaseResponse:
    """Sign in by password."""
    form = SignInForm()
    if request.method != "POST" and current_person() is not None:
        return go_to(_next())
    if form.validate_on_submit():
        person = _person_of_password(form.email.folded(), form.password.data or "")
        if person is not None:
            return enter(current_session(), person, _next())
        form.form_errors.append(
            _("E-Mail-Adresse oder Passwort stimmt nicht. Bitte versuchen Sie es noch einmal oder lassen Sie sich einen Link zum Anmelden schicken.")
        )
    return _sign_in_page(form)


def _sign_in_page(form: SignInForm) -> Response:
    status = 422 if form.errors else 200
    return page("accounts/sign_in.html", form=form, next_url=_next(), providers=offered_to(None), takes_passkeys=site().takes_passkeys, status=status)


def _person_of_password(email: str, password: str) -> Person | None:
    now = clock.now()
    limit_sign_in(email, request.remote_addr, now)
    session = current_session()
    person = person_by_email(session, email)
    session.commit()  # a password takes its time: nothing waits for this request meanwhile
    weighed = passwords.weigh(person.password_hash if person else None, password)
    if not weighed.right or person is None or (password == passwords.DEMO_PASSWORD and not settings().demo):
        return None
    if weighed.better_hash and person.password_hash:
        entry_actions.keep_better_hash(session, person.id, person.password_hash, weighed.better_hash)
    return person


@blueprint.post("/abmelden")
def sign_out() -> BaseResponse:
    """Sign this browser out."""
    signed_in = visitor()
    if signed_in is not None:
        end_session(current_session(), signed_in.web_session.id)
        current_session().commit()
    forget()
    flash(_("Sie sind abgemeldet."), "success")
    return go_to("/")


def _mail_sent(email: str) -> BaseResponse:
    browser["mail_sent_to"] = email
    return go_to(url_for("accounts.mail_sent"))


@blueprint.get("/post-unterwegs")
def mail_sent() -> Response:
    """Say that a mail is on its way; the same for known and unknown addresses."""
    return page("accounts/mail_sent.html", email=browser.get("mail_sent_to", ""))


@blueprint.route("/anmelden/link", methods=["GET", "POST"])
def request_sign_in_link() -> BaseResponse:
    """Ask for a link that signs in."""
    form = AddressForm()
    if form.validate_on_submit():
        limit_mail(form.email.folded(), request.remote_addr, clock.now())
        entry_actions.request_sign_in_link(current_session(), form.email.folded(), _next(), language(), settings(), clock.now())
        current_session().commit()
        return _mail_sent(form.email.folded())
    return page("accounts/link_request.html", form=form, next_url=_next(), status=422 if form.errors else 200)


@blueprint.route("/anmelden/link/<token:token>", methods=["GET", "POST"])
def sign_in_by_link(token: str) -> BaseResponse:
    """Show the button of a sign-in link; its POST signs in."""
    session, now = current_session(), clock.now()
    link = mailed_link(session, token, (Purpose.SIGN_IN,), now)
    if request.method != "POST":
        return page("accounts/link_sign_in.html", link=link, owner=link.person)
    return enter(session, entry_actions.sign_in_by_link(session, link, now), link.next_url)


@blueprint.route("/registrieren", methods=["GET", "POST"])
def sign_up() -> BaseResponse:
    """Open an account: the first step, up to the mail."""
    form = SignUpForm()
    if form.validate_on_submit():
        email = form.email.folded()
        limit_mail(email, request.remote_addr, clock.now())
        password_hash = passwords.hash_password(form.password.data) if form.password.data else None
        wish = entry_actions.SignUp(email, form.public_name.data or "", password_hash, language(), _next())
        try:
            token = entry_actions.request_sign_up(current_session(), wish, settings(), clock.now())
        except Invalid as error:
            form.blame(error)
        else:
            current_session().commit()
            browser["signed_up"] = _mark(token or new_token())
            return _mail_sent(email)
    return page("accounts/sign_up.html", form=form, next_url=_next(), status=422 if form.errors else 200)


def _mark(token: str) -> str:
    """What the browser keeps of its sign-up, so that confirming there needs the password no second time."""
    return hash_token(token).hex()[:32]


@blueprint.route("/bestaetigen/<token:token>", methods=["GET", "POST"])
def confirm(token: str) -> BaseResponse:
    """Show the button that confirms an address; its POST opens the account, or gives it its address, and signs in."""
    session, now = current_session(), clock.now()
    link = mailed_link(session, token, TO_CONFIRM, now)
    if link.purpose == Purpose.SIGN_UP:
        return _confirm_sign_up(link, token)
    if request.method != "POST":
        return page("accounts/confirm_email.html", link=link, owner=link.person)
    person = entry_actions.confirm_email(session, link, settings(), now)
    response = enter(session, person, link.next_url)
    flash(_("Ihre E-Mail-Adresse ist bestätigt."), "success")
    return response


def _confirm_sign_up(link: MailedLink, token: str) -> BaseResponse:
    session, form = current_session(), ConfirmForm()
    same_browser = browser.get("signed_up") == _mark(token)
    ask = {"password": bool(link.password_hash) and not same_browser, "name": name_is_taken(session, link.public_name)}
    if form.validate_on_submit():
        keep = _keeps_password(form, link, same_browser)
        if not form.errors:
            try:
                name = form.public_name.data or ""
                person = entry_actions.confirm_sign_up(session, link, settings(), clock.now(), public_name=name, keep_password=keep)
            except Invalid as error:
                form.blame(error)
            else:
                note_network(session, seals_of(settings()), person.id, Done.ACCOUNT, request.remote_addr, clock.now())
                response = enter(session, person, link.next_url)
                flash(_("Ihr Konto ist eröffnet. Sie sind angemeldet."), "success")
                return response
    return page("accounts/confirm_sign_up.html", form=form, link=link, ask=ask, status=422 if form.errors else 200)


def _keeps_password(form: ConfirmForm, link: MailedLink, same_browser: bool) -> bool:
    """Whether the password chosen at sign-up counts: a stranger may have chosen it, with somebody else's address."""
    if same_browser or not link.password_hash:
        return True
    if not form.password.data:
        return False
    current_session().commit()
    right = passwords.weigh(link.password_hash, form.password.data).right
    if not right:
        form.password.errors = [
            _("Das ist nicht das Passwort von der Registrierung. Sie können das Feld auch leer lassen und später ein Passwort wählen.")
        ]
    return right


@blueprint.route("/passwort", methods=["GET", "POST"])
def request_new_password() -> BaseResponse:
    """Ask for a link to choose a new password."""
    form = AddressForm()
    if form.validate_on_submit():
        limit_mail(form.email.folded(), request.remote_addr, clock.now())
        entry_actions.request_new_password(current_session(), form.email.folded(), language(), settings(), clock.now())
        current_session().commit()
        return _mail_sent(form.email.folded())
    return page("accounts/password_request.html", form=form, status=422 if form.errors else 200)


@blueprint.route("/passwort/<token:token>", methods=["GET", "POST"])
def choose_password(token: str) -> BaseResponse:
    """Choose a new password by a mailed link, and be signed in."""
    session, form = current_session(), NewPasswordForm()
    link = mailed_link(session, token, (Purpose.RESET_PASSWORD,), clock.now())
    form.personal = (link.email, link.person.public_name if link.person else "")
    if form.validate_on_submit():
        session.commit()  # a password takes its time: nothing waits for this request meanwhile
        password_hash = passwords.hash_password(form.password.data or "")
        person = entry_actions.choose_password(session, link, password_hash, settings(), clock.now())
        response = enter(session, person, "/konto")
        flash(_("Ihr neues Passwort gilt ab jetzt. Alle anderen Geräte sind abgemeldet."), "success")
        return response
    return page("accounts/password_choose.html", form=form, link=link, status=422 if form.errors else 200)
