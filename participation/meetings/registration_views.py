"""Registering for a meeting, and the registration's own page with the ticket, which its link opens without an account."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.addresses import fold_address
from participation.accounts.current import current_person, signed_in_person
from participation.accounts.limits import limit_mail
from participation.consultations.rules import may_see
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.kit.limits import check_limit
from participation.kit.pages import page, settings
from participation.kit.qr import qr_modules, qr_svg
from participation.kit.rules import demand
from participation.kit.sealing import seals_of
from participation.meetings import queries
from participation.meetings import registration_actions as actions
from participation.meetings.access import named
from participation.meetings.door_lists import ticket_pdf
from participation.meetings.doorway import Here, enter_meeting
from participation.meetings.mails import when_and_where
from participation.meetings.models import MeetingStage
from participation.meetings.registration_forms import GuestForm, RegisterForm
from participation.meetings.registration_models import Registration
from participation.meetings.registration_rules import may_change_registration, may_register, may_take_back
from participation.meetings.showing import say_place, say_span
from participation.meetings.tickets import OWN, is_proof, own_path, ticket_url

blueprint = Blueprint("meeting_registrations", __name__)

ONE = "/beteiligungen/<slug:slug>/sitzungen/<id:meeting_id>/anmelden"
OWN_PAGE = "/sitzungen/anmeldung/<token:public_id>/<token:proof>"
AN_HOUR = 30


@blueprint.get(ONE)
def ask(slug: str, meeting_id: int) -> BaseResponse:
    """The form for a registration; whoever is registered is led to their own page."""
    here = enter_meeting(slug, meeting_id)
    mine = queries.registration_of(current_session(), meeting_id, here.person)
    if mine is not None:
        return go_to(own_path(settings(), mine))
    demand(may_register(here.person, here.consultation, here.meeting, here.now))
    return _form(here, _chosen(here), 200)


@blueprint.post(ONE)
def register(slug: str, meeting_id: int) -> BaseResponse:
    """Register: at once with an account, by a mailed link without one."""
    here = enter_meeting(slug, meeting_id)
    demand(may_register(here.person, here.consultation, here.meeting, here.now))
    form = _chosen(here)
    if form.validate():
        try:
            return _with_account(here, form) if here.person else _by_mail(here, form)
        except Invalid as error:
            form.blame(error)
    return _form(here, form, 422)


def _chosen(here: Here) -> RegisterForm:
    form = RegisterForm() if here.person else GuestForm()
    if not here.meeting.most_companions:
        del form.companions
    return form


def _form(here: Here, form: RegisterForm, status: int) -> Response:
    taken = queries.seats_taken(current_session(), here.meeting.id)
    full = here.meeting.places is not None and taken >= here.meeting.places
    return here.page("meetings/register.html", _("Anmelden"), status=status, form=form, full=full, say_span=say_span, say_place=say_place)


def _with_account(here: Here, form: RegisterForm) -> BaseResponse:
    person = signed_in_person()
    check_limit(f"meetings:register:{person.id}", AN_HOUR, timedelta(hours=1), here.now)
    given = (person, here.consultation, here.meeting, form.wanted(), language(), here.now)
    made = actions.register(current_session(), settings(), *given)
    current_session().commit()
    flash(_("Sie sind angemeldet.") if made.is_placed else _("Sie stehen auf der Warteliste."), "success")
    return go_to(own_path(settings(), made))


def _by_mail(here: Here, form: RegisterForm) -> BaseResponse:
    name, email = str(form["name"].data or ""), str(form["email"].data or "")
    limit_mail(fold_address(email) or "", request.remote_addr, here.now)
    given = (here.consultation, here.meeting, name, email, form.wanted(), language(), here.now)
    actions.ask_for_place(current_session(), settings(), *given)
    current_session().commit()
    return here.page("meetings/asked.html", _("Anmelden"), email=fold_address(email))


def _own(public_id: str, proof: str) -> tuple[Here, Registration]:
    """The registration of a link, for whoever holds it. Raises NotFound."""
    registration, meeting, consultation = queries.registration_named(current_session(), public_id)
    if not is_proof(proof, seals_of(settings()), OWN, meeting.id, public_id) or not may_see(None, consultation):
        raise NotFound(_("Dieser Link ist unvollständig. Bitte öffnen Sie ihn noch einmal aus der E-Mail."))
    return Here(consultation, meeting, current_person(), clock.now()), registration


@blueprint.get(OWN_PAGE)
def own(public_id: str, proof: str) -> Response:
    """The registration: how it stands, the ticket, what was told, and the way out."""
    here, registration = _own(public_id, proof)
    return _own_page(here, registration, _change_form(here, registration))


def _change_form(here: Here, registration: Registration) -> RegisterForm:
    """The form with which it is changed, filled with what is known."""
    needs = actions.needs_of(registration, seals_of(settings()))
    form = RegisterForm(data={"companions": registration.seats - 1, "features": list(needs.features), "words": needs.words})
    if not here.meeting.most_companions:
        del form.companions
    return form


def _own_page(here: Here, registration: Registration, form: RegisterForm, status: int = 200) -> Response:
    session, meeting = current_session(), here.meeting
    needs = actions.needs_of(registration, seals_of(settings()))
    ahead = [one for one in queries.line_of(session, meeting.id) if not one.is_placed and (one.turn or 0) < (registration.turn or 0)]
    response = page(
        "meetings/own.html",
        status=status,
        form=form,
        at=here,
        meeting=meeting,
        consultation=here.consultation,
        registration=registration,
        qr=qr_svg(ticket_url(settings(), registration), _("Ihre Eintrittskarte als QR-Code")) if registration.is_placed else "",
        ahead=len(ahead),
        needs=needs,
        access=named(needs.features),
        may_confirm=may_register(None, here.consultation, meeting, here.now),
        may_change=may_change_registration(meeting, here.now, is_there=actions.is_there(session, registration)),
        may_take_back=may_take_back(meeting, here.now, is_there=actions.is_there(session, registration)),
        cancelled=meeting.stage == MeetingStage.CANCELLED,
        base=own_path(settings(), registration),
        say_span=say_span,
        say_place=say_place,
    )
    return _unseen(response)


@blueprint.post(OWN_PAGE + "/bestaetigen")
def confirm(public_id: str, proof: str) -> BaseResponse:
    """The address is right: from now on the registration counts."""
    here, registration = _own(public_id, proof)
    actions.confirm_place(current_session(), settings(), here.consultation, here.meeting, registration, here.now)
    current_session().commit()
    flash(_("Sie sind angemeldet.") if registration.is_placed else _("Sie stehen auf der Warteliste."), "success")
    return go_to(own_path(settings(), registration))


@blueprint.post(OWN_PAGE + "/aendern")
def change(public_id: str, proof: str) -> BaseResponse:
    """Other people come along, or something else is needed."""
    here, registration = _own(public_id, proof)
    form = _change_form(here, registration)
    if form.validate():
        try:
            actions.change(current_session(), settings(), here.consultation, here.meeting, registration, form.wanted(), here.now)
            current_session().commit()
            flash(_("Ihre Anmeldung ist geändert."), "success")
            return go_to(own_path(settings(), registration))
        except Invalid as error:
            form.blame(error)
    return _own_page(here, registration, form, 422)


@blueprint.post(OWN_PAGE + "/zuruecknehmen")
def take_back(public_id: str, proof: str) -> BaseResponse:
    """Come not; the next on the list moves up."""
    here, registration = _own(public_id, proof)
    actions.take_back(current_session(), settings(), here.consultation, here.meeting, registration, here.now)
    current_session().commit()
    flash(_("Ihre Anmeldung ist zurückgenommen und gelöscht."), "success")
    return go_to(here.url("meetings.show"))


@blueprint.get(OWN_PAGE + "/karte.pdf")
def ticket(public_id: str, proof: str) -> Response:
    """The ticket to print. Raises NotFound for whoever has no place."""
    here, registration = _own(public_id, proof)
    if not registration.is_placed:
        raise NotFound
    seats = _("Plätze: %(seats)s", seats=registration.seats)
    data = {
        "title": here.meeting.title,
        "site": f"{settings().site_name} {settings().city_name}".strip(),
        "lines": [*when_and_where(here.meeting).split("\n")[1:], registration.name, seats],
        "qr": qr_modules(ticket_url(settings(), registration)),
        "alt": _("Ihre Eintrittskarte als QR-Code"),
        "how": _("Zeigen Sie diesen Code am Einlass. Ohne Code nennen Sie dort Ihren Namen."),
    }
    response = Response(ticket_pdf(data, here.now), mimetype="application/pdf")
    response.headers["Content-Disposition"] = "attachment; filename=eintrittskarte.pdf"
    return _unseen(response)


def _unseen(response: Response) -> Response:
    """Kept by no browser, found by no search engine, its address told to no other site."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
