"""How long data is kept in a consultation: for everyone to read, and for the administration to set."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.doorway import enter, enter_to_moderate, frame
from participation.consultations.forms import SpanForm
from participation.consultations.retention import changes_in
from participation.consultations.retention_actions import set_span
from participation.consultations.rules import may_set_span
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.privacy import spans_of
from participation.kit.retention import Span
from participation.kit.rules import demand

blueprint = Blueprint("retention", __name__)
STAFF = "/verwaltung/beteiligungen/<slug:slug>/aufbewahrung"


@blueprint.get("/beteiligungen/<slug:slug>/aufbewahrung")
def public(slug: str) -> Response:
    """What is kept of people in this consultation, what for and how long; and what was ever changed about it."""
    consultation, person = enter(slug), current_person()
    around = frame(consultation, person, clock.now())
    changes = changes_in(current_session(), consultation.id)
    return page("consultations/retention.html", spans=spans_of(current_app), changes=changes, crumbs=[(_("Aufbewahrung"), "")], **around)


@blueprint.get(STAFF)
def index(slug: str) -> Response:
    """The spans with their bounds, for those who run the consultation."""
    consultation, person = enter_to_moderate(slug), current_person()
    changes, may_set = changes_in(current_session(), consultation.id), may_set_span(person, consultation)
    return page("consultations/staff/retention.html", consultation=consultation, spans=spans_of(current_app), changes=changes, may_set=may_set)


def _span(key: str) -> Span:
    for span in spans_of(current_app):
        if span.key == key:
            return span
    raise NotFound


@blueprint.route(f"{STAFF}/<key>", methods=["GET", "POST"])
def change(slug: str, key: str) -> BaseResponse:
    """Set one span."""
    consultation, person, span = enter_to_moderate(slug), current_person(), _span(key)
    demand(may_set_span(person, consultation))
    form = SpanForm(data={"days": consultation.days_kept(span), "was": str(consultation.days_kept(span))})
    if form.validate_on_submit():
        was, at_once = form.was.data or "", bool(form.at_once.data)
        if was != str(consultation.days_kept(span)):
            raise Conflict(_("Diese Frist wurde inzwischen geändert. Bitte sehen Sie sie noch einmal an."))
        try:
            days, reason = form.days.data or 0, form.reason.data or ""
            set_span(current_session(), person, consultation, span, days, reason, clock.now(), was=int(was), at_once=at_once)
            return _done(slug)
        except Invalid as error:
            form.blame(error)
    status = 422 if form.errors else 200
    return page("consultations/staff/span.html", consultation=consultation, span=span, form=form, status=status)


def _done(slug: str) -> BaseResponse:
    current_session().commit()
    flash(_("Die Frist gilt ab jetzt."), "success")
    return go_to(url_for("retention.index", slug=slug))
