"""A person's own page: what the platform knows, what one wrote, and what one can change."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import actions, passwords
from participation.accounts.current import signed_in_only, signed_in_person
from participation.accounts.entering import keep_language, no_store
from participation.accounts.factors import ways_in
from participation.accounts.forms import ChangeEmailForm, ChangeNameForm, ChangePasswordForm, LanguageForm
from participation.accounts.levels import Level, needs_level, residence_in_words
from participation.accounts.limits import limit_mail, limit_own_password
from participation.accounts.models import Person, Purpose, Role
from participation.accounts.own_data import as_json, own_data, shown
from participation.accounts.own_words import words_for
from participation.accounts.queries import public_person, web_sessions_of
from participation.accounts.rules import may_change_name
from participation.accounts.verification_rules import may_be_verified
from participation.accounts.web_sessions import end_all_sessions, end_own_session
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.identity import forget, visitor
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.rules import demand

blueprint = Blueprint("account", __name__)
blueprint.after_request(no_store)


def is_own_password(person: Person, typed: str | None) -> bool:
    """Whether a signed-in person knows the password; counted, and weighed while nothing waits."""
    limit_own_password(person.id, request.remote_addr, clock.now())
    return passwords.weigh(person.password_hash, typed or "").right


def _done(sentence: str, endpoint: str = "account.show") -> BaseResponse:
    current_session().commit()
    flash(sentence, "success")
    return go_to(url_for(endpoint))


@blueprint.get("/konto")
@signed_in_only
def show() -> BaseResponse:
    """The person's own page; a guest has another."""
    if signed_in_person().is_guest:
        return go_to(url_for("guests.own"))
    return page(
        "accounts/own_page.html",
        me=signed_in_person(),
        may_rename=may_change_name(signed_in_person()),
        residence=residence_in_words(signed_in_person(), clock.now()),
        needs_residence=needs_level(signed_in_person(), Level.RESIDENT, clock.now()),
        may_be_verified=may_be_verified(signed_in_person(), clock.now()),
        sections=gather("person.contributions", signed_in_person()),
    )


@blueprint.get("/personen/<token:public_id>")
def public_page(public_id: str) -> Response:
    """What everybody may know of a person: the public name, of staff and council members the position, and public contributions."""
    someone = public_person(current_session(), public_id)
    response = page("accounts/public_page.html", someone=someone, staff=someone.role != Role.RESIDENT, sections=gather("person.public", someone))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.post("/konto/bestaetigung")
@signed_in_only
def resend_confirmation() -> BaseResponse:
    """Mail the link that confirms the address once more."""
    person = signed_in_person()
    limit_mail(person.email or "", request.remote_addr, clock.now())
    if not person.is_confirmed:
        actions.request_own_link(current_session(), person, Purpose.CONFIRM_EMAIL, settings(), clock.now())
    return _done(_("Wir haben Ihnen eine E-Mail geschickt. Bitte öffnen Sie den Link darin."))


@blueprint.route("/konto/name", methods=["GET", "POST"])
@signed_in_only
def name() -> BaseResponse:
    """Take another public name."""
    person = signed_in_person()
    demand(may_change_name(person))
    form = ChangeNameForm(obj=person)
    if form.validate_on_submit():
        try:
            actions.change_name(current_session(), person, form.public_name.data or "", settings(), clock.now())
            return _done(_("Ihr Name ist geändert."))
        except Invalid as error:
            form.blame(error)
    return page("accounts/own_form.html", form=form, title=_("Namen ändern"), button=_("Namen speichern"), status=422 if form.errors else 200)


@blueprint.route("/konto/passwort", methods=["GET", "POST"])
@signed_in_only
def password() -> BaseResponse:
    """Change the password, knowing the old one; who has none gets a link."""
    person, form = signed_in_person(), ChangePasswordForm()
    form.personal = (person.email or "", person.public_name)
    if person.password_hash is None:
        return page("accounts/own_password_by_link.html", me=person)
    if form.validate_on_submit():
        if is_own_password(person, form.current_password.data):
            current = visitor()
            hashed = passwords.hash_password(form.password.data or "")
            this = current.web_session.id if current else None
            actions.change_password(current_session(), person, hashed, settings(), clock.now(), this_session=this)
            return _done(_("Ihr neues Passwort gilt ab jetzt. Alle anderen Geräte sind abgemeldet."))
        form.blame(Invalid(_("Das Passwort stimmt nicht."), "current_password"))
    return page("accounts/own_password.html", form=form, me=person, status=422 if form.errors else 200)


