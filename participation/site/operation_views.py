"""The administration's page of the platform's operation: the emergency brake, and outages."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.mail_runs import mailing_now
from participation.accounts.rules import may_administrate
from participation.kit import clock
from participation.kit.brake import running_brake
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.mail import outbox_now
from participation.kit.outages import latest_outages
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.site import actions
from participation.site.forms import BrakeForm, OutageForm

blueprint = Blueprint("operation", __name__, url_prefix="/verwaltung/betrieb")


@blueprint.get("")
def show() -> Response:
    """Whether the brake is on, the latest outages, and how far mails are."""
    return _page(BrakeForm(formdata=None), OutageForm(formdata=None))


def _page(brake: BrakeForm, outage: OutageForm) -> Response:
    demand(may_administrate(current_person()))
    session = current_session()
    status = 422 if brake.errors or outage.errors else 200
    now = clock.now()
    return page(
        "site/operation.html",
        running=running_brake(session),
        outages=latest_outages(session),
        mailing=mailing_now(session, now),
        outbox=outbox_now(session),
        moment=now,
        brake=brake,
        outage=outage,
        status=status,
    )


@blueprint.post("/anhalten")
def stop() -> BaseResponse:
    """Pull the emergency brake."""
    form = BrakeForm()
    try:
        actions.stop_platform(current_session(), signed_in_person(), form.reason.data or "", clock.now())
    except Invalid as error:
        form.blame(error)
        return _page(form, OutageForm(formdata=None))
    current_session().commit()
    flash(_("Die Notbremse ist gezogen. Alle können lesen, niemand kann etwas senden."), "success")
    return go_to(url_for("operation.show"))


@blueprint.post("/fortsetzen")
def release() -> BaseResponse:
    """Lift it."""
    actions.let_platform_go(current_session(), signed_in_person(), clock.now())
    current_session().commit()
    flash(_("Die Plattform nimmt wieder alles an."), "success")
    return go_to(url_for("operation.show"))


@blueprint.post("/ausfall")
def report() -> BaseResponse:
    """Note an outage that the platform did not notice."""
    form = OutageForm()
    try:
        if not form.validate():
            return _page(BrakeForm(formdata=None), form)
        who = signed_in_person()
        actions.report_outage(current_session(), who, form.starts_at.data, form.ends_at.data, form.reason.data or "", clock.now())
    except Invalid as error:
        form.blame(error)
        return _page(BrakeForm(formdata=None), form)
    current_session().commit()
    flash(_("Der Ausfall ist eingetragen. Ob sich ein Ende verschiebt, steht bei der Abstimmung."), "success")
    return go_to(url_for("operation.show"))
