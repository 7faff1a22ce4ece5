"""One person's task of moderating a consultation: until when, and who stands in."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.models import Mandate
from participation.consultations import mandate_actions
from participation.consultations.doorway import enter_to_moderate
from participation.consultations.forms import DeputyForm, MandateEndForm
from participation.consultations.mandate_rules import may_name_deputies
from participation.consultations.models import Consultation
from participation.consultations.queries import mandate_of, person_by_public_id, person_for_mandate
from participation.consultations.rules import may_set_up
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand

blueprint = Blueprint("mandates", __name__, url_prefix="/verwaltung/beteiligungen/<slug:slug>/moderation/<token:public_id>")


def _enter(slug: str, public_id: str) -> tuple[Consultation, Mandate]:
    consultation = enter_to_moderate(slug)
    return consultation, mandate_of(current_session(), consultation, public_id)


def _page(consultation: Consultation, mandate: Mandate, end_form: MandateEndForm | None = None, deputy_form: DeputyForm | None = None) -> Response:
    person = current_person()
    return page(
        "consultations/staff/mandate.html",
        consultation=consultation,
        mandate=mandate,
        can_set_end=may_set_up(person),
        may_name=may_name_deputies(person, consultation, mandate),
        end_form=end_form or MandateEndForm(formdata=None, data={"until": mandate.last_day}),
        deputy_form=deputy_form or DeputyForm(formdata=None),
        status=422 if end_form or deputy_form else 200,
    )


def _done(slug: str, public_id: str, sentence: str) -> BaseResponse:
    current_session().commit()
    flash(sentence, "success")
    return go_to(url_for("mandates.show", slug=slug, public_id=public_id))


@blueprint.get("")
def show(slug: str, public_id: str) -> Response:
    """Until when, and who stands in."""
    return _page(*_enter(slug, public_id))


@blueprint.post("/ende")
def set_end(slug: str, public_id: str) -> BaseResponse:
    """Set the last day, or none."""
    (consultation, mandate), form = _enter(slug, public_id), MandateEndForm()
    demand(may_set_up(current_person()))
    if form.validate():
        try:
            mandate_actions.set_mandate_end(current_session(), signed_in_person(), mandate, form.until.data, clock.now())
            return _done(slug, public_id, _("Das Ende ist gespeichert."))
        except Invalid as error:
            form.blame(error)
    return _page(consultation, mandate, end_form=form)


@blueprint.post("/vertretung")
def name_deputy(slug: str, public_id: str) -> BaseResponse:
    """Let somebody stand in."""
    (consultation, mandate), form, session = _enter(slug, public_id), DeputyForm(), current_session()
    demand(may_name_deputies(current_person(), consultation, mandate))
    if form.validate() and form.first.data and form.last.data:
        try:
            deputy = person_for_mandate(session, form.who.data or "")
            if deputy is None:
                raise Invalid(_("Zu dieser Angabe gibt es kein Konto. Bitte prüfen Sie die Schreibweise."), "who")
            span = (form.first.data, form.last.data)
            mandate_actions.name_deputy(session, signed_in_person(), consultation, mandate, deputy, *span, clock.now())
            return _done(slug, public_id, _("Die Vertretung ist eingetragen. Die Person bekommt eine Mitteilung."))
        except Invalid as error:
            form.blame(error)
    return _page(consultation, mandate, deputy_form=form)


@blueprint.post("/vertretung/<token:deputy_id>/beenden")
def recall_deputy(slug: str, public_id: str, deputy_id: str) -> BaseResponse:
    """Nobody stands in any more."""
    (consultation, mandate), session = _enter(slug, public_id), current_session()
    deputy = person_by_public_id(session, deputy_id)
    mandate_actions.recall_deputy(session, signed_in_person(), consultation, mandate, deputy, clock.now())
    return _done(slug, public_id, _("Die Vertretung ist beendet."))
