"""The staff's pages for what people hand in without an account: the list, the form, the slip to hand out."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.doorway import enter
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.dates import city_zone
from participation.kit.forms import choice
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.pagination import Page, page_number
from participation.kit.qr import qr_svg
from participation.kit.rules import demand
from participation.proposals import queries, rules
from participation.proposals.forms import IntakeForm, accepted
from participation.proposals.intake_actions import Entry, forget_giver, take_in
from participation.proposals.locating import offer_places, text_with_place
from participation.proposals.spans import GIVERS
from participation.proposals.sparing import spare_texts
from participation.proposals.views import around, proposal_url
from participation.proposals.writing_models import CHANNEL_NAMES, ENTERED
from participation.proposals.writing_queries import fields_of, intake_of, taken_in

blueprint = Blueprint("proposal_intake", __name__, url_prefix="/verwaltung/beteiligungen/<slug:slug>/aufnahme")
PAGE_SIZE = 30


def _form(consultation: Consultation) -> IntakeForm:
    session = current_session()
    form = IntakeForm.offering(consultation, queries.district_names(session), None, fields_of(session, consultation.id))
    offer_places(form)
    days = consultation.days_kept(GIVERS)
    form.giver.description = _("Nur für Rückfragen, nie öffentlich. Der Name wird nach %(days)s Tagen gelöscht.", days=days)
    form.channel.choices = [choice(channel, CHANNEL_NAMES[channel]) for channel in ENTERED]
    if form.received_on.data is None and not form.is_submitted():
        form.received_on.data = clock.now().astimezone(city_zone()).date()
    form.channel.flags.required = form.received_on.flags.required = True
    if not form.entry_key.data:
        form.entry_key.data = secrets.token_urlsafe(16)
    return form


def _enter(slug: str) -> Consultation:
    consultation = enter(slug)
    demand(rules.may_take_in(current_person(), consultation))
    return consultation


def _around(consultation: Consultation, here: str = "") -> dict[str, Any]:
    context = around(consultation)
    crumbs = [(_("Aufgenommene Vorschläge"), url_for(".index", slug=consultation.slug)), *([(here, "")] if here else [])]
    return {**context, "crumbs": crumbs, "intake_url": url_for(".index", slug=consultation.slug)}


@blueprint.get("")
def index(slug: str) -> Response:
    """What was taken in, the newest first."""
    consultation = _enter(slug)
    number = page_number(request.args.get("seite"))
    rows, total = taken_in(current_session(), consultation.id, PAGE_SIZE, (number - 1) * PAGE_SIZE)
    found = Page(rows, number, PAGE_SIZE, total)
    url = url_for(".index", slug=slug)

    def url_for_page(page: int) -> str:
        return f"{url}?seite={page}"

    return page("proposals/intake_list.html", found=found, channels=CHANNEL_NAMES, url_for_page=url_for_page, **_around(consultation))


@blueprint.route("/neu", methods=["GET", "POST"])
def new(slug: str) -> BaseResponse:
    """Enter what somebody hands in; it is public at once, and the slip comes next."""
    consultation, person, now = _enter(slug), signed_in_person(), clock.now()
    form, session = _form(consultation), current_session()
    if request.method == "POST":
        spare_texts(person, now)
        entry = Entry(form.channel.data or "", form.received_on.data, form.giver.data or "")
        proposal = form.validate() and accepted(form, lambda: take_in(session, person, consultation, text_with_place(form), entry, now, form.key()))
        if proposal:
            session.commit()
            return go_to(url_for(".slip", slug=slug, proposal_id=proposal.id))
    return page("proposals/intake.html", status=422 if request.method == "POST" else 200, form=form, **_around(consultation, _("Aufnehmen")))


@blueprint.get("/<id:proposal_id>/beleg")
def slip(slug: str, proposal_id: int) -> Response:
    """The slip to print and hand out: the reference, and where to follow it."""
    consultation = _enter(slug)
    proposal = queries.find_proposal(current_session(), consultation.id, proposal_id, current_person())
    address = settings().base_url.rstrip("/") + proposal_url(consultation, proposal.id)
    intake = intake_of(current_session(), proposal.id)
    code = qr_svg(address, _("Adresse des Vorschlags als QR-Code"))
    return page("proposals/slip.html", proposal=proposal, intake=intake, address=address, code=code, **_around(consultation, _("Beleg")))


@blueprint.post("/<id:proposal_id>/name-loeschen")
def forget(slug: str, proposal_id: int) -> BaseResponse:
    """Delete the name before its day."""
    consultation = _enter(slug)
    queries.find_proposal(current_session(), consultation.id, proposal_id, current_person())
    forget_giver(current_session(), signed_in_person(), consultation, intake_of(current_session(), proposal_id), clock.now())
    current_session().commit()
    flash(_("Der Name ist gelöscht."), "success")
    return go_to(url_for(".index", slug=slug))