@blueprint.post("/konto/passwort/link")
@signed_in_only
def password_link() -> BaseResponse:
    """Mail a link to choose a password to the person's own address."""
    person = signed_in_person()
    limit_mail(person.email or "", request.remote_addr, clock.now())
    actions.request_own_link(current_session(), person, Purpose.RESET_PASSWORD, settings(), clock.now())
    return _done(_("Wir haben Ihnen eine E-Mail geschickt. Bitte öffnen Sie den Link darin."))


@blueprint.route("/konto/e-mail", methods=["GET", "POST"])
@signed_in_only
def email() -> BaseResponse:
    """Take another address; it counts once its link's button was pressed."""
    person, form = signed_in_person(), ChangeEmailForm()
    if form.validate_on_submit():
        limit_mail(form.email.folded(), request.remote_addr, clock.now())
        if person.password_hash is not None and not is_own_password(person, form.password.data):
            form.blame(Invalid(_("Das Passwort stimmt nicht."), "password"))
        elif form.email.folded() == person.email:
            form.blame(Invalid(_("Das ist schon Ihre Adresse."), "email"))
        else:
            actions.request_email_change(current_session(), person, form.email.folded(), settings(), clock.now())
            return _done(_("Wir haben eine E-Mail an die neue Adresse geschickt. Bitte öffnen Sie den Link darin. Bis dahin gilt die alte Adresse."))
    return page("accounts/own_email.html", form=form, me=person, status=422 if form.errors else 200)


@blueprint.route("/konto/sprache", methods=["GET", "POST"])
@signed_in_only
def language() -> BaseResponse:
    """Choose the language of pages and mails."""
    person = signed_in_person()
    form = LanguageForm(obj=person)
    if form.validate_on_submit():
        try:
            actions.change_language(current_session(), person, form.language.data or "", clock.now())
            response = _done(_("Ihre Sprache ist gespeichert."))
            keep_language(response, person.language)
            return response
        except Invalid as error:
            form.blame(error)
    return page("accounts/own_form.html", form=form, title=_("Sprache wählen"), button=_("Sprache speichern"), status=422 if form.errors else 200)


@blueprint.get("/konto/sitzungen")
@signed_in_only
def sessions() -> Response:
    """Where one is signed in."""
    current = visitor()
    rows = web_sessions_of(current_session(), signed_in_person().id)
    return page("accounts/own_sessions.html", rows=rows, this=current.web_session.id if current else None)


@blueprint.post("/konto/sitzungen/<id:web_session_id>/beenden")
@signed_in_only
def end_session(web_session_id: int) -> BaseResponse:
    """Sign one browser out."""
    end_own_session(current_session(), signed_in_person().id, web_session_id)
    return _done(_("Das Gerät ist abgemeldet."), "account.sessions")


@blueprint.post("/konto/sitzungen/beenden")
@signed_in_only
def end_sessions() -> BaseResponse:
    """Sign out everywhere, here too."""
    end_all_sessions(current_session(), signed_in_person().id)
    current_session().commit()
    forget()
    flash(_("Sie sind auf allen Geräten abgemeldet."), "success")
    return go_to("/")


@blueprint.post("/konto/sitzungen/andere-beenden")
@signed_in_only
def end_other_sessions() -> BaseResponse:
    """Sign out everywhere but here."""
    current = visitor()
    end_all_sessions(current_session(), signed_in_person().id, but=current.web_session.id if current else None)
    return _done(_("Alle anderen Geräte sind abgemeldet."), "account.sessions")


@blueprint.get("/konto/daten")
@signed_in_only
def data() -> Response:
    """Everything that is kept about the person, to read."""
    return page("accounts/own_data.html", data=_own_data(), shown=shown, words_for=words_for)


@blueprint.get("/konto/daten.json")
@signed_in_only
def data_file() -> Response:
    """The same as a file."""
    response = make_response(as_json(_own_data()))
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="meine-daten.json"'
    return response


def _own_data() -> dict[str, object]:
    person, session = signed_in_person(), current_session()
    return own_data(person, web_sessions_of(session, person.id), ways_in(session, person), gather("person.data", person))
