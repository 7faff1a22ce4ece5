"""By which name people appear in a consultation: chosen by each, allowed by whoever runs it."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, flash, url_for
from sqlalchemy import or_, select
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.entering import no_store
from participation.accounts.models import Person
from participation.consultations.doorway import enter, enter_to_moderate, frame
from participation.consultations.forms import AppearanceForm, PseudonymForm
from participation.consultations.models import Consultation
from participation.consultations.name_actions import allow_pseudonyms, choose_pseudonym
from participation.consultations.name_queries import pseudonym_in, pseudonyms_here
from participation.consultations.name_rules import may_choose_name, may_set_appearance
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Conflict, Invalid
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit
from participation.kit.pages import page, settings
from participation.kit.rules import Verdict, demand

blueprint = Blueprint("names", __name__)
blueprint.after_request(no_store)

TRIES, PERIOD = 30, timedelta(hours=1)
"""So many names may one person try: which ones are taken is nobody's list."""


def _wrote(person: Person | None, consultation: Consultation) -> bool:
    """Whether something of this person's stands here under a name that others read."""
    if person is None:
        return False
    written = gather("consultation.signed", consultation.id, person.id)
    return bool(current_session().scalar(select(or_(*(one.exists() for one in written)))))


@blueprint.get("/beteiligungen/<slug:slug>/name")
def show(slug: str) -> Response:
    """By which name this person appears here, and the form as long as it can be changed."""
    consultation, person = enter(slug), current_person()
    verdict = may_choose_name(person, consultation, wrote=_wrote(person, consultation))
    if verdict.hidden or person is None:
        demand(verdict)
    own = pseudonym_in(current_session(), signed_in_person().id, consultation.id)
    return _page(consultation, PseudonymForm(formdata=None, name=own.name if own else ""), verdict)


def _page(consultation: Consultation, form: PseudonymForm, verdict: Verdict) -> Response:
    person, now = signed_in_person(), clock.now()
    own = pseudonym_in(current_session(), person.id, consultation.id) if not form.errors else None
    around = frame(consultation, person, now)
    crumbs = [(_("Ihr Name in dieser Beteiligung"), "")]
    status = 422 if form.errors else 200
    return page("consultations/name.html", status=status, form=form, verdict=verdict, own=own, me=person, crumbs=crumbs, **around)


@blueprint.post("/beteiligungen/<slug:slug>/name")
def choose(slug: str) -> BaseResponse:
    """Take a name, or that of the account again."""
    consultation, person, now, form = enter(slug), current_person(), clock.now(), PseudonymForm()
    wrote = _wrote(person, consultation)
    verdict = may_choose_name(person, consultation, wrote=wrote)
    demand(verdict)
    check_limit(f"pseudonym:person:{signed_in_person().id}", TRIES, PERIOD, now)
    if form.validate():
        try:
            choose_pseudonym(current_session(), person, consultation, form.name.data or "", settings(), now, wrote=wrote)
        except Invalid as error:
            form.blame(error)
        except Conflict as error:
            form.blame(Invalid(error.message, "name"))
        else:
            current_session().commit()
            flash(_("Ihr Name ist gespeichert."), "success")
            return go_to(url_for("names.show", slug=slug))
    return _page(consultation, form, verdict)


@blueprint.get("/verwaltung/beteiligungen/<slug:slug>/auftreten")
def settings_page(slug: str) -> Response:
    """How people appear here."""
    consultation = enter_to_moderate(slug)
    return _settings_page(consultation, AppearanceForm(formdata=None, pseudonyms=consultation.allows_pseudonyms))


def _settings_page(consultation: Consultation, form: AppearanceForm, status: int = 200) -> Response:
    chosen, may_set = pseudonyms_here(current_session(), consultation.id), may_set_appearance(current_person(), consultation)
    return page("consultations/staff/appearance.html", consultation=consultation, form=form, chosen=chosen, may_set=may_set, status=status)


@blueprint.post("/verwaltung/beteiligungen/<slug:slug>/auftreten")
def save_settings(slug: str) -> BaseResponse:
    """Keep it."""
    consultation, form = enter_to_moderate(slug), AppearanceForm()
    if not form.validate():
        return _settings_page(consultation, form, 422)
    allow_pseudonyms(current_session(), current_person(), consultation, bool(form.pseudonyms.data), clock.now())
    current_session().commit()
    flash(_("Gespeichert."), "success")
    return go_to(url_for("names.settings_page", slug=slug))
