"""Taking part without an account in one consultation: asked for by whoever reads, opened by whoever runs it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from flask import session as browser
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.accounts.entering import no_store
from participation.accounts.forms import GuestForm
from participation.accounts.guest_actions import GuestWish, request_guest
from participation.accounts.limits import limit_mail
from participation.consultations.doorway import enter, enter_to_moderate, frame
from participation.consultations.forms import GuestsForm
from participation.consultations.guest_actions import GuestActs, open_to_guests
from participation.consultations.models import Consultation
from participation.consultations.name_rules import may_set_appearance
from participation.consultations.rules import may_join_as_guest
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.kit.links import safe_next
from participation.kit.pages import page, settings
from participation.kit.rules import demand

blueprint = Blueprint("guest_entry", __name__)
blueprint.after_request(no_store)


@blueprint.get("/beteiligungen/<slug:slug>/gast")
def show(slug: str) -> Response:
    """The form: name and address."""
    consultation = enter(slug)
    demand(may_join_as_guest(current_person(), consultation))
    return _page(consultation, GuestForm(formdata=None))


def _page(consultation: Consultation, form: GuestForm) -> Response:
    around = frame(consultation, None, clock.now())
    crumbs = [(_("Ohne Konto mitmachen"), "")]
    back, status = _back(consultation), 422 if form.errors else 200
    return page("consultations/guest.html", status=status, form=form, next_url=back, crumbs=crumbs, **around)


def _back(consultation: Consultation) -> str:
    return safe_next(request.values.get("next"), f"/beteiligungen/{consultation.slug}")


@blueprint.post("/beteiligungen/<slug:slug>/gast")
def ask(slug: str) -> BaseResponse:
    """Mail the link; the page says the same whosever address it is."""
    consultation, form, now = enter(slug), GuestForm(), clock.now()
    demand(may_join_as_guest(current_person(), consultation))
    if form.validate():
        email = form.email.folded()
        limit_mail(email, request.remote_addr, now)
        wish = GuestWish(email, form.public_name.data or "", language(), consultation.id, _back(consultation))
        try:
            request_guest(current_session(), wish, settings(), now)
        except Invalid as error:
            form.blame(error)
        else:
            current_session().commit()
            browser["mail_sent_to"] = email
            return go_to(url_for("accounts.mail_sent"))
    return _page(consultation, form)


@blueprint.get("/verwaltung/beteiligungen/<slug:slug>/gaeste")
def settings_page(slug: str) -> Response:
    """What is open to guests here."""
    consultation = enter_to_moderate(slug)
    acts = {"support": consultation.guests_support, "write": consultation.guests_write, "answer": consultation.guests_answer}
    return _settings_page(consultation, GuestsForm(formdata=None, **acts))


def _settings_page(consultation: Consultation, form: GuestsForm, status: int = 200) -> Response:
    may_set = may_set_appearance(current_person(), consultation)
    return page("consultations/staff/guests.html", consultation=consultation, form=form, may_set=may_set, status=status)


@blueprint.post("/verwaltung/beteiligungen/<slug:slug>/gaeste")
def save_settings(slug: str) -> BaseResponse:
    """Keep it."""
    consultation, form = enter_to_moderate(slug), GuestsForm()
    if not form.validate():
        return _settings_page(consultation, form, 422)
    acts = GuestActs(support=bool(form.support.data), write=bool(form.write.data), answer=bool(form.answer.data))
    open_to_guests(current_session(), current_person(), consultation, acts, clock.now())
    current_session().commit()
    flash(_("Gespeichert."), "success")
    return go_to(url_for("guest_entry.settings_page", slug=slug))
